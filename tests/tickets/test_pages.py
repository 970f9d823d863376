"""The queue and the ticket as somebody at the desk sees them."""

import csv
import io
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from persiantools.jdatetime import JalaliDate

from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.foundation.reader import Reader
from service_desk.repairs import actions as repairs
from service_desk.scanning.queries.labelling import label_data
from service_desk.scanning.rules import LabelKind
from service_desk.tickets import actions, pages, queries
from service_desk.tickets.actions.trace import write_entry
from service_desk.tickets.pages import export
from service_desk.tickets.rules import EntryKind, State
from tests.opened import signed_in


@pytest.fixture
async def desk(anonymous, world):
    return await signed_in(anonymous, world.cy.id)


@pytest.fixture
async def ticket(world):
    opened = await actions.open_ticket(
        centre_id=world.ber, serial="S1", party_id=world.ada, words="Trigger dead", by=world.cy
    )
    return await queries.ticket(opened.id)


async def test_the_queue_shows_what_is_open_with_its_light_and_customer(desk, ticket):
    page = await desk("/tickets")
    assert '<bdi dir="ltr" class="code">S1</bdi>' in page.html
    assert {"Trigger dead", "Ada Lovelace", ticket.number} <= set(page.words)
    assert 'class="light covered"' in page.html


@pytest.mark.parametrize(("kind", "whole"), [("partial", False), ("full", True)])
async def test_a_filter_gets_rows_and_the_back_button_a_page(desk, ticket, kind, whole):
    page = await desk("/tickets?state=new", **{"HX-Request": "true", "HX-Request-Type": kind})
    assert ("html" in page.tags, ticket.number in page.text) == (whole, True)


async def test_a_view_that_nobody_can_read_any_more_still_shows_a_list(desk, ticket):
    assert ticket.number in (await desk("/tickets?state=gone&sort=up&owner=x")).text


async def test_news_from_tehran_is_one_row_and_none_for_berlin(world):
    there = await actions.open_ticket(centre_id=world.teh, words="Leaks", by=world.cy)
    seen, hidden = [await pages.row(there.id, Reader(who)) for who in (world.cy, world.bo)]
    assert (seen.count("<tr"), hidden) == (1, None)


async def test_a_ticket_is_moved_given_and_taken_back_from_its_page(desk, ticket):
    page = await desk(f"/tickets/{ticket.number}")
    assert "Trigger dead" in page.text
    assert 'class="verdict covered"' in page.html
    moved = await desk.send(
        f"/tickets/{ticket.number}/state", to="open", version=ticket.version, key=page.fields["key"]
    )
    assert (moved.status, (await queries.ticket(ticket.id)).state) == (303, "open")
    await desk.send(f"/tickets/{ticket.number}/owner", owner="me")
    assert "Anna" not in (await desk(f"/tickets/{ticket.number}")).text
    assert (await queries.ticket(ticket.id)).assignee_id is not None


async def test_what_is_due_is_typed_in_the_calendar_of_its_reader_told_and_taken_back(desk, ticket):
    path = f"/tickets/{ticket.number}"
    assert 'popover aria-label="Change what is due"' in (await desk(path)).html
    answer = await desk.send(f"{path}/due", due="+3d", key="d" * 20)
    assert answer.status == 303
    first = (await queries.ticket(ticket.id)).due_at
    await desk.send("/me", language="fa", single_keys="on")
    day = (clock.now() + timedelta(days=5)).astimezone(ZoneInfo("Europe/Berlin")).date()
    answer = await desk.send(f"{path}/due", due=f"{JalaliDate(day):%Y/%m/%d} ۱۴:۳۰", key="e" * 20)
    due = (await queries.ticket(ticket.id)).due_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert (due.date(), due.hour, due.minute) == (day, 14, 30)
    wrong = await desk.send(f"{path}/due", due="بعداً", key="f" * 20)
    assert (wrong.status, wrong.fields["due"]) == (400, "بعداً")
    assert "خوانده نمی‌شود" in wrong.text
    taken = await desk.send(f"{path}/due", due=first.isoformat())  # as undo does
    assert (taken.status, (await queries.ticket(ticket.id)).due_at) == (303, first)
    assert "سررسید" in (await desk(path)).text


async def test_a_change_over_somebody_elses_is_refused_and_keeps_what_was_typed(desk, ticket, world):
    await actions.move_ticket(ticket_id=ticket.id, to="open", by=world.cy)
    page = await desk.send(f"/tickets/{ticket.number}/state", to="resolved", version=ticket.version, key="k" * 20)
    assert (page.status, (await queries.ticket(ticket.id)).state) == (412, "open")


async def test_a_note_sent_twice_is_written_once(desk, ticket):
    key = (await desk(f"/tickets/{ticket.number}")).fields["key"]
    for _ in range(2):
        sent = await desk.send(f"/tickets/{ticket.number}/notes", body="Called back", key=key)
        assert sent.status == 303
    assert [entry.body for entry in await queries.entries(ticket.id)] == ["Called back"]


