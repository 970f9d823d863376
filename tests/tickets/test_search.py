"""Tickets and orders found by what the person at the phone hears: a number, a name, half a serial, a word."""

import pytest

from service_desk import worker
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.parties.actions import create_party, merge_party, rename, undo_merge
from service_desk.products.actions import register_item
from service_desk.repairs.actions import Brought, start
from service_desk.searchable import SEARCHABLE
from service_desk.tickets.actions import open_ticket
from tests.queues import orders_in, tickets_in

API = "/api/v1"
NUMBERS = ["1", "BER-{}-1", "ber {} 1", "{}1", "#000001", "BER-{}-000001", "۱", "BER-{}-۰۰۰۰۰۱", "ber{}1"]
WORDS = [
    "Lovelace",
    "lovel",
    "ada",
    "SN-77-00A",
    "sn7700a",
    "SN 77 00 A",
    "7700",
    "00a",
    "77-00",
    "pumpe",
    "Waschm",
    "سوخت",
    "سوخته",
]


@pytest.fixture
async def found(client, world):
    """Where a ticket and its order are found by words; another of each is there to be left out."""
    item = await register_item(product_id=world.drill, serial="SN-77-00A", owner_id=world.ada, by=SYSTEM)
    report = "Die Waschmaschinen-Pumpe; موتور سوخته است"
    ticket = await open_ticket(centre_id=world.ber, item_id=item, party_id=world.ada, words=report, by=world.cy)
    order = await start(ticket_id=ticket.id, by=world.cy)
    other = await open_ticket(centre_id=world.ber, serial="X1", party_id=world.bahar, words="nothing", by=world.cy)
    await start(ticket_id=other.id, by=world.cy)

    async def look(words, **more):
        told = {}
        for place in ("tickets", "repairs"):
            answer = await client.get(f"{API}/{place}", params={"words": words, **more})
            assert answer.status_code == 200, answer.text
            told[place] = [row["id"] for row in answer.json()["items"]]
        return told["tickets"], told["repairs"]

    look.both = ([str(ticket.id)], [str(order.id)])
    return look


@pytest.mark.parametrize("typed", NUMBERS)
async def test_a_number_finds_in_any_form(found, typed):
    assert (await found(typed.format("T")))[0] == found.both[0]
    assert (await found(typed.format("R")))[1] == found.both[1]


@pytest.mark.parametrize("typed", WORDS)
async def test_words_serials_and_the_customers_name_find(found, typed):
    assert await found(typed) == found.both


@pytest.mark.parametrize(
    "typed", ["lovelace nothing", "BER-X-1", "", "!?", "zzz", "9" * 30, "TEH-T-1", "\x00", "x" * 400]
)
async def test_what_fits_nothing_finds_nothing(found, typed):
    assert await found(typed) == ([], [])


async def test_a_new_name_and_a_name_before_a_merger_find_the_work(committed_world):
    world = committed_world
    ticket = await open_ticket(centre_id=world.ber, party_id=world.ada, words="squeaks", by=world.cy)
    order = await start(ticket_id=ticket.id, items=[Brought(None, serial_given="X1")], by=world.cy)

    async def found(words):
        here = [row.id for row in (await tickets_in(words=words)).items]
        return here, [row.id for row in (await orders_in(words=words)).items]

    both = ([ticket.id], [order.id])
    await rename(party_id=world.ada, name="Grace Hopper", by=SYSTEM)
    await worker.settle_everything()
    assert (await found("hopper"), await found("lovelace")) == (both, ([], []))
    bigger = await create_party(name="Navy", language="en", by=SYSTEM)
    await merge_party(party_id=world.ada, into_id=bigger, by=SYSTEM)
    await worker.settle_everything()
    assert (await found("hopper"), await found("navy")) == (both, both)
    await undo_merge(party_id=world.ada, by=SYSTEM)
    await worker.settle_everything()
    assert (await found("hopper"), await found("navy")) == (both, ([], []))


async def test_only_those_of_ones_own_centres_are_found(anonymous, world, found):
    from service_desk.accounts import actions as accounts

    staff = await accounts.add_staff(login="mina", name="Mina", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=staff, role="agent", centre_id=world.teh, by=SYSTEM)
    issued = await accounts.issue_token(staff_id=staff, label="tests", scopes=["*"], by=SYSTEM)
    anonymous.headers["Authorization"] = f"Bearer {issued.token}"
    for typed in ("1", "lovelace", "SN-77-00A", "BER-T-1"):
        assert await found(typed) == ([], [])


async def test_the_columns_are_filled_anew_batch_by_batch(found, db):
    from service_desk.foundation.db import execute
    from service_desk.foundation.refilling import refill

    for table in ("party", "product", "ticket", "repair_order"):
        await execute(f"update {table} set search = ''")
    assert await found("lovelace") == ([], [])
    assert [await refill(each) > 0 for each in SEARCHABLE] == [True] * 4
    assert await found("lovelace") == found.both
    assert [await refill(each) for each in SEARCHABLE] == [0] * 4
    assert [await refill(each, anew=True) > 0 for each in SEARCHABLE] == [True] * 4


@pytest.mark.parametrize("most_hits", [2000, 2])
async def test_pages_of_found_tickets_go_on(client, world, monkeypatch, most_hits):
    from service_desk.foundation import newest

    ids = [(await open_ticket(centre_id=world.ber, words="squeaks", by=world.cy)).id for _ in range(5)]
    monkeypatch.setattr(newest, "MOST_HITS", most_hits)
    seen, cursor = [], None
    while True:
        asked = {"words": "squeak", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"{API}/tickets", params=asked)).json()
        seen += [row["id"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == [str(each) for each in reversed(ids)]


async def test_serials_are_in_natural_order_and_found_by_a_part(client, world):
    for serial in ("P-10", "P-2", "P-1", "P-11", "P-9"):
        await register_item(product_id=world.drill, serial=serial, by=SYSTEM)
    shown = (await client.get(f"{API}/items", params={"part": "P"})).json()["items"]
    assert [item["serial"] for item in shown] == ["P-1", "P-2", "P-9", "P-10", "P-11"]


async def test_skus_are_in_natural_order_page_by_page(client, world):
    for sku in ("K-10", "K-2", "K-1", "K-9"):
        body = {"sku": sku, "name": {"en": "Kettle"}}
        await client.post(f"{API}/products", json=body, headers={"Idempotency-Key": str(uuid7())})
    for asked in ({"words": "kett"}, {}):
        seen, cursor = [], None
        while True:
            page = (
                await client.get(
                    f"{API}/products", params={**asked, "limit": 3} | ({"cursor": cursor} if cursor else {})
                )
            ).json()
            seen += [p["sku"] for p in page["items"] if p["sku"].startswith("K-")]
            if not (cursor := page["next"]):
                break
        assert seen == ["K-1", "K-2", "K-9", "K-10"]
