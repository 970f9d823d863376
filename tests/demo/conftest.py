"""A seeded demo that forgets the test, and a small folder of units and words."""

import csv
from datetime import date, timedelta

import pytest

from service_desk.demo.actions.seed import seed

UNITS = ("serial_number", "model", "manufacturer", "min_date", "max_date", "failed")
WORDS = (
    "Does not spin up any more.",
    "Makes a clicking noise &amp; stops",
    "läuft an, wird heiß und geht aus",
    "خاموش می‌شود",
)


@pytest.fixture
async def demo(db):
    return await seed()


def write(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


@pytest.fixture
def folder(tmp_path):
    """Forty units, half of them failed, and four complaints."""
    sold = date(2014, 3, 1)
    units = [
        (
            f"ZX{at:04}",
            f"DISK {at % 3}",
            "Maker",
            sold + timedelta(days=at),
            sold + timedelta(days=300 + 20 * at),
            at % 2,
        )
        for at in range(40)
    ]
    write(tmp_path / "units" / "units.csv", UNITS, units)
    endings = ("Fixed", "Repairable", "End of life", "Unknown")
    write(
        tmp_path / "repairs" / "words.csv",
        ("id", "repair_status", "problem"),
        [(n, *pair) for n, pair in enumerate(zip(endings, WORDS, strict=True))],
    )
    write(tmp_path / "repairs" / "categories.csv", ("id", "name"), [(1, "Disk")])
    return tmp_path
