"""Import sold items from a CSV file, against COPY of the very rows that come of it, into the same tables and indexes."""

import gc
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import asyncpg

from benchmarks.measure import Figure, median_ratio
from benchmarks.seed import Seeded
from benchmarks.stage import clone, drop
from service_desk.centres.queries import forget
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import DB
from service_desk.foundation.localpg import LocalPostgres
from service_desk.imports.actions import import_file
from service_desk.imports.rules import ItemsMapping, parse_mapping

GOAL = 0.45
MAPPING = {
    "kind": "items",
    "columns": {"serial": "serial_number", "sku": "model", "brand": "manufacturer"},
    "dates": {"invoice": {"column": "sold_on"}},
    "country": "DE",
    "policy": {"code": "A"},
}
TABLES = {"service_item": "i.id", "item_date": "i.item_id", "item_terms": "i.item_id"}


def write_file(path: Path, rows: int) -> None:
    """Serials as a maker would print them, which the database does not hold yet."""
    first = date(2024, 11, 1)
    with path.open("w") as file:
        file.write("serial_number,model,manufacturer,sold_on\n")
        for n in range(rows):
            serial = f"N{n * 7919 % 10_000_000:07}{n % 36:02}"
            file.write(f"{serial},D-{n % 40:03},Bosch,{first + timedelta(n % 700)}\n")


async def measure(server: LocalPostgres, template: str, seeded: Seeded, *, rows: int, rounds: int) -> list[Figure]:
    mapping = parse_mapping(MAPPING, "items")
    assert isinstance(mapping, ItemsMapping)
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_file(folder / "items.csv", rows)
        for turn in range(rounds):
            dsn = await clone(server, template, "importing")
            ours.append(rows / await _import(dsn, folder, mapping, seeded, rows))
            if not turn:
                await _prepare(dsn, folder)
            dsn = await clone(server, template, "importing")
            theirs.append(rows / await _copy(dsn, folder))
    await drop(server, "importing")
    ratio, low, high = median_ratio(ours, theirs)
    told = f"{max(ours):,.0f} against {max(theirs):,.0f} rows/s of {rows:,}, {low:.2f}-{high:.2f}"
    return [
        Figure(
            "import_rate_vs_copy",
            ratio,
            "ratio",
            f"COPY csv, same rows, tables and indexes: {told}",
            GOAL,
            at_least=True,
        )
    ]


async def _import(dsn: str, folder: Path, mapping: ItemsMapping, seeded: Seeded, rows: int) -> float:
    forget()
    await DB.open(dsn, least=1, statement_timeout="0")
    gc.freeze()  # as the command and the worker do
    try:
        started = time.perf_counter()
        _, tally = await import_file(path=folder / "items.csv", mapping=mapping, centre_id=seeded.centre_id, by=SYSTEM)
        seconds = time.perf_counter() - started
    finally:
        gc.unfreeze()
        await DB.close()
    if tally.loaded != rows:
        raise SystemExit(f"Of {rows} rows the import loaded {tally}.")
    return seconds


async def _prepare(dsn: str, folder: Path) -> None:
    """The rows that the import made, as files, in the order in which it made them."""
    held = await asyncpg.connect(dsn)
    try:
        for table, item in TABLES.items():
            sql = f"select i.* from {table} i join service_item s on s.id = {item} where s.serial >= 'N' order by i.id"
            await held.copy_from_query(sql, output=folder / table, format="csv")
    finally:
        await held.close()


async def _copy(dsn: str, folder: Path) -> float:
    held = await asyncpg.connect(dsn)
    try:
        started = time.perf_counter()
        for table in TABLES:
            await held.copy_to_table(table, source=folder / table, format="csv")
        return time.perf_counter() - started
    finally:
        await held.close()
