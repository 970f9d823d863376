"""A ticket is put off: it stands in no list of what is to be done until its time comes, the customer writes, or somebody says so."""

from datetime import UTC, datetime, timedelta

import pytest

from service_desk import schedule
from service_desk.centres import actions as centres
from service_desk.centres.rules.working import WorkingCalendar
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchval
from service_desk.tickets import actions, queries
from service_desk.tickets.queries import QueueFilter
from service_desk.tickets.rules import NotOpen, Rest, SnoozedWhen, State, rests
from tests.opened import signed_in
from tests.world import NOON

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    """Wednesday noon, 25 November 2026; one in the afternoon in Berlin."""
    with clock.at(NOON):
        yield


@pytest.fixture
async def desk(anonymous, world):
    return await signed_in(anonymous, world.cy.id)


@pytest.fixture
async def ticket(world):
    opened = await actions.open_ticket(centre_id=world.ber, words="Waits for a part", by=world.cy)
    await actions.assign(ticket_id=opened.id, assignee_id=world.cy.id, by=SYSTEM)
    return await queries.ticket(opened.id)


async def listed(world, **asked):
    page = await queries.queue(QueueFilter(**asked), centres=None, me=world.cy.id)
    return [row.words for row in page.items]


async def test_what_is_put_off_leaves_the_counted_views_and_stands_in_its_own(desk, ticket):
    sent = await desk.send(
        f"/tickets/{ticket.number}/snooze", until="tomorrow 10:30", why="Part comes", version=ticket.version
    )
    assert sent.status == 303
    put_off = await queries.ticket(ticket.id)
    assert (put_off.snoozed_until, put_off.snooze_words) == (datetime(2026, 11, 26, 9, 30, tzinfo=UTC), "Part comes")
    for address in ("/tickets", "/tickets?owner=me", "/tickets?state=new", "/desk"):
        assert ticket.number not in (await desk(address)).text
    page = await desk("/tickets?snoozed=yes")
    assert (ticket.number in page.text, "Put off1" in page.text) == (True, True)
    assert ticket.number in (await desk("/tickets?words=waits")).text  # who asks for it finds it
    assert "Part comes" in (await desk(f"/tickets/{ticket.number}")).text


async def test_putting_off_is_taken_back(desk, ticket):
    sent = await desk.send(f"/tickets/{ticket.number}/snooze", rest="hour", why="")
    assert f"/tickets/{ticket.number}/waking".replace("/", "%2F") in str(sent.headers.get_list("set-cookie"))
    await desk.send(f"/tickets/{ticket.number}/waking")
    awake = await queries.ticket(ticket.id)
    assert (awake.snoozed_until, awake.woke_at) == (None, None)
    assert ticket.number in (await desk("/tickets")).text


async def test_its_time_comes_by_the_schedule_and_home_says_so_until_somebody_noted_it(desk, ticket, world):
    await actions.snooze_ticket(ticket_id=ticket.id, until=TOMORROW, why="Part comes", by=world.cy)
    assert await actions.wake_due() == 0
    with clock.at(TOMORROW):
        desk = await signed_in(desk.client, world.cy.id)
        assert ticket.number in (await desk("/tickets")).text  # also while the worker is late
        await execute("delete from schedule_run")
        await schedule.do_due()
        home = await desk("/desk")
        assert {"Put off, now to be done", "Part comes"} <= set(home.words)
        page = await desk(f"/tickets/{ticket.number}")
        assert "To be done again" in page.text
        assert await fetchval("select count(*) from event where kind = 'ticket_woken'") == 1
        await desk.send(f"/tickets/{ticket.number}/waking")
        assert "Put off, now to be done" not in (await desk("/desk")).words
    assert (await queries.ticket(ticket.id)).woke_at is None


async def test_the_customers_answer_wakes_it_at_once(ticket, world):
    await actions.snooze_ticket(ticket_id=ticket.id, until=TOMORROW, by=world.cy)
    assert await listed(world, snoozed=False) == []
    await actions.hear_customer(ticket_id=ticket.id, words="When?", by=SYSTEM)
    assert await listed(world, snoozed=False) == ["Waits for a part"]
    assert await listed(world, woke=True) == ["Waits for a part"]
    await actions.add_note(ticket_id=ticket.id, body="Called back", by=world.cy)
    assert await listed(world, woke=True) == []


