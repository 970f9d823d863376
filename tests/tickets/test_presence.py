"""The page of a ticket says who has it open too, to those who may read it."""

from dataclasses import replace

import pytest

from service_desk.foundation.live import HUB
from service_desk.foundation.reader import Reader
from service_desk.tickets import actions, pages
from tests.opened import signed_in


@pytest.fixture
async def there(world):
    return await actions.open_ticket(centre_id=world.teh, words="Leaks", by=world.cy)


async def test_who_may_not_read_a_ticket_meets_nobody_there(world, there):
    place = pages.PLACES["ticket"]
    nothing = replace(world.cy, rights=frozenset(), grants={})
    entered = [await place.may_enter(there.id, Reader(who)) for who in (world.cy, world.bo, nothing)]
    assert entered == [True, False, False]


async def test_the_others_stand_there_by_their_names(world):
    place = pages.PLACES["ticket"]
    drawn = await place.draw(Reader(world.cy, language="fa"), {world.bo.id}, set())
    assert ("هم‌اکنون اینجا" in drawn, "Bo" in drawn, 'hx-target="#presence"' in drawn) == (True, True, True)
    writing = await place.draw(Reader(world.cy), set(), {world.bo.id})
    assert ("Writing now" in writing, "Also here" in writing) == (True, False)
    assert "<span" not in await place.draw(Reader(world.cy), set(), set())


async def test_that_somebody_writes_is_told_to_the_pages_and_kept_nowhere(anonymous, world, there, monkeypatch):
    said = []
    monkeypatch.setattr(HUB, "announce", lambda topic, key="": said.append((topic, key)))
    desk = await signed_in(anonymous, world.cy.id)
    assert (await desk.send(f"/tickets/{there.number}/writing")).status == 204
    assert (f"at:ticket:{there.id}", f"- {world.cy.id} writes") in said
    page = await desk(f"/tickets/{there.number}")
    assert f"at=ticket:{there.id}" in page.html
