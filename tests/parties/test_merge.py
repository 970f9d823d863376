"""Two entries of one person become one, with all that is known of either; and two again."""

import pytest

from notifications import outbox
from notifications.actions import record_consent
from notifications.message import Category, Medium
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.parties import queries
from service_desk.parties.actions import (
    MergedFurther,
    NotMerged,
    add_address,
    add_contact,
    add_note,
    create_party,
    merge_party,
    prefer_contact,
    retire_party,
    revive_party,
    undo_merge,
)

API = "/api/v1"
HOME = {"lines": "Street 1", "city": "Berlin", "country": "DE"}


async def vendor(**more):
    """A: customer and vendor, with a preferred phone and an address."""
    key = await create_party(
        name="Acme Parts", language="en", roles=("customer", "vendor"), zone="Europe/Berlin", by=SYSTEM,
        contacts=[("phone", "+4930901820"), ("phone", "+4930901821")],
    )  # fmt: skip
    await prefer_contact(party_id=key, kind="phone", value="+4930901821", by=SYSTEM)
    await add_address(party_id=key, **HOME, by=SYSTEM)
    await add_note(party_id=key, body="rings before noon", by=SYSTEM)
    return key


async def known(party_id):
    """All that is told of a customer, but for its version."""
    party = await queries.party(party_id)
    return (
        party.id, party.name, party.roles, party.zone, {(c.kind, c.value, c.preferred) for c in party.contacts}, party.retired,
        {(a.lines, a.city) for a in await queries.addresses(party.id)}, [n.body for n in await queries.notes(party.id)],
    )  # fmt: skip


async def test_what_was_known_of_one_is_known_of_both(world):
    a = await vendor()
    await merge_party(party_id=a, into_id=world.bahar, by=SYSTEM)
    party = await queries.party(a)
    assert (party.id, party.name, party.roles, party.zone) == (
        world.bahar,
        "بهار محمدی",
        ("customer", "vendor"),
        "Europe/Berlin",
    )
    assert party.reach("phone") == "+4930901821"
    assert [a.lines for a in await queries.addresses(world.bahar)] == ["Street 1"]
    assert [n.body for n in await queries.notes(world.bahar)] == ["rings before noon"]
    assert [p.id for p in (await queries.search("acme")).items] == [world.bahar]


async def test_the_one_that_stays_keeps_its_own_preference(world):
    await prefer_contact(party_id=world.bahar, kind="phone", value="+989121234567", by=SYSTEM)
    await merge_party(party_id=await vendor(), into_id=world.bahar, by=SYSTEM)
    party = await queries.party(world.bahar)
    assert [c.value for c in party.contacts if c.preferred] == ["+989121234567"]


async def test_one_account_in_two_spellings_is_there_once_and_stays_preferred(world):
    await add_contact(party_id=world.ada, kind="whatsapp", value="+5521987654321", by=SYSTEM)
    await add_contact(party_id=world.bahar, kind="whatsapp", value="+552187654321", preferred=True, by=SYSTEM)
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    told = [(c.value, c.preferred) for c in (await queries.party(world.ada)).contacts if c.kind == "whatsapp"]
    assert told == [("+5521987654321", True)]


@pytest.mark.parametrize(
    ("of_alias", "of_target", "holds"),
    [(False, True, False), (True, False, False), (True, None, True), (False, None, False), (None, True, True)],
)
async def test_a_no_of_either_holds(world, of_alias, of_target, holds):
    for key, given in ((world.bahar, of_alias), (world.ada, of_target)):
        if given is not None:
            await record_consent(
                recipient_key=str(key),
                medium=Medium.SMS,
                category=Category.SERVICE,
                given=given,
                source="desk",
                wording="?",
                by=SYSTEM,
            )
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    standing = await outbox.standing(str(world.ada), {Medium.SMS: "+4915112345678"})
    assert standing.consent(Medium.SMS, Category.SERVICE).given is holds


async def test_a_merger_is_undone(world):
    a = await vendor()
    third = await create_party(name="Third", language="en", by=SYSTEM)
    await merge_party(party_id=third, into_id=a, by=SYSTEM)
    before = await known(a), await known(world.bahar)
    await merge_party(party_id=a, into_id=world.bahar, by=SYSTEM)
    assert await undo_merge(party_id=a, by=SYSTEM) == world.bahar
    assert (await known(a), await known(world.bahar)) == before
    assert (await queries.party(third)).id == a
    assert [p.id for p in (await queries.search("acme")).items] == [a]
    with pytest.raises(NotMerged):
        await undo_merge(party_id=a, by=SYSTEM)


async def test_an_undone_merger_leaves_who_had_left_out_of_use(world):
    await retire_party(party_id=world.ada, by=SYSTEM)
    before = await known(world.ada), await known(world.bahar)
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    assert not (await queries.party(world.ada)).retired
    await undo_merge(party_id=world.bahar, by=SYSTEM)
    assert (await known(world.ada), await known(world.bahar)) == before


async def test_reviving_under_the_merged_name_revives_the_customer_alone(world):
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    await retire_party(party_id=world.bahar, by=SYSTEM)
    await revive_party(party_id=world.bahar, by=SYSTEM)
    assert not (await queries.party(world.ada)).retired
    assert [p.name for p in (await queries.search("بهار")).items] == ["Ada Lovelace"]


async def test_what_was_merged_further_is_undone_from_the_last(world):
    a = await vendor()
    await merge_party(party_id=a, into_id=world.bahar, by=SYSTEM)
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    with pytest.raises(MergedFurther):
        await undo_merge(party_id=a, by=SYSTEM)
    await undo_merge(party_id=world.bahar, by=SYSTEM)
    await undo_merge(party_id=a, by=SYSTEM)
    assert (await queries.party(a)).name == "Acme Parts"


async def test_what_is_said_of_an_alias_is_said_of_the_customer(client, world):
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    key = {"Idempotency-Key": str(uuid7())}
    body = {"kind": "email", "value": "new@example.com"}
    added = await client.post(f"{API}/customers/{world.bahar}/contacts", json=body, headers=key)
    assert "new@example.com" in {c["value"] for c in added.json()["contacts"]}
    await client.post(f"{API}/customers/{world.bahar}/addresses", json=HOME, headers={"Idempotency-Key": str(uuid7())})
    assert len(await queries.addresses(world.ada)) == 1


async def test_mergers_are_seen_and_undone_through_the_door(client, world):
    path = f"{API}/customers/{world.bahar}/merger"
    await client.post(path, json={"into_id": str(world.ada)}, headers={"Idempotency-Key": str(uuid7())})
    (seen,) = (await client.get(f"{API}/customers/{world.ada}/mergers")).json()["items"]
    assert (seen["alias_id"], seen["alias_name"], seen["undone_at"]) == (str(world.bahar), "بهار محمدی", None)
    back = await client.post(f"{path}/undo", headers={"Idempotency-Key": str(uuid7())})
    assert (back.status_code, back.json()["id"]) == (201, str(world.bahar))
    assert (await client.get(f"{API}/customers/{world.ada}/mergers")).json()["items"][0]["undone_at"] is not None
