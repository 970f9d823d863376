"""Sold units: registered, found, dated, handed on, exchanged."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from service_desk.centres.rules.places import NotACountry
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import DB, fetchval
from service_desk.foundation.errors import NotFound, Stale
from service_desk.foundation.ids import uuid7
from service_desk.parties.actions import merge_party
from service_desk.products import queries
from service_desk.products.actions import (
    AlreadySwapped,
    SerialTaken,
    add_item_date,
    clear_notice,
    create_product,
    fit_component,
    put_notice,
    register_item,
    remove_component,
    swap_item,
    transfer_owner,
)
from service_desk.products.actions.items import AlreadyOwner, NewDate
from service_desk.products.queries import AmbiguousScan, UnknownSerial
from service_desk.products.rules import FutureDate, NoBatch, NoticeKind
from service_desk.products.rules.kinds import FutureDay, NotAKind

APRIL = date(2026, 4, 1)


@pytest.mark.parametrize("written", ["S1", " s1 ", "\u200es۱"])
async def test_an_item_is_found_however_its_serial_is_typed(world, written):
    (found,) = await queries.find_by_serial(written)
    assert (found.id, found.owner_name, found.sku) == (world.s1, "Ada Lovelace", "D-100")


async def test_a_lookup_is_one_statement(world, monkeypatch):
    statements = []
    connection = DB.current_transaction.get().connection
    fetch = type(connection).fetch

    async def counted(self, sql, *args, **more):
        statements.append(sql)
        return await fetch(self, sql, *args, **more)

    monkeypatch.setattr(type(connection), "fetch", counted)
    await queries.find_by_serial("S1")
    assert len(statements) == 1


async def test_one_serial_under_two_products_is_two_items_to_choose_from(world):
    saw = await create_product(sku="SAW-1", name={"en": "Saw"}, by=SYSTEM)
    await register_item(product_id=saw, serial="S1", by=SYSTEM)
    with pytest.raises(AmbiguousScan, match=r"S1 \(D-100\), S1 \(SAW-1\)"):
        await queries.only(await queries.find_by_serial("S1"), "S1")


async def test_one_serial_under_one_product_is_registered_once(world):
    with pytest.raises(SerialTaken, match="Open that item"):
        await register_item(product_id=world.drill, serial=" s1", by=SYSTEM)


async def test_an_unknown_serial_suggests_what_looks_alike(world):
    await register_item(product_id=world.drill, serial="SN-0001", by=SYSTEM)
    with pytest.raises(UnknownSerial, match="Did you mean SN-0001"):
        await queries.only(await queries.find_by_serial("SN-OO01"), "SN-OO01")
    with pytest.raises(UnknownSerial, match=r"known\. Check it"):
        await queries.only([], "XYZ")


async def test_a_batch_is_registered_with_its_quantity(world):
    with pytest.raises(NoBatch, match="tracked by batch"):
        await register_item(product_id=world.grease, by=SYSTEM)
    tin = await register_item(product_id=world.grease, batch="l-7", quantity=Decimal("2.5"), by=SYSTEM)
    assert (await queries.item(tin)).identity == "L-7"


async def test_a_serial_is_found_by_its_beginning_and_from_four_signs_by_its_middle(world):
    await register_item(product_id=world.drill, serial="AB-100%_7", by=SYSTEM)
    for part in ("ab-1", "100%", "0%_7"):
        assert [i.serial for i in await queries.search_serials(part)] == ["AB-100%_7"]
    assert await queries.search_serials("%_7") == []
    assert await queries.search_serials("____") == []


async def test_dates_are_added_and_none_is_overwritten(world):
    await add_item_date(item_id=world.s1, basis="install", on_date=APRIL, by=SYSTEM)
    await add_item_date(
        item_id=world.s1, basis="install", on_date=APRIL, evidence_kind="receipt", proof_accepted=True, by=SYSTEM
    )
    told = [(d.basis, d.proof_accepted) for d in await queries.item_dates(world.s1)]
    assert told == [("invoice", False), ("install", False), ("install", True)]


@pytest.mark.parametrize(
    ("basis", "day", "error"), [("install", date(2999, 1, 1), FutureDate), ("birthday", APRIL, NotAKind)]
)
async def test_a_date_that_cannot_be_is_refused(world, basis, day, error):
    with pytest.raises(error):
        await add_item_date(item_id=world.s1, basis=basis, on_date=day, by=SYSTEM)


async def test_a_date_needs_its_item(world):
    with pytest.raises(NotFound):
        await add_item_date(item_id=uuid7(), basis="install", on_date=APRIL, by=SYSTEM)


async def test_a_bad_date_registers_nothing(world):
    with pytest.raises(FutureDate):
        await register_item(product_id=world.drill, serial="S9", dates=[NewDate("ship", date(2999, 1, 1))], by=SYSTEM)
    assert await queries.find_by_serial("S9") == []


async def test_a_new_owner_takes_over_and_the_old_one_is_remembered(world):
    assert await transfer_owner(item_id=world.s1, party_id=world.bahar, since=APRIL, version=1, by=SYSTEM) == 2
    told = [(o.party_id, o.since, o.until) for o in await queries.owners(world.s1)]
    assert told == [(world.ada, date(2026, 3, 15), APRIL), (world.bahar, APRIL, None)]
    assert [i.id for i in await queries.items_of(world.bahar)] == [world.s1]


async def test_a_transfer_is_refused_to_the_owner_and_from_an_old_page(world):
    with pytest.raises(AlreadyOwner):
        await transfer_owner(item_id=world.s1, party_id=world.ada, since=APRIL, by=SYSTEM)
    with pytest.raises(Stale):
        await transfer_owner(item_id=world.s1, party_id=world.bahar, since=APRIL, version=7, by=SYSTEM)
    with pytest.raises(FutureDay):
        await transfer_owner(item_id=world.s1, party_id=world.bahar, since=date(2999, 1, 1), by=SYSTEM)
    with pytest.raises(NotFound):
        await transfer_owner(item_id=world.s1, party_id=uuid7(), since=APRIL, by=SYSTEM)


async def test_the_items_of_a_merged_customer_follow(world):
    await merge_party(party_id=world.ada, into_id=world.bahar, by=SYSTEM)
    (found,) = await queries.find_by_serial("S1")
    assert found.owner_id == world.bahar
    assert [i.id for i in await queries.items_of(world.bahar)] == [world.s1]


async def test_after_a_swap_both_serials_are_found_and_linked(world):
    new = await swap_item(item_id=world.s1, serial="S2", on_date=APRIL, by=SYSTEM)
    (old,) = await queries.find_by_serial("S1")
    (fresh,) = await queries.find_by_serial("S2")
    assert (old.retired, old.replaced_by_id, fresh.replaces_id) == (True, new, world.s1)
    assert fresh.owner_id == world.ada
    with pytest.raises(AlreadySwapped):
        await swap_item(item_id=world.s1, serial="S3", on_date=APRIL, by=SYSTEM)


async def test_a_swap_to_a_serial_of_somebody_changes_nothing(world):
    await register_item(product_id=world.drill, serial="S2", owner_id=world.bahar, by=SYSTEM)
    with pytest.raises(SerialTaken):
        await swap_item(item_id=world.s1, serial="S2", on_date=APRIL, by=SYSTEM)
    assert not (await queries.item(world.s1)).retired


async def test_a_notice_put_twice_is_seen_once_and_cleared(world):
    notice = {"item_id": world.s1, "kind": NoticeKind.OPEN_ORDER, "subject": ("repair", uuid7()), "by": SYSTEM}
    for _ in range(2):
        await put_notice(**notice, words={"en": "Order BER-R-000001 is open."})
    (shown,) = (await queries.item(world.s1)).notices
    assert shown.words == {"en": "Order BER-R-000001 is open."}
    for _ in range(2):
        await clear_notice(**notice)
    assert (await queries.item(world.s1)).notices == ()
    assert await fetchval("select count(*) from event where kind like 'notice%'") == 2


async def test_a_component_is_fitted_and_taken_out(world):
    fitted = await fit_component(item_id=world.s1, product_id=world.display, serial="d1", fitted_on=APRIL, by=SYSTEM)
    await remove_component(component_id=fitted, removed_on=date(2026, 5, 1), by=SYSTEM)
    with pytest.raises(NotFound):
        await remove_component(component_id=fitted, removed_on=date(2026, 5, 1), by=SYSTEM)


async def test_an_item_of_nobody_is_registered_without_an_owner(world):
    item = await register_item(product_id=world.drill, serial="S7", by=SYSTEM)
    assert await queries.owners(item) == []
    with pytest.raises(NotFound):
        await register_item(product_id=world.drill, serial="S8", owner_id=uuid7(), by=SYSTEM)


@pytest.mark.parametrize("words", ["ada", "Lovelace", "dril", "S1", "drill s1", "دريل", "D-100"])
async def test_a_unit_is_found_by_its_owner_its_model_or_its_serial(client, world, words):
    found = (await client.get("/api/v1/items", params={"words": words})).json()["items"]
    assert str(world.s1) in {item["id"] for item in found}
    narrower = {"words": words, "owner_id": str(world.bahar)}
    assert (await client.get("/api/v1/items", params=narrower)).json()["items"] == []


async def test_a_unit_is_sold_in_a_country_that_there_is_since_its_law_counts(world):
    with pytest.raises(NotACountry, match="such as GB") as refused:
        await register_item(product_id=world.drill, serial="S77", country_of_sale="UK", by=SYSTEM)
    assert refused.value.field == "country_of_sale"


@pytest.mark.parametrize(("hour", "taken"), [(12, False), (21, True)])
async def test_tomorrow_is_the_future_until_it_has_begun_at_one_of_the_centres(world, hour, taken):
    """In Tehran the 26th begins at 20:30 UTC."""
    with clock.at(datetime(2026, 11, 25, hour, 0, tzinfo=UTC)):
        given = {"product_id": world.drill, "serial": "T1", "dates": [("invoice", date(2026, 11, 26))], "by": SYSTEM}
        if taken:
            assert await register_item(**given)
        else:
            with pytest.raises(FutureDate, match="at the latest 25 November 2026"):
                await register_item(**given)
