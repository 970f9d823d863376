"""Bulk load of parties."""

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from service_desk.parties import queries
from service_desk.parties.actions import LoadedContact, PartyRow, load_parties

PHONE = "+989121234567"


def _rows(*names):
    return [PartyRow(uuid7(), name, "fa", contacts=(LoadedContact("phone", PHONE),) * 2) for name in names]


async def test_loaded_parties_are_found_by_phone_and_by_words(world):
    await load_parties(_rows("سارا کریمی", "O'Neil-Smith Anna"), by=SYSTEM)
    assert len(await queries.find_by_phone(PHONE)) == 3
    assert [p.name for p in (await queries.search("كريمي")).items] == ["سارا کریمی"]
    assert [p.name for p in (await queries.search("neil anna")).items] == ["O'Neil-Smith Anna"]


async def test_a_second_run_adds_nobody(world):
    rows = _rows("Ben", "Cleo")
    assert (await load_parties([*rows, rows[0]], by=SYSTEM)).new == 2
    assert (await load_parties(rows, by=SYSTEM)).existing == 2
    assert await fetchval("select count(*) from event where kind = 'parties_loaded'") == 2


async def test_a_name_of_one_letter_is_loaded_too(world):
    assert (await load_parties(_rows("X"), by=SYSTEM)).new == 1


async def test_an_empty_batch_is_no_fault(world):
    assert (await load_parties([], by=SYSTEM)).new == 0