async def test_resolve_and_next_leads_to_my_next_ticket(desk, ticket, world):
    other = await actions.open_ticket(centre_id=world.ber, words="Hums", by=world.cy)
    await actions.assign(ticket_id=other.id, assignee_id=world.cy.id, by=SYSTEM)
    sent = await desk.send(f"/tickets/{ticket.number}/notes", body="Done", then="resolve", key="n" * 20)
    assert sent.headers["location"] == f"/tickets/{other.number}"
    assert (await queries.ticket(ticket.id)).state == "resolved"


async def test_a_persian_reader_sees_the_serial_unturned(desk, ticket):
    await desk.send("/me", language="fa", single_keys="on")
    page = await desk("/tickets")
    assert (page.root["dir"], '<bdi dir="ltr" class="code">S1</bdi>' in page.html) == ("rtl", True)


async def test_a_cover_that_was_judged_anew_says_once_what_it_was_and_became(desk, ticket):
    changes = {"verdict": ["covered", "undecided"], "reason": ["IN_PERIOD", "NO_POLICY"]}
    await write_entry(uuid7(), ticket.id, EntryKind.SYSTEM, "", changes, SYSTEM)
    (line,) = re.findall(r'<li class="system">.*?</li>', (await desk(f"/tickets/{ticket.number}")).html, re.DOTALL)
    told = " ".join(re.sub("<[^>]+>", " ", line).split())
    assert told.count("the cover") == 1
    assert re.search("Covered.*Not decided yet", told), told


@pytest.mark.parametrize("kind", EntryKind)
async def test_whatever_was_written_stands_in_the_time_line(desk, ticket, kind):
    await write_entry(uuid7(), ticket.id, kind, "When will it be ready?", {}, SYSTEM)
    page = await desk(f"/tickets/{ticket.number}")
    assert (page.status, "When will it be ready?" in page.text) == (200, True)


async def test_the_queue_is_exported_as_its_address_shows_it_and_no_text_becomes_a_formula(anonymous, world):
    desk = await signed_in(anonymous, world.cy.id)
    for words in ("=HYPERLINK(1)", "Trigger dead", "Smells"):
        opened = await actions.open_ticket(
            centre_id=world.ber, serial="S1", party_id=world.ada, words=words, by=world.cy
        )
    await actions.move_ticket(ticket_id=opened.id, to=State.RESOLVED, note="", by=world.cy)
    await desk("/tickets")
    answer = await anonymous.get("/tickets/export")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith("\ufeff".encode())
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:4] == ["Number", "Opened", "What the customer says", "Customer"]
    assert sorted(row[2] for row in rows) == ["'=HYPERLINK(1)", "Trigger dead"]
    assert {(row[3], row[4], row[6]) for row in rows} == {("Ada Lovelace", "S1", "Covered")}
    done = await anonymous.get("/tickets/export?state=resolved")
    assert [row[0] for row in csv.reader(io.StringIO(done.text))][1:] == [opened.number]


async def test_an_export_has_every_page_of_the_queue(anonymous, world, monkeypatch):
    monkeypatch.setattr(export, "MOST", 2)
    for at in range(5):
        await actions.open_ticket(centre_id=world.ber, words=f"Leaks {at}", by=world.cy)
    await signed_in(anonymous, world.cy.id)
    assert len((await anonymous.get("/tickets/export")).text.splitlines()) == 6


async def test_what_came_with_the_unit_is_noted_at_intake_read_on_its_sheet_and_corrected(desk, world):
    taken = await desk.send(
        "/tickets/new", key="w" * 20, scan="S1", centre=str(world.ber), words="Hums", accessories=" Charger, case،Charger\nmanual "
    )  # fmt: skip
    ticket = await queries.ticket(await queries.ticket_named(taken.headers["location"].rpartition("/")[2], world.cy))
    assert ticket.accessories == "Charger\ncase\nmanual"
    order = await repairs.start(ticket_id=ticket.id, by=world.cy)
    assert "Came with it: Charger · case · manual" in (await desk(f"/tech/{order.number}")).text
    for kind, key in ((LabelKind.CLAIM, ticket.id), (LabelKind.ORDER, order.id)):
        ((_, label),) = await label_data(kind, [key], "en", world.cy)
        assert "Came with it: Charger, case, manual" in label.lines
    path = f"/tickets/{ticket.number}"
    assert (await desk.send(f"{path}/accessories", accessories="Charger", key="x" * 20)).status == 303
    page = await desk(path)
    assert "Charger" in page.text
    assert "manual" not in page.fields["accessories"]
    wrong = await desk.send(f"{path}/accessories", accessories=",".join(map(str, range(30))), key="y" * 20)
    assert (wrong.status, "20 things" in wrong.text) == (400, True)
