"""Who calls, on the pages: only whoever is rung sees it, with the customer's units, tickets and the next step."""

from datetime import timedelta

import pytest

from service_desk.calls import actions
from service_desk.calls.pages import rung
from service_desk.calls.rules import Told
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import now
from service_desk.foundation.ids import uuid7
from service_desk.foundation.reader import Reader
from service_desk.parties import queries as parties
from service_desk.tickets.actions import open_ticket
from tests.opened import signed_in

ADA = "0151 12345678"


@pytest.fixture
async def telephone(world):
    return await actions.create_extension(centre_id=world.ber, number="201", staff_id=world.cy.id, by=SYSTEM)


@pytest.fixture
def ring(telephone):
    async def call(caller=ADA, told=Told.RINGING, name="c1"):
        return await actions.note_call(
            provider="test", provider_id=name, extension=telephone, caller=caller, told=told, by=SYSTEM
        )

    return call


@pytest.fixture
def cy(world):
    return Reader(world.cy, "Cy", "en")


async def test_whoever_is_rung_sees_the_caller_with_unit_cover_and_open_ticket(world, ring, cy):
    opened = await open_ticket(centre_id=world.ber, serial="S1", party_id=world.ada, words="Trigger dead", by=world.cy)
    await ring()
    shown = str(await rung(world.cy.id, cy))
    assert {opened.number in shown, "Ada Lovelace" in shown, "light covered" in shown} == {True}
    assert f'href="/tickets/{opened.number}" data-key="Enter"' in shown


async def test_without_an_open_ticket_enter_begins_one_with_the_customer_and_their_only_unit(world, ring, cy):
    await ring()
    assert f'href="/tickets/new?party={world.ada}&amp;unit={world.s1}" data-key="Enter"' in str(
        await rung(world.cy.id, cy)
    )


async def test_an_unknown_number_begins_a_ticket_with_the_number(world, ring, cy):
    await ring("+49 30 555123")
    assert "/tickets/new?caller=%2B4930555123" in str(await rung(world.cy.id, cy))


async def test_nobody_else_sees_it(world, ring, cy):
    await ring()
    assert await rung(world.cy.id, Reader(world.bo, "Bo", "en")) is None
    assert await rung(uuid7(), cy) is None


async def test_a_call_that_was_missed_is_shown_for_a_moment_and_stays_in_the_list(anonymous, world, ring, cy):
    await ring()
    call = await ring(told=Told.ENDED)
    assert "Missed" in str(await rung(world.cy.id, cy))
    with clock.at(now() + timedelta(minutes=5)):
        assert "data-call" not in str(await rung(world.cy.id, cy))
    desk = await signed_in(anonymous, world.cy.id)
    for view in ("/calls", "/calls?state=missed&mine=yes", "/calls?words=Ada"):
        page = await desk(view)
        assert f"/calls/{call}" in page.html, view
    assert f"/calls/{call}" not in (await desk("/calls?state=ringing")).html


async def test_a_call_whose_end_nobody_told_does_not_ring_for_ever(world, ring, cy):
    await ring()
    with clock.at(now() + timedelta(minutes=10)):
        assert "data-call" not in str(await rung(world.cy.id, cy))
    await ring(told=Told.ANSWERED)
    with clock.at(now() + timedelta(minutes=10)):
        assert "data-call" in str(await rung(world.cy.id, cy))


async def test_do_not_disturb_shows_nothing(world, ring, cy, telephone):
    await ring()
    await actions.set_do_not_disturb(extension_id=telephone.id, on=True, by=world.cy)
    assert "data-call" not in str(await rung(world.cy.id, cy))


@pytest.mark.parametrize("typed", ["Lovel", "S1", "ada@example.com"])
async def test_an_unknown_number_is_kept_with_the_customer_by_one_press(anonymous, world, ring, typed):
    call = await ring("+49 30 555123")
    desk = await signed_in(anonymous, world.cy.id)
    page = await desk(f"/calls/{call}?typed={typed}")
    assert str(world.ada) in page.html
    given = {"party": str(world.ada), "key": str(uuid7())}
    answer = await anonymous.post(f"/calls/{call}/caller", data=given, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303, answer.text
    assert [party.id for party in await parties.find_by_phone("+4930555123")] == [world.ada]


async def test_what_cannot_be_kept_says_why_on_the_same_page(anonymous, world, ring):
    call = await ring("anonymous")
    desk = await signed_in(anonymous, world.cy.id)
    assert "ask who it is" in (await desk(f"/calls/{call}")).text
    given = {"party": str(world.ada), "key": str(uuid7())}
    answer = await anonymous.post(f"/calls/{call}/caller", data=given, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 409


async def test_who_takes_no_calls_has_neither_list_nor_stream(anonymous, world, ring):
    call = await ring()
    desk = await signed_in(anonymous, world.bo.id)
    page = await desk("/desk")
    assert ("/calls" in page.html, ",call" in page.html) == (False, False)
    assert (await anonymous.get("/calls")).status_code == 403
    assert (await anonymous.get(f"/calls/{call}")).status_code in {403, 404}


async def test_a_press_without_a_customer_says_what_is_missing(anonymous, world, ring):
    call = await ring()
    await signed_in(anonymous, world.cy.id)
    answer = await anonymous.post(
        f"/calls/{call}/caller", data={"key": str(uuid7())}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 404
