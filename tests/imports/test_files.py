"""Files of other systems: every row is loaded, refused with a reason, or was there; twice is once; interrupted goes on."""

from datetime import date

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchrow, fetchval
from service_desk.imports.actions import import_file
from service_desk.imports.actions import runs as running
from service_desk.imports.reading import NotThatTable
from service_desk.imports.rules import BadMapping, parse_mapping

ITEMS = {
    "kind": "items",
    "columns": {"serial": "serial", "sku": "model", "brand": "maker"},
    "dates": {"invoice": {"column": "sold"}},
    "policy": {
        "code": "LOAD-24",
        "valid_from": "2000-01-01",
        "terms": {
            "start": {"candidates": [{"basis": "invoice"}]},
            "classes": {"parts": {"months": 24}, "labour": {"months": 12}},
        },
    },
    "reports": {"column": "failed", "values": ["1"], "reported_on": {"column": "last"}, "words": "Failed in service."},
    "open_periods_from": "2013-01-01",
}
TICKETS = {
    "kind": "tickets",
    "columns": {"ref": "id", "words": "problem"},
    "reported_on": {"column": "day"},
    "search": ["brand"],
}
HEADER = "serial,model,maker,sold,last,failed\n"


def items_file(path, *rows: str):
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def load(world, tmp_path):
    async def run(path, mapping=ITEMS, **more):
        parsed = parse_mapping(mapping, mapping["kind"])
        _, tally = await import_file(path=path, mapping=parsed, centre_id=world.ber, by=SYSTEM, **more)
        assert tally.balanced
        return tally

    return run


async def refused() -> list[tuple[int, str, str]]:
    """Line, column and reason of the rows that the newest run refused."""
    return [
        tuple(row)
        for row in await fetch(
            """select line, "column", reason from import_finding where outcome = 'refused'
               and run_id = (select id from import_run order by number desc limit 1) order by line"""
        )
    ]


async def test_a_row_becomes_an_item_with_its_date_and_its_frozen_terms(load, tmp_path):
    tally = await load(items_file(tmp_path / "f.csv", "X-1,M1,Acme,2024-03-15,2024-09-01,0"))
    assert (tally.rows, tally.loaded, tally.refused, tally.existing) == (1, 1, 0, 0)
    row = await fetchrow(
        """select i.serial, p.sku, p.brand, t.start_on, t.parts_last_on, t.labour_last_on from service_item i
           join product p on p.id = i.product_id join item_terms t on t.item_id = i.id where i.serial = 'X-1'"""
    )
    assert tuple(row) == ("X-1", "M1", "Acme", date(2024, 3, 15), date(2026, 3, 14), date(2025, 3, 14))


async def test_a_unit_that_failed_becomes_a_closed_ticket_with_its_verdict(load, tmp_path):
    tally = await load(
        items_file(tmp_path / "f.csv", "X-1,M1,Acme,2024-03-15,2024-09-01,1", "X-2,M1,Acme,2020-03-15,2024-09-01,1")
    )
    assert tally.tickets == 2
    rows = await fetch(
        "select serial_given, state, reported_on, decided_verdict, decided_reason from ticket order by serial_given"
    )
    assert [tuple(row) for row in rows] == [
        ("X-1", "closed", date(2024, 9, 1), "covered", "IN_PERIOD"),
        ("X-2", "closed", date(2024, 9, 1), "not_covered", "EXPIRED"),
    ]


async def test_history_tells_nobody_and_posts_nothing(load, tmp_path):
    await load(items_file(tmp_path / "f.csv", "X-1,M1,Acme,2024-03-15,2024-09-01,1"))
    kinds = {
        row["kind"] for row in await fetch("select kind from event where kind like 'ticket%' or kind like 'import%'")
    }
    assert kinds == {"tickets_loaded", "import_finished"}


async def test_a_second_run_changes_nothing(load, tmp_path):
    file = items_file(tmp_path / "f.csv", "X-1,M1,Acme,2024-03-15,2024-09-01,1", "X-2,M1,Acme,2024-03-15,2024-09-01,0")
    await load(file)
    tally = await load(file)
    assert (tally.loaded, tally.existing, tally.tickets, tally.tickets_there) == (0, 2, 0, 1)
    assert (
        await fetchval(
            "select count(*) from item_terms t join service_item i on i.id = t.item_id where i.serial like 'X-%'"
        )
        == 2
    )


