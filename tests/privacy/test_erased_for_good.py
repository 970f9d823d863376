"""Whoever was forgotten stays forgotten: nothing new is written under their entry, not even at the same moment."""

import asyncio
from contextvars import Context
from datetime import date

import pytest

from service_desk.foundation.db import atomic, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.parties.rules import CustomerErased
from service_desk.privacy.actions import UnfinishedWork, erase
from service_desk.products.actions import register_item, transfer_owner
from service_desk.repairs import actions as repairs
from service_desk.repairs.actions.start import Brought
from service_desk.tickets import actions as tickets

API = "/api/v1"
WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


@pytest.fixture
async def send(client, world):
    await erase(party_id=world.ada, by=world.cy)

    def post(path, body, method="POST"):
        return client.request(method, f"{API}{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    return post


WHAT = {
    "a ticket": ("/tickets", {"centre_id": "BER", "party_id": "ADA", "words": "again"}),
    "an order": ("/repairs", {"centre_id": "BER", "party_id": "ADA", "items": [{"serial": "X"}]}),
    "a phone": ("/customers/ADA/contacts", {"kind": "phone", "value": "+4915112345678"}),
    "an address": ("/customers/ADA/addresses", {"lines": "Street 1", "city": "Berlin", "country": "DE"}),
    "a note": ("/customers/ADA/notes", {"body": "Came again"}),
    "a unit": ("/items", {"product_id": "D-100", "serial": "NEW", "owner_id": "ADA"}),
    "another's unit": ("/items/S9/ownership", {"party_id": "ADA", "since": "2026-06-01"}),
    "a yes to mail": (
        "/customers/ADA/consents",
        {"medium": "email", "category": "service", "given": True, "wording": "Yes", "source": "phone"},
    ),
    "a revival": ("/customers/ADA/revival", None),
    "a merger into it": ("/customers/BAHAR/merger", {"into_id": "ADA"}),
    "a merger of it": ("/customers/ADA/merger", {"into_id": "BAHAR"}),
}


@pytest.mark.parametrize("what", WHAT)
async def test_nothing_new_is_kept_of_an_erased_customer(send, world, what):
    await register_item(product_id=world.drill, serial="S9", by=world.cy)
    people = {"ADA": str(world.ada), "BAHAR": str(world.bahar)}
    path, body = WHAT[what]
    for name, key in people.items():
        path = path.replace(name, key)
    said = await send(
        path,
        body and {name: people.get(value, value) if isinstance(value, str) else value for name, value in body.items()},
    )
    assert (said.status_code, said.json()["code"]) == (409, "customer_erased"), said.text
    assert "as a new customer" in said.json()["detail"]


async def test_an_erased_customer_is_not_renamed_and_an_old_ticket_not_opened_again(client, world):
    headers = {"Idempotency-Key": "a-ticket-before-it-all"}
    body = {"centre_id": "BER", "party_id": str(world.ada), "words": "broken"}
    ticket = (await client.post(f"{API}/tickets", json=body, headers=headers)).json()["number"]
    moved = {"to": "cancelled", "note": "a mistake"}
    await client.post(f"{API}/tickets/{ticket}/moves", json=moved, headers={"Idempotency-Key": str(uuid7())})
    await erase(party_id=world.ada, by=world.cy)
    again = await client.post(
        f"{API}/tickets/{ticket}/reopening", json={"reason": "again"}, headers={"Idempotency-Key": str(uuid7())}
    )
    assert again.json()["code"] == "customer_erased", again.text
    renamed = await client.patch(f"{API}/customers/{world.ada}", json={"name": "Ada"})
    assert renamed.json()["code"] == "customer_erased", renamed.text
    assert (await erase(party_id=world.ada, by=world.cy)).aliases == 0  # asked once more it does no harm


async def waits(task):
    while not task.done() and not await fetchval(WAITING):  # noqa: ASYNC110  # the database tells nobody who waits
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("what", ["ticket", "order", "unit"])
async def test_of_an_erasure_and_new_work_at_the_same_moment_one_waits_for_the_other(committed_world, what):
    """Whichever comes first: either the work is there and the erasure is refused, or the erasure and no work."""
    world = committed_world
    unit = await register_item(product_id=world.drill, serial="S9", by=world.cy)

    async def work():
        if what == "ticket":
            await tickets.open_ticket(centre_id=world.ber, party_id=world.ada, words="broken", by=world.cy)
        elif what == "order":
            await repairs.start(
                centre_id=world.ber, party_id=world.ada, items=[Brought(None, serial_given="X")], by=world.cy
            )
        else:
            await transfer_owner(item_id=unit, party_id=world.ada, since=date(2026, 6, 1), by=world.cy)

    begun, go = asyncio.Event(), asyncio.Event()

    async def forget():
        async with atomic():
            await erase(party_id=world.ada, by=world.cy)
            begun.set()
            await go.wait()

    forgetting = asyncio.create_task(forget())
    await begun.wait()
    working = asyncio.create_task(work())
    await waits(working)
    go.set()
    results = await asyncio.gather(forgetting, working, return_exceptions=True)
    assert results[0] is None
    assert isinstance(results[1], CustomerErased), results[1]
    assert await fetchval("select count(*) from ticket where party_id = $1", world.ada) == 0
    assert await fetchval("select count(*) from service_item where owner_id = $1 and serial = 'S9'", world.ada) == 0


async def test_work_that_was_begun_first_is_in_the_way_of_an_erasure(committed_world):
    world = committed_world
    async with atomic():
        await tickets.open_ticket(centre_id=world.ber, party_id=world.ada, words="broken", by=world.cy)
        # In a context of its own: it is none of this transaction.
        forgetting = asyncio.create_task(erase(party_id=world.ada, by=world.cy), context=Context())
        await waits(forgetting)
    with pytest.raises(UnfinishedWork):
        await forgetting
