"""The one box: whatever is typed or scanned is found, of each kind, as far as its reader may look."""

from dataclasses import replace
from uuid import UUID

import pytest

from barcodes.commands import Command, command_token
from service_desk.desk.queries import box
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import fetchrow
from service_desk.parties.actions import create_party
from service_desk.products.actions import register_item
from service_desk.repairs.actions import start
from service_desk.scanning.rules import Outcome, RecordKind
from service_desk.tickets.actions import open_ticket
from tests.doors.test_filters import charged

KINDS = ("tickets", "orders", "customers", "units", "products", "invoices")


@pytest.fixture
async def work(world):
    """Zoë's drill with a ticket, an order and an invoice, among those of others."""
    zoe = await create_party(
        name="Zoë Quandt",
        language="en",
        contacts=[("phone", "+4915199887766"), ("email", "zoe@example.com")],
        by=SYSTEM,
    )
    unit = await register_item(product_id=world.drill, serial="ZQ-47110", owner_id=zoe, by=SYSTEM)
    ticket = await open_ticket(centre_id=world.ber, item_id=unit, party_id=zoe, words="whistles", by=world.cy)
    order = (await start(ticket_id=ticket.id, by=world.cy)).id
    other = await open_ticket(centre_id=world.ber, serial="S1", party_id=world.bahar, words="hums", by=world.cy)
    await start(ticket_id=other.id, by=world.cy)
    row = await fetchrow("select id::text, number from repair_order where id = $1", order)
    bill = UUID(await charged(row, replace(world, ada=zoe)))
    return {
        "tickets": [ticket.id], "orders": [order], "customers": [zoe], "units": [unit], "products": [], "invoices": [bill]
    }  # fmt: skip


async def found(typed, by):
    told = await box(typed, by)
    return {kind: [each.id for each in getattr(told, kind)] for kind in KINDS}


@pytest.mark.parametrize("typed", ["quandt", "zoe", "0151 9988 7766", "87766", "ZOE@example.com "])
async def test_a_customer_brings_all_that_is_theirs(world, work, typed):
    mine = await found(typed, world.cy)
    units = {} if any(c.isdigit() or c == "@" for c in typed) else {"units": work["units"]}
    assert mine == work | {"units": []} | units


async def test_a_serial_or_a_part_of_one_brings_the_unit_and_its_work(world, work):
    for typed in ("ZQ-47110", "zq47110", "4711"):
        mine = await found(typed, world.cy)
        assert (mine["units"], mine["tickets"], mine["orders"]) == (work["units"], work["tickets"], work["orders"]), (
            typed
        )
    assert (await box("ZQ-47110", world.cy)).hit.record.kind is RecordKind.ITEM


async def test_numbers_of_tickets_orders_and_invoices_name_them(world, work):
    ticket = await fetchrow("select number from ticket where id = $1", work["tickets"][0])
    assert (await found(ticket["number"].lower(), world.cy))["tickets"] == work["tickets"]
    assert (await box(ticket["number"], world.cy)).hit.record.id == work["tickets"][0]
    assert (await found("ber-i-000007", world.cy))["invoices"] == work["invoices"]


async def test_a_model_is_found_by_its_words_and_its_sku(world, work):
    for typed in ("drill", "d-100", "دریل"):
        assert (await found(typed, world.cy))["products"] == [world.drill], typed


async def test_what_nobody_knows_tells_what_was_tried_and_what_may_be_meant(world, work):
    told = await box("ZQ-4711O", world.cy)
    assert (told.hit.outcome, told.meant) == (Outcome.NONE, ["ZQ-47110"])
    assert told.hit.tried
    assert (await box("  ", world.cy)).empty


async def test_a_command_is_no_search_and_the_secrets_in_a_code_are_looked_for_nowhere(world, work):
    command = await box(command_token(Command.UNDO), world.cy)
    assert (command.hit.outcome, command.hit.command, command.products) == (Outcome.COMMAND, "UNDO", ())
    told = await box("WIFI:T:WPA;S:quandt;P:zoe@example.com;;", world.cy)
    assert told.empty
    assert told.customers == ()


async def test_nobody_finds_what_they_may_not_read(world, work):
    nobody = Actor(id=world.bo.id, kind="staff")
    assert await found("quandt", nobody) == {kind: [] for kind in KINDS}
    clerk = Actor(id=world.bo.id, kind="staff", rights=frozenset({"items.read"}), centres=None)
    (unit,) = (await box("ZQ-47110", clerk)).units
    assert unit.owner_name is None
    elsewhere = Actor(
        id=world.bo.id, kind="staff", grants={world.teh: frozenset({"tickets.read", "repairs.read", "billing.read"})},
        centres=frozenset({world.teh}),
    )  # fmt: skip
    assert await found("quandt", elsewhere) == {kind: [] for kind in KINDS}


async def test_the_door_of_the_box(client, work):
    answer = await client.get("/api/v1/box", params={"typed": "quandt"})
    assert [row["id"] for row in answer.json()["customers"]] == [str(work["customers"][0])]
    assert (await client.get("/api/v1/box")).status_code == 400
