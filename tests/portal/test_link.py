"""What a customer sees and does behind the link of their message: told by the pages alone, as a telephone gets them."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from notifications.message import Medium
from service_desk.centres import actions as centres
from service_desk.correspondence import actions as answer
from service_desk.correspondence.actions import tell_ticket_received
from service_desk.correspondence.rules import HELD
from service_desk.events.deliveries import recorded
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.web.pace import PACE
from service_desk.links import actions as links
from service_desk.links.rules import Origin, Subject
from service_desk.parties import actions as parties
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.repairs.rules import Answer, Planned, State
from service_desk.tickets import actions as tickets
from service_desk.tickets import queries as known_tickets
from service_desk.tickets.rules import TicketOpened
from tests.portal.test_pages import BROWSER, Opened
from tests.world import NOON

DIGITS = "5678"  # of Ada's phone


@pytest.fixture(autouse=True)
def _noon():
    PACE.forget()
    with clock.at(NOON):
        yield


@pytest.fixture
async def ticket(world):
    return await tickets.open_ticket(
        centre_id=world.ber, party_id=world.ada, item_id=world.s1, words="broken", by=world.cy
    )


@pytest.fixture
async def order(world, ticket):
    return await repairs.start(ticket_id=ticket.id, by=world.cy)


async def link_to(world, ticket, party=None):
    subject = Subject("ticket", ticket.id)
    made = await links.make_link(
        subject=subject, centre_id=world.ber, party_id=party or world.ada, origin=Origin.STAFF, by=world.cy
    )
    return "/l/" + made.partition("/l/")[2]


@pytest.fixture
async def path(world, ticket):
    return await link_to(world, ticket)


@pytest.fixture
def look(anonymous):
    async def at(path, status=200, language="en", **headers):
        answer = await anonymous.get(path, headers=BROWSER | {"Accept-Language": language} | headers)
        assert answer.status_code == status, answer.text
        return Opened(answer.text)

    return at


@pytest.fixture
def send(anonymous):
    async def to(path, status=303, files=None, **fields):
        answer = await anonymous.post(path, data=fields, files=files, headers=BROWSER)
        assert answer.status_code == status, answer.text
        return answer

    return to


@pytest.fixture
async def proven(path, send):
    await send(f"{path}/proof", proof=DIGITS)
    return path


async def estimate(world, order, price="80.00", **more):
    planned = [Planned(kind="travel", text="Clean and test", quantity=Decimal(1), unit_price=Decimal(price))]
    return await repairs.make_estimate(order_id=order.id, lines=planned, by=world.cy, **more)


async def test_the_message_carries_a_link_that_opens_without_any_proof(world, ticket, look):
    (event,) = await fetch("select * from event where kind = 'ticket_opened'")
    await tell_ticket_received(recorded(event, TicketOpened))
    body = await fetchval("select body from message")
    page = await look("/l/" + re.search(r"/l/(\S+)", body)[1])
    assert "We have your report" in page.text
    assert "serial number ends in S1" in page.text


async def test_only_a_hash_of_the_token_is_kept_and_none_is_like_another(world, ticket):
    made = {await link_to(world, ticket) for _ in range(20)}
    assert {len(each) for each in made} == {len("/l/") + 27}
    kept = await fetchval("select string_agg(t::text, ' ') from customer_link t")
    assert not any(each.removeprefix("/l/") in kept for each in made)


async def test_a_stranger_with_the_link_sees_no_name_no_price_and_nothing_that_was_written(world, order, path, look):
    await estimate(world, order)
    page = await look(path)
    assert "need your answer" in page.text
    assert not any(word in page.text for word in ("Ada", "80", "broken", "Accept"))
    assert page.tags.count("form") == 1


async def test_five_wrong_tries_bring_a_pause_in_which_the_right_digits_open_nothing(path, send, world, ticket):
    said = [(await send(f"{path}/proof", status=400, proof="0000")).text for _ in range(4)]
    assert all("does not match what we have on file" in each for each in said)
    assert "too many tries" in (await send(f"{path}/proof", status=429, proof="0000")).text
    assert "too many tries" in (await send(f"{path}/proof", status=429, proof=DIGITS)).text
    assert "too many tries" in (await send(f"{await link_to(world, ticket)}/proof", status=429, proof=DIGITS)).text
    with clock.at(NOON + timedelta(minutes=16)):
        await send(f"{path}/proof", proof=DIGITS)


async def test_persian_digits_and_the_whole_number_open_too(path, send):
    await send(f"{path}/proof", proof="۵۶۷۸")
    await send(f"{path}/proof", proof="0151 1234 5678")


async def test_whoever_has_no_phone_proves_it_with_their_mail_address(world, send, look):
    mara = await parties.create_party(
        kind="person", name="Mara", language="en", contacts=[("email", "mara@example.com")], by=SYSTEM
    )
    ticket = await tickets.open_ticket(centre_id=world.ber, party_id=mara, words="hm", by=world.cy)
    path = await link_to(world, ticket, mara)
    assert "mail address" in (await look(path)).text
    await send(f"{path}/proof", status=400, proof="5678")
    await send(f"{path}/proof", proof=" Mara@Example.com ")


async def test_a_cookie_opens_its_own_link_only(world, ticket, proven, anonymous):
    other = await link_to(
        world, await tickets.open_ticket(centre_id=world.ber, party_id=world.ada, words="2", by=world.cy)
    )
    cookie = anonymous.cookies.get("visit")
    answer = await anonymous.get(other, headers=BROWSER | {"Cookie": f"visit={cookie}"})
    assert 'name="proof"' in answer.text


async def test_accepting_binds_and_keeps_who_when_and_from_where(world, order, proven, look, send):
    sent = await estimate(world, order)
    page = await look(proven)
    assert ("Clean and test" in page.text, "€95.20" in page.text, "Last day to answer: 9 December 2026" in page.text) == (
        True, True, True,
    )  # fmt: skip
    await send(f"{proven}/answer", estimate=str(sent.id), answer="accepted")
    kept = await orders.estimate(sent.id)
    assert (kept.state, kept.answered_at, kept.answered_party_id, kept.answered_ip) == (
        "accepted", NOON, world.ada, "127.0.0.1",
    )  # fmt: skip
    assert kept.lines == sent.lines
    assert (await orders.order(order.id)).state == State.REPAIRING
    assert "You accepted it" in (await look(proven)).text


async def test_a_refused_estimate_and_then_the_next_one_accepted_are_two_taps(world, order, proven, look, send):
    first = await estimate(world, order)
    await send(f"{proven}/answer", estimate=str(first.id), answer="refused")
    second = await estimate(world, order, "50.00")
    assert "€59.50" in (await look(proven)).text
    await send(f"{proven}/answer", estimate=str(second.id), answer="accepted")
    assert [each.state for each in await orders.estimates(order.id)] == ["refused", "accepted"]


async def test_a_later_estimate_supersedes_the_one_that_still_stands_on_an_open_page(world, order, proven, look, send):
    first = await estimate(world, order)
    second = await estimate(world, order, "50.00")
    late = await send(f"{proven}/answer", status=409, estimate=str(first.id), answer="accepted")
    assert "superseded" in late.text
    assert str(second.id) in late.text
    assert [each.state for each in await orders.estimates(order.id)] == ["superseded", "sent"]


async def test_an_estimate_of_another_order_cannot_be_answered_here(world, proven, order, send):
    other = await repairs.start(
        centre_id=world.ber, party_id=world.bahar, items=[repairs.Brought(item_id=None, serial_given="X")], by=world.cy
    )
    theirs = await estimate(world, other)
    await send(f"{proven}/answer", status=404, estimate=str(theirs.id), answer="accepted")
    await send(f"{proven}/answer", status=404, estimate="'; --", answer="accepted")
    assert (await orders.estimate(theirs.id)).state == "sent"


async def test_after_its_last_day_an_estimate_is_accepted_no_more(world, order, proven, send):
    sent = await estimate(world, order)
    with clock.at(NOON + timedelta(days=15)):
        path = proven
        await send(f"{path}/proof", proof=DIGITS)
        answer = await send(f"{path}/answer", status=409, estimate=str(sent.id), answer="accepted")
    assert "was valid until 9 December 2026" in answer.text


async def test_without_proof_nothing_is_done(world, order, path, send):
    sent = await estimate(world, order)
    for act, fields in (
        ("answer", {"estimate": str(sent.id), "answer": "accepted"}), ("reply", {"words": "x"}), ("rating", {"score": "5"}),
        ("return", {"way": "pick_up"}),
    ):  # fmt: skip
        await send(f"{path}/{act}", **fields)
    assert (await orders.estimate(sent.id)).state == "sent"
    assert [each.kind for each in await known_tickets.entries(order.id)] == []


async def test_a_reply_with_a_photo_reaches_the_time_line_once_and_waits_to_be_read(
    world, ticket, proven, send, look, client
):
    photo = (b"%PDF-1.4\n" + b"x" * 100, "application/pdf")
    await tickets.move_ticket(ticket_id=ticket.id, to="waiting_customer", by=world.cy)
    for _ in range(2):
        await send(
            f"{proven}/reply", words="It smells <burnt>\nsince yesterday", key="a" * 32,
            files=[("pictures", ("bill.pdf", *photo)), ("pictures", ("", b"", "application/octet-stream"))],
        )  # fmt: skip
    written = [each for each in await known_tickets.entries(ticket.id) if each.kind == "customer"]
    assert [each.body for each in written] == ["It smells <burnt>\nsince yesterday"]
    assert [each.file_name for each in await known_tickets.attachments(ticket.id)] == ["bill.pdf"]
    kept = await known_tickets.ticket(ticket.id)
    assert (kept.state, kept.unread_at) == ("open", NOON)
    assert "It smells &lt;burnt&gt;" not in (await look(proven)).text
    assert "It smells <burnt>" in (await look(proven)).text
    read = await client.post(f"/api/v1/tickets/{ticket.number}/reading", headers={"Idempotency-Key": "b" * 20})
    assert read.json()["unread_at"] is None


async def test_a_reply_is_seen_once_it_can_no_longer_be_taken_back(proven, look, ticket, world):
    written = clock.now()
    with clock.at(written):
        found = await known_tickets.ticket(ticket.id)
        await answer.reply(ticket_id=found.id, body="Come on Monday", medium=Medium.SMS, by=world.cy)
        assert "Monday" not in (await look(proven)).text
    with clock.at(written + HELD):
        assert "Come on Monday" in (await look(proven)).text


async def test_a_file_that_is_none_keeps_what_was_typed(proven, send):
    answer = await send(
        f"{proven}/reply", status=400, words="see here", key="c" * 32, files={"pictures": ("x.exe", b"MZ" * 50)}
    )
    assert "is not a picture" in answer.text
    assert ">see here</textarea>" in answer.text


async def test_an_order_without_a_ticket_gets_a_time_line_when_its_customer_writes(world, send):
    order = await repairs.start(
        centre_id=world.ber, party_id=world.ada, items=[repairs.Brought(item_id=world.s1)], by=world.cy
    )
    made = await links.make_link(
        subject=Subject("repair", order.id), centre_id=world.ber, party_id=world.ada, origin=Origin.SLIP, by=SYSTEM
    )
    path = "/l/" + made.partition("/l/")[2]
    await send(f"{path}/proof", proof=DIGITS)
    for words in ("first", "second"):
        await send(f"{path}/reply", words=words, key=words * 5)
    ticket = await known_tickets.ticket((await orders.order(order.id)).ticket_id)
    assert [each.body for each in await known_tickets.entries(ticket.id) if each.kind == "customer"] == [
        "first",
        "second",
    ]
    assert (ticket.state, ticket.party_id, ticket.item_id) == ("in_repair", world.ada, world.s1)


async def test_how_it_goes_back_is_chosen_and_an_address_is_asked_for(order, proven, send, look):
    answer = await send(f"{proven}/return", status=400, way="ship", address=" ")
    assert "Write the address" in answer.text
    await send(f"{proven}/return", way="ship", address="Long Lane 1\nBerlin")
    kept = await orders.order(order.id)
    assert (kept.return_by, kept.return_address) == ("ship", "Long Lane 1\nBerlin")
    assert "Long Lane 1" in (await look(proven)).text


async def done(world, order):
    await repairs.diagnose(order_id=order.id, symptom="S101", defect="D01", repair="R08", by=world.cy)
    await repairs.close(order_id=order.id, by=world.cy)


async def test_when_it_is_back_it_is_rated_with_one_tap_and_the_link_dies_ninety_days_later(
    world, order, proven, send, look, client
):
    await done(world, order)
    assert "Ready" in (await look(proven)).text
    await repairs.hand_over(order_id=order.id, by=world.cy)
    await send(f"{proven}/rating", status=400, score="9")
    await send(f"{proven}/rating", score="4")
    await send(f"{proven}/rating", score="5", words="Quick!")
    assert [tuple(row) for row in await fetch("select score, words from rating")] == [(5, "Quick!")]
    with clock.at(NOON + timedelta(days=89)):
        await look(proven)
    with clock.at(NOON + timedelta(days=92)):
        assert "Ask for a new one" in (await look(proven, status=404)).text


async def test_wrong_revoked_and_misdirected_links_look_alike(world, ticket, path, look):
    pages = [(await look("/l/" + "x" * 27, status=404)).text]
    await tickets.change_ticket(ticket_id=ticket.id, party_id=world.bahar, by=world.cy)
    pages.append((await look(path, status=404)).text)
    await tickets.change_ticket(ticket_id=ticket.id, party_id=world.ada, by=world.cy)
    await look(path)
    await links.revoke_links(subject=Subject("ticket", ticket.id), centre_id=world.ber, by=world.cy)
    pages.append((await look(path, status=404)).text)
    assert len(set(pages)) == 1


async def test_a_page_tells_browsers_and_search_engines_to_keep_it_to_themselves(path, anonymous):
    answer = await anonymous.get(path, headers=BROWSER)
    policy = answer.headers["content-security-policy"]
    assert ("default-src 'none'" in policy, "form-action 'self'" in policy, "unsafe" in policy) == (True, True, False)
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("same-origin", "no-store")
    assert "noindex" in answer.headers["x-robots-tag"]
    page = Opened(answer.text)
    assert not {"script", "img", "iframe"} & set(page.tags)


@pytest.mark.parametrize(
    "origin", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
async def test_a_form_of_another_site_does_nothing(world, order, proven, anonymous, origin):
    sent = await estimate(world, order)
    data = {"estimate": str(sent.id), "answer": "accepted"}
    answer = await anonymous.post(f"{proven}/answer", data=data, headers=BROWSER | origin)
    assert (answer.status_code, (await orders.estimate(sent.id)).state) == (403, "sent")


async def test_a_persian_page_has_jalali_days_persian_digits_and_codes_that_run_left_to_right(
    world, order, proven, look
):
    await estimate(world, order)
    page = await look(f"{proven}?lang=fa")
    assert (page.root["lang"], page.root["dir"]) == ("fa", "rtl")
    assert "۱۸ آذر ۱۴۰۵" in page.text
    assert "۹۵٫۲۰" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_state_is_told_in_every_language_within_sixty_kilobytes(world, order, proven, anonymous, language):
    await estimate(world, order)
    seen = []
    for state in State:
        await fetch(
            "update repair_order set state = $1::varchar, handed_over_on = case when $1::varchar = 'handed_over' then date '2026-11-25' end",
            state,
        )
        answer = await anonymous.get(f"{proven}?lang={language}", headers=BROWSER)
        assert answer.status_code == 200, (state, answer.text)
        seen.append(re.search(r"<h1>(.+?)</h1>", answer.text)[1])
        style = (await anonymous.get(re.search(r'href="(/style/\S+?)"', answer.text)[1])).content
        assert len(answer.content) + len(style) < 60_000
    assert len(set(seen)) >= len(State) - 1


async def test_what_the_customer_does_stands_in_the_log(world, order, proven, send):
    sent = await estimate(world, order)
    await send(f"{proven}/answer", estimate=str(sent.id), answer=Answer.ACCEPTED)
    kinds = {row["kind"] for row in await fetch("select kind from event")}
    assert {"link_made", "link_proven", "estimate_answered"} <= kinds


async def test_staff_give_a_link_see_that_it_was_opened_and_take_all_back(world, order, ticket, client, look):
    made = (await client.post(f"/api/v1/repairs/{order.number}/links")).json()["address"]
    path = "/l/" + made.partition("/l/")[2]
    await look(path, Authorization="")
    (row,) = (await client.get(f"/api/v1/tickets/{ticket.number}/links")).json()["items"]
    assert (row["origin"], row["opened_at"] is not None, "address" in row) == ("staff", True, False)
    assert (await client.post(f"/api/v1/tickets/{ticket.number}/links/revocation")).json() == {"count": 1}
    await look(path, status=404)
    assert (await client.get(f"/api/v1/repairs/{order.number}/rating")).status_code == 404


@pytest.mark.parametrize(
    "said", [("en", "Labour", "1 h 30 min", "Journey"), ("fa", "اجرت", "۱ ساعت و ۳۰ دقیقه", "رفت‌وآمد")]
)
async def test_the_estimate_is_read_in_the_customers_language_with_hours_and_minutes(world, order, proven, look, said):
    labour = Planned(kind="labour", quantity=Decimal("1.5"), unit_price=Decimal(60))
    journey = Planned(kind="travel", text="journey", unit_price=Decimal(20))
    await repairs.make_estimate(order_id=order.id, lines=[labour, journey], by=world.cy)
    language, *words = said
    page = (await look(f"{proven}?lang={language}")).text
    assert [word for word in words if word not in page] == []


async def test_the_customers_page_says_when_the_centre_is_open(world, path, look):
    await centres.set_hours(centre_id=world.ber, hours={day: [(540, 1080)] for day in range(1, 6)}, by=SYSTEM)
    assert "Mon–Fri 9:00–18:00" in (await look(f"{path}?lang=en")).text
    assert "دوشنبه تا جمعه ۹:۰۰ تا ۱۸:۰۰" in (await look(f"{path}?lang=fa")).text
    await centres.set_hours(centre_id=world.ber, hours={}, by=SYSTEM)
    assert "When we are there" not in (await look(f"{path}?lang=en")).text