async def test_what_is_resolved_sleeps_no_more_and_what_ended_is_not_put_off(ticket, world):
    await actions.snooze_ticket(ticket_id=ticket.id, until=TOMORROW, by=world.cy)
    await actions.move_ticket(ticket_id=ticket.id, to=State.RESOLVED, by=world.cy)
    assert (await queries.ticket(ticket.id)).snoozed_until is None
    with pytest.raises(NotOpen):
        await actions.snooze_ticket(ticket_id=ticket.id, until=TOMORROW, by=world.cy)


@pytest.mark.parametrize("until", [NOON, NOON - timedelta(hours=1), NOON + timedelta(days=400)])
async def test_a_time_that_is_gone_or_far_away_is_refused(ticket, world, until):
    with pytest.raises(SnoozedWhen):
        await actions.snooze_ticket(ticket_id=ticket.id, until=until, by=world.cy)


async def test_a_day_nobody_can_read_is_told_at_its_field_and_what_was_typed_stays(desk, ticket):
    page = await desk.send(f"/tickets/{ticket.number}/snooze", until="someday", why="Part comes", key="k" * 20)
    assert (page.status, page.fields["until"], page.fields["why"]) == (400, "someday", "Part comes")
    assert "says no day and time" in page.text


async def test_a_persian_types_the_day_in_their_own_calendar(desk, ticket, world):
    await desk.send("/me", language="fa", single_keys="on")
    await desk.send(f"/tickets/{ticket.number}/snooze", until="۱۴۰۵/۰۹/۱۰ ۹:۰۰", why="")
    assert (await queries.ticket(ticket.id)).snoozed_until == datetime(2026, 12, 1, 8, tzinfo=UTC)


WEEKDAYS = tuple((day, 8 * 60, 17 * 60) for day in range(1, 6))
PERSIAN = tuple((day, 8 * 60, 16 * 60) for day in (6, 7, 1, 2, 3))


@pytest.mark.parametrize(
    ("zone", "shifts", "weekend", "closed", "morning", "week"),
    [
        ("Europe/Berlin", WEEKDAYS, (6, 7), (), (2026, 11, 26, 7), (2026, 11, 30, 7)),
        ("Europe/Berlin", WEEKDAYS, (6, 7), (26, 30), (2026, 11, 27, 7), (2026, 12, 1, 7)),
        ("Asia/Tehran", PERSIAN, (4, 5), (), (2026, 11, 28, 4, 30), (2026, 11, 28, 4, 30)),
        ("Europe/Berlin", (), (6, 7), (), (2026, 11, 26, 7), (2026, 11, 30, 7)),
    ],
    ids=["Berlin", "holidays", "Tehran on a Wednesday", "no hours"],
)
def test_the_times_at_hand_follow_the_hours_of_the_centre(zone, shifts, weekend, closed, morning, week):
    days = frozenset(datetime(2026, 11, day, tzinfo=UTC).date() for day in closed)
    told = rests(NOON, WorkingCalendar(zone, shifts, days), weekend)
    assert told == {
        Rest.HOUR: NOON + timedelta(hours=1),
        Rest.MORNING: datetime(*morning, tzinfo=UTC),
        Rest.WEEK: datetime(*week, tzinfo=UTC),
    }


async def test_a_day_alone_means_when_the_centre_opens(desk, ticket, world):
    await centres.set_hours(centre_id=world.ber, hours={1: [(10 * 60, 17 * 60)]}, by=SYSTEM)
    await desk.send(f"/tickets/{ticket.number}/snooze", until="Monday", why="")
    assert (await queries.ticket(ticket.id)).snoozed_until == datetime(2026, 11, 30, 9, tzinfo=UTC)


async def test_programs_put_off_and_wake(client, ticket):
    asked = {"until": TOMORROW.isoformat(), "why": "Part comes"}
    path = f"/api/v1/tickets/{ticket.number}"
    done = await client.post(f"{path}/snooze", json=asked, headers={"Idempotency-Key": "s" * 20})
    assert (done.status_code, done.json()["snooze_words"]) == (201, "Part comes")
    assert (await client.get("/api/v1/tickets?snoozed=false")).json()["items"] == []
    assert len((await client.get("/api/v1/tickets")).json()["items"]) == 1
    woke = await client.post(f"{path}/waking", headers={"Idempotency-Key": "w" * 20})
    assert (woke.status_code, woke.json()["snoozed_until"]) == (200, None)
