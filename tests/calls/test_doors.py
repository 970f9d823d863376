"""Calls at the doors: what a telephone switch tells, whom it pops up for, and what is known about who calls."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from service_desk.foundation.settings import environment
from service_desk.parties import actions as parties
from service_desk.tickets.actions import open_ticket
from tests.notifications.peers import PUBLIC, TOKEN, signed
from tests.world import NOON

ADA_CALLS = {"call_id": "c1", "extension": "201", "caller": "0151 12345678"}


@pytest.fixture
def send(client):
    async def send(method, path, body=None, **headers):
        key = {"Idempotency-Key": str(uuid7()), **headers}
        return await client.request(method, f"/api/v1{path}", json=body, headers=key)

    return send


@pytest.fixture
async def desk(send, world):
    with clock.at(NOON):
        made = await send(
            "POST", "/extensions", {"centre_id": str(world.ber), "number": "201", "staff_id": str(world.cy.id)}
        )
        assert made.status_code == 201, made.text
        yield made.json()


@pytest.fixture
def told(monkeypatch):
    """Whose screens were told of a call."""
    names = []
    monkeypatch.setattr("service_desk.calls.actions.calls.announce", lambda _topic, key: names.append(key))
    return names


@pytest.fixture
def twilio(anonymous, monkeypatch):
    known = replace(environment(), public_url=PUBLIC, twilio_token=TOKEN)
    for place in ("notifications.signed", "service_desk.foundation.web.hooked", "service_desk.calls.hooks"):
        monkeypatch.setattr(f"{place}.environment", lambda: known)
    return lambda path, form: anonymous.post(path, data=form, headers=signed(PUBLIC + path, form, TOKEN))


async def test_who_calls_is_shown_with_units_cover_and_open_work(send, desk, world):
    ticket = await open_ticket(
        centre_id=world.ber, words="hums", item_id=world.s1, party_id=world.ada, channel="phone", by=world.cy
    )
    call = (await send("POST", "/telephony/incoming", ADA_CALLS)).json()
    assert (call["caller"], call["state"], call["staff_id"]) == ("+4915112345678", "ringing", str(world.cy.id))
    (caller,) = (await send("GET", f"/calls/{call['id']}/caller")).json()["callers"]
    assert (caller["party"]["name"], [each["number"] for each in caller["tickets"]]) == (
        "Ada Lovelace",
        [ticket.number],
    )
    (unit,) = caller["units"]
    assert (unit["item"]["serial"], unit["verdict"], unit["covered_until"]) == ("S1", "covered", "2028-03-14")


async def test_all_who_share_a_number_are_offered(send, desk, world):
    await parties.create_party(
        kind="person", name="Byron", language="en", by=SYSTEM, contacts=[("phone", "+4915112345678")]
    )
    call = (await send("POST", "/telephony/incoming", ADA_CALLS)).json()
    assert call["party_id"] is None
    callers = (await send("GET", f"/calls/{call['id']}/caller")).json()["callers"]
    assert sorted(each["party"]["name"] for each in callers) == ["Ada Lovelace", "Byron"]


async def test_an_unknown_number_is_kept_with_one_press(send, desk, world):
    call = (await send("POST", "/telephony/incoming", ADA_CALLS | {"caller": "+49 30 1234567"})).json()
    assert (await send("GET", f"/calls/{call['id']}/caller")).json()["callers"] == []
    kept = await send("POST", f"/calls/{call['id']}/caller", {"party_id": str(world.bahar)})
    assert kept.json()["party_id"] == str(world.bahar)
    again = (await send("POST", "/telephony/incoming", ADA_CALLS | {"call_id": "c2", "caller": "030 1234567"})).json()
    assert again["party_name"] == "بهار محمدی"


@pytest.mark.parametrize("caller", ["", "anonymous", "12"])
async def test_a_withheld_number_pops_up_and_cannot_be_kept(send, desk, world, caller):
    call = (await send("POST", "/telephony/incoming", ADA_CALLS | {"caller": caller})).json()
    assert (call["caller"], call["caller_given"]) == ("", caller)
    refused = await send("POST", f"/calls/{call['id']}/caller", {"party_id": str(world.ada)})
    assert (refused.status_code, refused.json()["code"]) == (409, "number_withheld")


@pytest.mark.parametrize("order", list(permutations(["ringing", "answered", "ended"])))
async def test_news_in_any_order_and_twice_is_one_call(send, desk, order):
    at = {"ringing": NOON, "answered": NOON + timedelta(seconds=9), "ended": NOON + timedelta(seconds=99)}
    with clock.at(NOON + timedelta(minutes=3)):
        for word in (*order, order[0]):
            call = (
                await send("POST", "/telephony/incoming", ADA_CALLS | {"told": word, "at": at[word].isoformat()})
            ).json()
    assert (call["state"], call["rang_at"], call["ended_at"]) == (
        "ended",
        "2026-11-25T12:00:00Z",
        "2026-11-25T12:01:39Z",
    )
    assert len((await send("GET", "/calls")).json()["items"]) == 1
    kinds = "select count(*) from event where subject_kind = 'call' and kind = any($1)"
    assert await fetchval(kinds, ["call_rang", "call_answered", "call_ended"]) == 3


async def test_what_nobody_answers_is_missed_and_found_in_the_call_list(send, desk, world):
    for word in ("ringing", "ended"):
        await send("POST", "/telephony/incoming", ADA_CALLS | {"told": word})
    await send("POST", "/telephony/incoming", ADA_CALLS | {"call_id": "c2"})
    missed = (await send("GET", "/calls?state=missed")).json()["items"]
    assert [(each["state"], each["party_name"]) for each in missed] == [("missed", "Ada Lovelace")]
    for words in ("love", "0151 12345678"):
        assert len((await send("GET", f"/calls?words={words}")).json()["items"]) == 2
    assert (await send("GET", "/calls?words=bahar")).json()["items"] == []
    mine = (await send("GET", f"/calls?staff_id={world.cy.id}&state=missed&state=ringing")).json()["items"]
    assert len(mine) == 2


async def test_only_the_one_who_is_rung_is_told_and_never_on_do_not_disturb(send, desk, world, told):
    await send("POST", "/telephony/incoming", ADA_CALLS)
    assert told == [str(world.cy.id)]
    for on in (True, False):
        await send("PUT", f"/extensions/{desk['id']}/do-not-disturb", {"do_not_disturb": on})
        await send("POST", "/telephony/incoming", ADA_CALLS | {"call_id": f"quiet-{on}"})
    assert len(told) == 2


async def test_twilio_rings_the_telephone_of_the_number_and_tells_what_became_of_the_call(client, send, desk, twilio):
    rung = {"staff_id": desk["staff_id"], "called": "+4930555000", "dial": "sip:ada@pbx.example"}
    assert (await send("PUT", "/extensions/BER:201", rung)).status_code == 200
    form = {"CallSid": "CA1", "From": "+4915112345678", "To": "+4930555000"}
    answer = await twilio("/hooks/twilio/voice", form)
    assert "<Sip>sip:ada@pbx.example</Sip>" in answer.text
    assert 'action="https://desk.example/hooks/twilio/voice/ended"' in answer.text
    await twilio("/hooks/twilio/voice/ended", form | {"DialCallStatus": "completed"})
    (call,) = (await send("GET", "/calls")).json()["items"]
    assert (call["state"], call["party_name"], call["extension"]) == ("ended", "Ada Lovelace", "201")


async def test_twilio_hears_busy_where_nobody_may_be_disturbed_and_the_call_is_missed(send, desk, twilio):
    await send("PUT", "/extensions/BER:201", {"called": "+4930555000", "dial": "+4930555201"})
    await send("PUT", "/extensions/BER:201/do-not-disturb", {"do_not_disturb": True})
    form = {"CallSid": "CA1", "From": "+4915112345678", "To": "+4930555000"}
    assert '<Reject reason="busy"' in (await twilio("/hooks/twilio/voice", form)).text
    assert '<Reject reason="busy"' in (await twilio("/hooks/twilio/voice", form | {"To": "+4930555999"})).text
    (call,) = (await send("GET", "/calls?state=missed")).json()["items"]
    assert call["caller"] == "+4915112345678"


async def test_a_call_that_twilio_did_not_sign_is_refused(anonymous, twilio):
    answer = await anonymous.post("/hooks/twilio/voice", data={"CallSid": "CA1"})
    assert answer.status_code == 403


async def test_the_numbers_of_an_erased_customer_are_gone_from_the_call_list(send, desk, world):
    await send("POST", "/telephony/incoming", ADA_CALLS)
    assert (await send("POST", f"/customers/{world.ada}/erasure", {})).status_code < 300
    (call,) = (await send("GET", "/calls")).json()["items"]
    assert (call["caller"], call["caller_given"], call["staff_id"]) == ("", "", str(world.cy.id))


async def test_an_unknown_extension_and_a_moment_of_another_year_are_refused(send, desk):
    unknown = await send("POST", "/telephony/incoming", ADA_CALLS | {"extension": "999"})
    assert (unknown.status_code, "999" in unknown.json()["detail"]) == (404, True)
    old = await send("POST", "/telephony/incoming", ADA_CALLS | {"at": "2025-11-25T12:00:00Z"})
    assert (old.status_code, old.json()["code"]) == (400, "implausible_call")


async def test_an_extension_is_given_once_and_free_again_when_retired(send, desk, world):
    same = {"centre_id": str(world.ber), "number": "201"}
    assert (await send("POST", "/extensions", same)).json()["code"] == "extension_taken"
    assert (await send("DELETE", "/extensions/BER:201")).status_code == 204
    assert (await send("POST", "/extensions", same)).status_code == 201