async def test_bad_rows_are_refused_with_line_column_and_reason(load, tmp_path):
    file = tmp_path / "f.csv"
    file.write_bytes(
        HEADER.encode()
        + b"GOOD,M1,Acme,2024-03-15,2024-09-01,0\n"
        + b",M1,Acme,2024-03-15,2024-09-01,0\n"
        + b"B-1,M1,Acme,15.03.2024,2024-09-01,0\n"
        + b"B-2,M1,Acme,2099-01-01,2024-09-01,0\n"
        + b"B-\xff3,M1,Acme,2024-03-15,2024-09-01,0\n"
        + b"B-4,M1\n"
        + b"B-5,M1,Acme,2024-03-15,2024-09-01,0,extra\n"
        + b"B-" + b"9" * 300 + b",M1,Acme,2024-03-15,2024-09-01,0\n"
        + b'"B-6\n7",M1,Acme,2024-02-30,2024-09-01,0\n'
    )  # fmt: skip
    tally = await load(file)
    assert (tally.rows, tally.loaded, tally.refused) == (9, 1, 8)
    assert [(line, column) for line, column, _ in await refused()] == [
        (3, "serial"), (4, "sold"), (5, "sold"), (6, "serial"), (7, "maker"), (8, "(row)"), (9, "serial"), (10, "sold"),
    ]  # fmt: skip


async def test_the_same_unit_twice_in_a_file_is_one_unit(load, tmp_path):
    tally = await load(items_file(tmp_path / "f.csv", *["X-1,M1,Acme,2024-03-15,2024-09-01,0"] * 3))
    assert (tally.rows, tally.loaded, tally.existing) == (3, 1, 2)


async def test_an_interrupted_run_goes_on_behind_its_last_batch(load, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    file = items_file(
        tmp_path / "f.csv", *(f"X-{n},M1,Acme,{'2024-03-15' if n != 2 else 'never'},2024-09-01,0" for n in range(7))
    )

    def fall_over(tally, total):
        if tally.rows == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await load(file, progress=fall_over)
    assert await fetchval("select position from import_run") == 4
    tally = await load(file)
    assert (tally.rows, tally.loaded, tally.refused, tally.existing) == (7, 6, 1, 0)
    assert len(await refused()) == 1


async def test_periods_are_opened_from_the_first_year_on(load, tmp_path):
    await load(items_file(tmp_path / "f.csv", "X-1,M1,Acme,2013-04-10,2013-09-01,1"))
    assert await fetchval("select min(starts_on) from accounting_period") == date(2013, 1, 1)


async def test_a_column_that_is_missing_is_named(load, tmp_path):
    (tmp_path / "f.csv").write_text("serial,model\n1,2\n")
    with pytest.raises(NotThatTable, match="no column 'failed'"):
        await load(tmp_path / "f.csv")


async def test_closed_history_without_an_item_is_found_by_its_words(load, tmp_path):
    (tmp_path / "t.csv").write_text(
        'id,problem,day,brand\na_1,"Heizt nicht, riecht",2021-05-01,Krups\na_2,,2021-05-02,Krups\na_3,x,,Krups\n'
    )
    tally = await load(tmp_path / "t.csv", TICKETS)
    assert (tally.rows, tally.loaded, tally.refused) == (3, 2, 1)
    found = await fetch("select external_ref from ticket where search @@ '''krups'' & ''heizt'''::tsquery")
    assert [row[0] for row in found] == ["a_1"]
    assert (await load(tmp_path / "t.csv", TICKETS)).existing == 2


async def test_who_may_not_import_is_refused(world, tmp_path):
    from service_desk.foundation.errors import Forbidden

    with pytest.raises(Forbidden):
        await import_file(
            path=items_file(tmp_path / "f.csv"),
            mapping=parse_mapping(TICKETS, "tickets"),
            centre_id=world.ber,
            by=world.bo,
        )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "tickets"}, "'kind' is 'tickets'"),
        ({"colour": 1}, "not known: colour"),
        ({"columns": {"sku": "model"}}, "which column is 'serial'"),
        ({"columns": {"serial": "a", "sku": "b", "colour": "c"}}, "no field here"),
        ({"source": {"delimiter": ";;"}}, "one character"),
        ({"dates": {"invoice": {}}}, "column"),
        ({"dates": {"invoice": {"column": "d", "formats": "%d.%m.%Y"}}}, "not known: dates.invoice.formats"),
        ({"source": {"encodng": "cp1252"}}, "not known: source.encodng"),
        ({"policy": {"code": "A", "term": {}}}, "not known: policy.term"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(change, why):
    with pytest.raises(BadMapping, match=why):
        parse_mapping({**ITEMS, **change}, "items")


async def test_a_serial_is_stored_as_the_counter_would_store_it(load, tmp_path):
    await load(items_file(tmp_path / "f.csv", " x-1 ۲,M1,Acme,2024-03-15,2024-09-01,0"))
    row = await fetchrow("select serial, serial_raw from service_item where serial like 'X-%'")
    assert tuple(row) == ("X-12", "x-1 ۲")
