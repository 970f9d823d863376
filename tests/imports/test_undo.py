"""Undoing a run: what it made goes, what it changed comes back, and nothing is touched that was used or changed since."""

from datetime import date
from decimal import Decimal

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.imports import queries
from service_desk.imports.actions import undo
from service_desk.imports.actions.undo import BeforeIsForgotten, NothingToUndo, UsedMeanwhile
from service_desk.parties import actions as parties
from service_desk.parts.actions import issue
from service_desk.parts.queries import on_hand
from service_desk.products.actions import fit_component
from service_desk.tickets.actions import open_ticket
from tests.imports.test_kinds import CUSTOMERS, HEADER, PART_HEADER, PARTS, load
from tests.imports.test_others import TICKETS

__all__ = ["load"]


async def test_a_run_is_undone_with_all_that_it_made(load):
    reports = {"column": "sold", "values": ["2024-01-05"], "reported_on": {"column": "sold"}, "words": "Broken."}
    tally = await load(HEADER + "UN1,UNDO-M,2024-01-05\nUN2,UNDO-M,2024-01-06\n", reports=reports)
    assert tally.tickets == 1
    assert (await undo(run_id=tally.run_id, by=SYSTEM)).records == 4
    assert await fetchval("select count(*) from service_item where serial like 'UN_'") == 0
    assert await fetchval("select count(*) from product where sku = 'UNDO-M'") == 0
    assert (await queries.run(tally.run_id)).state == "undone"
    with pytest.raises(NothingToUndo):
        await undo(run_id=tally.run_id, by=SYSTEM)
    assert (await load(HEADER + "UN1,UNDO-M,2024-01-05\n")).loaded == 1


async def test_a_run_whose_unit_is_in_use_stays_whole_and_says_what_uses_it(load, world):
    tally = await load(HEADER + "UN1,M1,2024-01-05\nUN2,M1,2024-01-06\n")
    item = await fetchval("select id from service_item where serial = 'UN1'")
    await open_ticket(centre_id=world.ber, words="Broken", item_id=item, by=SYSTEM)
    with pytest.raises(UsedMeanwhile, match=r"UN1 .it is in use: decision: 1, ticket: 1"):
        await undo(run_id=tally.run_id, by=SYSTEM)
    assert await fetchval("select count(*) from service_item where serial like 'UN_'") == 2


async def test_a_product_that_another_run_uses_keeps_the_first_run(load):
    first = await load(HEADER + "UN1,SHARED,2024-01-05\n")
    await load(HEADER + "UN2,SHARED,2024-01-05\n")
    with pytest.raises(UsedMeanwhile, match="service item"):
        await undo(run_id=first.run_id, by=SYSTEM)


async def test_customers_are_undone_until_they_own_something(load):
    tally = await load("no,name,phone,mail,street,city\nK-1,One,030 1234567,,Str. 1,Berlin\n", CUSTOMERS)
    await undo(run_id=tally.run_id, by=SYSTEM)
    assert await fetchval("select count(*) from party where name = 'One'") == 0


async def test_the_rest_is_undone_where_that_is_asked_for_and_what_stays_says_why(load, world):
    tally = await load(HEADER + "UN1,UNDO-M,2024-01-05\nUN2,UNDO-M,2024-01-06\n")
    other = await load(HEADER + "UN3,UNDO-M,2024-01-06\n")
    done = await undo(run_id=tally.run_id, by=SYSTEM, partial=True)
    assert (done.records, [(each.kind, each.name) for each in done.stays]) == (2, [("product", "UNDO-M")])
    assert "service item: 1" in done.stays[0].why
    assert (await queries.run(tally.run_id)).state == "finished"
    await undo(run_id=other.run_id, by=SYSTEM)
    assert (await undo(run_id=tally.run_id, by=SYSTEM)).records == 1
    assert (await queries.run(tally.run_id)).state == "undone"
    assert await fetchval("select count(*) from product where sku = 'UNDO-M'") == 0


