"""Signing in at the page that was wanted, and choosing how the desk looks."""

import pytest

from service_desk.accounts import actions as accounts
from service_desk.accounts.guards import SIGN_INS
from service_desk.foundation.actor import SYSTEM
from tests.opened import Browser, signed_in
from tests.world import PASSWORD


@pytest.fixture(autouse=True)
def _unhurried():
    SIGN_INS.forget()


@pytest.fixture
async def eve(world):
    return await accounts.add_staff(login="eve", name="Eve", password=PASSWORD, by=SYSTEM)


async def test_who_did_not_sign_in_does_so_at_the_page_that_was_wanted(anonymous, eve):
    browser = Browser(anonymous)
    asked = await browser("/tickets?owner=me")
    assert (asked.status, asked.fields["next"]) == (401, "/tickets?owner=me")
    taken = await browser.send("/sign-in", login="eve", password=PASSWORD, next=asked.fields["next"])
    assert (taken.status, taken.headers["location"]) == (303, "/tickets?owner=me")
    assert (await browser("/desk")).status == 200


async def test_a_wrong_password_keeps_the_name_and_says_what_is_wrong(anonymous, eve):
    refused = await Browser(anonymous).send("/sign-in", login="eve", password="guessed it", next="/desk")
    assert (refused.status, refused.fields["login"]) == (401, "eve")
    assert "not right" in refused.text


@pytest.mark.parametrize("wanted", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"])
async def test_signing_in_leads_to_no_other_site(anonymous, eve, wanted):
    taken = await Browser(anonymous).send("/sign-in", login="eve", password=PASSWORD, next=wanted)
    assert taken.headers["location"] == "/desk"


async def test_whoever_works_here_comes_from_the_start_to_the_desk_and_a_customer_stays(anonymous, world):
    assert (await Browser(anonymous)("/")).status == 200
    browser = await signed_in(anonymous, world.cy.id)
    assert (await browser("/")).headers["location"] == "/desk"


async def test_language_calendar_digits_and_light_are_ones_own(anonymous, world):
    browser = await signed_in(anonymous, world.cy.id)
    await browser.send("/me", language="fa", calendar="gregorian", digits="latin", theme="dark")
    page = await browser("/me")
    assert (page.root["lang"], page.root["dir"], page.root["data-theme"]) == ("fa", "rtl", "dark")
    assert 'data-keys="off"' in page.html


async def test_a_one_time_password_opens_only_the_page_to_choose_an_own_one(anonymous, world):
    made = await accounts.invite_staff(login="dora", name="Dora", by=SYSTEM)
    browser = await signed_in(anonymous, made.staff_id)
    asked = await browser("/desk")
    assert (asked.status, {"present", "new"} <= asked.fields.keys()) == (403, True)
    await browser.send("/me/password", present=made.password, new="several new words here")
    again = await signed_in(anonymous, made.staff_id)
    assert (await again("/desk")).status == 200


async def test_signing_out_ends_the_session(anonymous, world):
    browser = await signed_in(anonymous, world.cy.id)
    await browser.send("/sign-out")
    assert (await browser("/desk")).status == 401


async def test_nothing_there_is_said_within_the_desk(anonymous, world):
    browser = await signed_in(anonymous, world.cy.id)
    page = await browser("/nowhere")
    assert (page.status, "/desk" in page.links, "nav" in page.tags) == (404, True, True)
