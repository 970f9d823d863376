"""Every list is narrowed by words alike, typed without accents and from any keyboard."""

import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.parties.actions import create_party
from service_desk.parts import actions as parts
from service_desk.products.actions import create_product
from service_desk.scanning import actions as scanning
from service_desk.timesheets import actions as timesheets
from service_desk.warranty import actions as warranty

NAME = "José Müller الخالدي"
TYPED = ["jose", "MUELLER", "muller jos", "خالدی", "الخالدي muel"]
LISTS = {
    "/stations": "name",
    "/resources": "name",
    "/locations": "name",
    "/staff": "name",
    "/policies": "name",
    "/products": "name",
    "/customers": "name",
}


@pytest.fixture
async def named(world):
    words = {"en": NAME}
    await scanning.create_station(centre_id=world.ber, code="S9", name=NAME, by=world.cy)
    await timesheets.create_resource(centre_id=world.ber, code="R9", name=NAME, by=SYSTEM)
    await parts.create_location(centre_id=world.ber, code="L9", name=words, kind="bench", by=SYSTEM)
    await accounts.add_staff(login="jm", name=NAME, password=None, by=SYSTEM)
    await warranty.create_policy(code="P9", name=words, by=SYSTEM)
    await create_product(sku="J-9", name=words, by=SYSTEM)
    await create_party(name=NAME, language="en", by=SYSTEM)


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_holds_what_was_asked_for_and_nothing_else(read, named, path):
    for typed in TYPED:
        found = await read(path, words=typed)
        rows = found["items"] if isinstance(found, dict) else found
        shown = [row[LISTS[path]] for row in rows]
        assert [name if isinstance(name, str) else name["en"] for name in shown] == [NAME], typed
    nothing = await read(path, words="zzz nobody")
    assert (nothing["items"] if isinstance(nothing, dict) else nothing) == []


async def test_people_stand_as_the_readers_language_sorts(read, world):
    for login, name in (("z1", "Zoe"), ("o1", "Özil"), ("p1", "Paul")):
        await accounts.add_staff(login=login, name=name, password=None, by=SYSTEM)
    names = [row["name"] for row in (await read("/staff"))["items"]]
    assert [name for name in names if name in {"Zoe", "Özil", "Paul"}] == ["Özil", "Paul", "Zoe"]