async def test_opening_stock_goes_back_in_desk_and_books_and_can_be_loaded_again(load, world):
    file = PART_HEADER + "U-1,Belt,WH-BER,12,3.50,,\nU-2,Board,WH-BER,1,80.00,,SNU-1\nU-3,Knob,,,,,\n"
    tally = await load(file, PARTS)
    done = await undo(run_id=tally.run_id, by=SYSTEM)
    assert [(each.name, each.why) for each in done.stays] == [
        (sku, "moves of its stock tell of it") for sku in ("U-1", "U-2")
    ]
    assert await fetchval("select count(*) from product where sku = 'U-3'") == 0
    belt = await fetchval("select id from product where sku = 'U-1'")
    assert await on_hand(belt, world.shelf) == 0
    corrected = await fetch("select payload from event where kind = 'receipt_corrected' order by id")
    assert [Decimal(row["payload"]["quantity"]) for row in corrected] == [12, 1]
    assert (await load(file, PARTS)).loaded == 3
    assert await on_hand(belt, world.shelf) == 12


async def test_stock_that_was_used_stays_with_the_reason(load, world):
    file = PART_HEADER + "U-1,Belt,WH-BER,12,3.50,,\nU-2,Nut,WH-BER,5,1.00,,\n"
    tally = await load(file, PARTS)
    belt = await fetchval("select id from product where sku = 'U-1'")
    await issue(
        part_id=belt, location_id=world.shelf, quantity=Decimal(1), subject=("repair_order", world.s1), by=SYSTEM
    )
    with pytest.raises(UsedMeanwhile, match="Only 11 of the 12 U-1"):
        await undo(run_id=tally.run_id, by=SYSTEM)
    nut = await fetchval("select id from product where sku = 'U-2'")
    assert await on_hand(nut, world.shelf) == 5
    done = await undo(run_id=tally.run_id, by=SYSTEM, partial=True)
    assert (done.records, done.stays[0].kind, done.stays[0].name) == (1, "receipt", "U-1")
    assert (await on_hand(nut, world.shelf), await on_hand(belt, world.shelf)) == (0, 11)


async def test_further_dates_are_taken_out_and_the_terms_reckoned_without_them(load, world):
    from service_desk.warranty.queries import terms_of

    before = (await terms_of(world.s1)).terms.dates
    mapping = {"kind": "dates", "columns": {"serial": "serial"}, "dates": {"deliver": {"column": "delivered"}}}
    tally = await load("serial,delivered\nS1,2026-03-20\n", mapping)
    assert (await undo(run_id=tally.run_id, by=SYSTEM)).records == 1
    assert await fetchval("select count(*) from item_date where item_id = $1 and basis = 'deliver'", world.s1) == 0
    assert (await terms_of(world.s1)).terms.dates == before
    assert await fetchval("select count(*) from event where kind = 'item_date_removed'") == 1


async def test_values_that_were_taken_give_way_to_those_before(load):
    await load(HEADER + "D1X,M1,2024-01-05\n")
    columns = {"serial": "serial", "sku": "model", "batch": "lot", "country": "land"}
    tally = await load("serial,model,sold,lot,land\nD1X,M1,2024-02-05,L9,AT\n", columns=columns, on_difference="update")
    assert await fetchval("select batch || country_of_sale from service_item where serial = 'D1X'") == "L9AT"
    await undo(run_id=tally.run_id, by=SYSTEM)
    row = (
        await fetch(
            "select batch, country_of_sale, array_agg(on_date) as days from service_item i join item_date d on d.item_id = i.id "
            "where serial = 'D1X' group by i.id"
        )
    )[0]
    assert tuple(row) == (None, None, [date(2024, 1, 5)])


