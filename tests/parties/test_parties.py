"""Customers: found by phone, mail and name; merged; changed."""

import asyncio

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import NotFound, Stale
from service_desk.foundation.ids import uuid7
from service_desk.parties import queries, tables
from service_desk.parties.actions import (
    MergeIntoItself,
    NewContact,
    add_address,
    add_contact,
    add_note,
    create_party,
    merge_party,
    prefer_contact,
    remove_contact,
    rename,
    retire_party,
)
from service_desk.parties.rules import NotAKind

PHONE = "+989121234567"


async def _create(name="Ben", **more):
    return await create_party(name=name, language="en", by=SYSTEM, **more)


async def test_two_customers_with_one_phone_are_both_offered(world):
    ben = await _create(contacts=[("phone", "0912 123 4567")], region="IR")
    assert {p.id for p in await queries.find_by_phone(PHONE)} == {world.bahar, ben}


async def test_a_phone_given_twice_is_one_contact(world):
    ben = await _create(contacts=[("phone", PHONE), ("phone", "0098 912 123 4567")])
    assert len((await queries.party(ben)).contacts) == 1


async def test_the_last_digits_find_a_customer(world):
    assert [p.id for p in await queries.find_by_digits("4567")] == [world.bahar]
    assert await queries.find_by_digits("45670") == []


async def test_a_mail_address_finds_a_customer(world):
    assert [p.id for p in await queries.find_by_email("ada@example.com")] == [world.ada]
    assert await queries.find_by_phone("ada@example.com") == []


@pytest.mark.parametrize("words", ["محمدی", "بهار", "محمدي"])
async def test_a_name_is_found_whichever_yeh_is_typed(world, words):
    assert [p.id for p in (await queries.search(words)).items] == [world.bahar]


async def test_a_new_name_is_found_and_the_old_one_is_not(world):
    await rename(party_id=world.ada, name="Ada King", version=1, by=SYSTEM)
    assert [p.name for p in (await queries.search("king")).items] == ["Ada King"]
    assert (await queries.search("lovelace")).items == []


async def test_the_second_of_two_editors_is_told(world):
    await rename(party_id=world.ada, name="Ada King", version=1, by=SYSTEM)
    with pytest.raises(Stale):
        await rename(party_id=world.ada, name="Ada Byron", version=1, by=SYSTEM)


async def test_one_contact_of_a_kind_is_preferred(world):
    for value in ("+4915100000001", "+4915100000002"):
        await add_contact(party_id=world.ada, kind="phone", value=value, preferred=True, by=SYSTEM)
    assert (await queries.party(world.ada)).reach("phone") == "+4915100000002"
    await prefer_contact(party_id=world.ada, kind="phone", value="+4915112345678", by=SYSTEM)
    assert (await queries.party(world.ada)).reach("phone") == "+4915112345678"


async def test_a_removed_contact_finds_nobody(world):
    await remove_contact(party_id=world.bahar, kind="phone", value=PHONE, by=SYSTEM)
    assert await queries.find_by_phone(PHONE) == []
    with pytest.raises(NotFound):
        await remove_contact(party_id=world.bahar, kind="phone", value=PHONE, by=SYSTEM)


async def test_an_unknown_kind_of_contact_is_refused(world):
    with pytest.raises(NotAKind, match="phone, email or whatsapp"):
        await _create(contacts=[NewContact("fax", "+498912345")])


async def test_addresses_and_notes_are_kept(world):
    await add_address(party_id=world.ada, lines="Street 1", city="Berlin", country="DE", by=SYSTEM)
    await add_note(party_id=world.ada, body="Rings twice.", by=SYSTEM)
    assert [a.city for a in await queries.addresses(world.ada)] == ["Berlin"]
    with pytest.raises(NotFound):
        await add_note(party_id=uuid7(), body="Nobody.", by=SYSTEM)


async def test_a_merged_customer_answers_as_the_other_with_both_contacts(world):
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    merged = await queries.party(world.bahar)
    assert merged.id == world.ada
    assert {c.value for c in merged.contacts} == {"+4915112345678", "ada@example.com", PHONE}
    assert [p.id for p in await queries.find_by_phone(PHONE)] == [world.ada]
    assert [p.id for p in (await queries.search("محمدی")).items] == [world.ada]


async def test_an_alias_of_an_alias_is_one_step_from_its_party(world):
    ben, cleo = await _create("Ben"), await _create("Cleo")
    await merge_party(party_id=ben, into_id=cleo, by=SYSTEM)
    await merge_party(party_id=cleo, into_id=world.ada, by=SYSTEM)
    assert (await queries.party(ben)).id == world.ada
    with pytest.raises(MergeIntoItself):
        await merge_party(party_id=world.ada, into_id=ben, by=SYSTEM)


async def test_two_who_merge_each_other_at_once_leave_one_party(committed_world):
    ada, bahar = committed_world.ada, committed_world.bahar
    done = await asyncio.gather(
        merge_party(party_id=ada, into_id=bahar, by=SYSTEM),
        merge_party(party_id=bahar, into_id=ada, by=SYSTEM),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, MergeIntoItself) for outcome in done) == 1
    assert (await queries.party(ada)).id == (await queries.party(bahar)).id


async def test_a_retired_customer_is_kept_but_not_listed(world):
    await retire_party(party_id=world.bahar, by=SYSTEM)
    assert [p.id for p in (await queries.parties(role="customer")).items] == [world.ada]
    assert (await queries.party(world.bahar)).retired


async def test_no_event_names_a_person(world):
    await rename(party_id=world.ada, name="Ada King", by=SYSTEM)
    told = await fetchval("select string_agg(payload::text, ' ') from event")
    assert not any(word in told for word in ("Ada", "Lovelace", "King", "ada@example.com", "4915112345678"))


def test_every_personal_column_exists():
    for table in (tables.Party, tables.ContactPoint, tables.Address, tables.PartyNote):
        assert {column._meta.name for column in table._meta.columns} >= set(table.PERSONAL)