async def test_tickets_and_customers_are_as_they_were(load):
    await load("id,words,date\nT1,old,2024-01-05\n", TICKETS)
    tally = await load("id,words,date\nT1,new,2024-01-06\n", TICKETS, on_difference="update")
    await undo(run_id=tally.run_id, by=SYSTEM)
    sql = "select words || reported_on from ticket where external_ref = 'T1'"
    assert await fetchval(sql) == "old2024-01-05"
    head = "no,name,phone,mail,street,city\n"
    await load(head + "K-1,Old Name,030 1234567,,,\n", CUSTOMERS)
    tally = await load(head + "K-1,New Name,030 7654321,a@example.com,Str. 1,Bonn\n", CUSTOMERS, on_difference="update")
    party = await fetchval("select id from party where name = 'New Name'")
    assert await fetchval("select count(*) from contact_point where party_id = $1", party) == 3
    await undo(run_id=tally.run_id, by=SYSTEM)
    assert await fetchval("select name from party where id = $1", party) == "Old Name"
    assert [row[0] for row in await fetch("select value from contact_point where party_id = $1", party)] == [
        "+49301234567"
    ]
    assert await fetchval("select count(*) from address where party_id = $1", party) == 0


async def test_what_somebody_changed_since_is_not_overwritten(load):
    head = "no,name,phone,mail,street,city\n"
    await load(head + "K-1,Old Name,,,,\nK-2,Two,,,,\n", CUSTOMERS)
    tally = await load(head + "K-1,New Name,,,,\nK-2,Zwei,,,,\n", CUSTOMERS, on_difference="update")
    party = await fetchval("select id from party where name = 'New Name'")
    await parties.rename(party_id=party, name="Third Name", by=SYSTEM)
    with pytest.raises(UsedMeanwhile, match=r"line 2 .it was changed since"):
        await undo(run_id=tally.run_id, by=SYSTEM)
    done = await undo(run_id=tally.run_id, by=SYSTEM, partial=True)
    assert (done.records, done.stays[0].name) == (1, "line 2")
    assert await fetchval("select count(*) from party where name in ('Third Name', 'Two')") == 2


async def test_values_whose_past_is_forgotten_are_not_guessed(load):
    await load(HEADER + "D1X,M1,2024-01-05\n")
    tally = await load(HEADER + "D1X,M1,2024-02-05\n", on_difference="update")
    await execute("update import_run set started_at = started_at - interval '91 days'")
    with pytest.raises(BeforeIsForgotten, match="90 days"):
        await undo(run_id=tally.run_id, by=SYSTEM)


async def test_units_of_our_own_stock_are_told_or_leave_it_and_lie_there_again_when_the_run_is_undone(load, world):
    parts = PARTS | {"columns": PARTS["columns"] | {"tracking": "by"}}
    head = PART_HEADER.replace("sn\n", "sn,by\n")
    await load(head + "DR-7,Drill,WH-BER,1,40.00,,D-1,serial\n", parts)
    drill = await fetchval("select id from product where sku = 'DR-7'")
    file = HEADER + "d-1,DR-7,2024-01-05\nD-2,DR-7,2024-01-05\n"
    told = await load(file)
    (refused,) = (await queries.findings(told.run_id, "refused")).items
    assert (told.loaded, refused.line, refused.column) == (1, 2, "serial")
    assert "lies in our own stock at WH-BER" in refused.reason
    assert "from_stock: true" in refused.reason
    sold = await load(file, from_stock=True)
    assert (sold.loaded, sold.existing, await on_hand(drill, world.shelf, serial="D-1")) == (1, 1, 0)
    await undo(run_id=sold.run_id, by=SYSTEM)
    assert await fetchval("select count(*) from service_item where serial = 'D-1'") == 0
    assert await on_hand(drill, world.shelf, serial="D-1") == 1
    assert (await load(file, from_stock=True)).loaded == 1
    assert (await load(file)).existing == 2


async def test_a_part_that_sits_in_a_unit_is_not_loaded_as_a_unit_of_its_own(load, world):
    day = date(2026, 1, 1)
    await fit_component(item_id=world.s1, product_id=world.display, serial="DSP-9", fitted_on=day, by=SYSTEM)
    told = await load(HEADER + "DSP-9,P-DSP,2024-01-05\nDSP-8,P-DSP,2024-01-05\n", from_stock=True)
    (refused,) = (await queries.findings(told.run_id, "refused")).items
    assert (told.loaded, refused.line, "is in S1" in refused.reason) == (1, 2, True)
