"""When the ERP fails in the ways that real ones do: nothing lost, nothing doubled, and a person sees what needs one."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from service_desk.erp import actions as erp
from service_desk.erp import connectors, queries, sender
from service_desk.erp.connectors.books import Books
from service_desk.erp.rules import Applied, RejectCode, post
from service_desk.erp.sender import claims
from service_desk.foundation import claim, clock
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.foundation.errors import Forbidden
from tests.erp.conftest import deliver, settle, states
from tests.erp.documents import issue, receipt
from tests.erp.fake_erp import FakeErp
from tests.world import NOON

LATER = timedelta(hours=7)  # beyond every step of the ladder


@pytest.fixture
async def owed(workshop):
    """The three receipts of the world, owed to an ERP in memory."""
    with connectors.instead(FakeErp()):
        await deliver()
    return workshop


async def drain(fake, at=None):
    with clock.at(at or clock.now()), connectors.instead(fake):
        await claim.drain(sender.queue())


def once_each(fake):
    keys = [document.key for document in fake.committed]
    assert sorted(set(keys)) == sorted(keys)
    return len(keys)


async def test_all_is_posted_and_verified(owed):
    fake = FakeErp()
    await drain(fake)
    assert set((await states()).values()) == {"verified"}
    assert once_each(fake) == 3


async def test_an_answer_lost_after_the_commit_is_looked_up_and_found(owed):
    fake = FakeErp(key_enforced=False, timeout_after_commit=3)
    await drain(fake)
    await drain(fake, clock.now() + LATER)
    assert set((await states()).values()) == {"verified"}
    assert once_each(fake) == 3


async def test_before_the_settle_time_not_found_means_nothing(owed):
    fake = FakeErp(key_enforced=False, commit_after_timeout=3, settle=timedelta(minutes=10))
    await drain(fake)
    await drain(fake, clock.now() + timedelta(minutes=5))
    assert set((await states()).values()) == {"unknown"}
    fake.arrive()
    await drain(fake, clock.now() + timedelta(minutes=11))
    assert set((await states()).values()) == {"verified"}
    assert once_each(fake) == 3


async def test_what_never_arrived_is_sent_again_after_the_settle_time(owed):
    fake = FakeErp(key_enforced=False, silent_refusal=3, settle=timedelta(minutes=10))
    await drain(fake)
    assert set((await states()).values()) == {"unknown"}
    await drain(fake, clock.now() + timedelta(minutes=11))
    assert set((await states()).values()) == {"verified"}
    assert once_each(fake) == 3


async def test_a_worker_killed_between_call_and_answer_leaves_it_unknown_and_posted_once(owed):
    fake = FakeErp(key_enforced=False)
    token = uuid4()
    (row,) = await claims.claim(1, clock.now(), token, False)
    await claims.calling(row, token)
    await post(fake, queries.document_of(row))  # and here the worker dies
    await drain(fake, clock.now() + timedelta(minutes=6))
    await drain(fake, clock.now() + LATER)
    assert set((await states()).values()) == {"verified"}
    assert once_each(fake) == 3
    steps = [step.to_state for step in (await queries.posting(row["id"])).steps]
    assert steps == ["queued", "sending", "unknown", "sending", "applied", "verified"]


async def test_a_worker_killed_before_the_call_is_simply_done_again(owed):
    token = uuid4()
    await claims.claim(3, clock.now(), token, False)
    fake = FakeErp(key_enforced=False)
    await drain(fake, clock.now() + timedelta(minutes=6))
    assert set((await states()).values()) == {"verified"}
    assert once_each(fake) == 3


async def test_a_worker_killed_after_applying_is_only_read_back(owed):
    fake = FakeErp(key_enforced=False)
    await drain(fake)
    await execute(
        "update posting set state = 'applied', lease_until = now() - interval '1 s', lease_token = $1", uuid4()
    )
    await drain(fake)
    assert set((await states()).values()) == {"verified"}
    assert len(fake.calls) == 3


async def test_a_sender_that_lost_its_lease_changes_nothing(owed):
    (row,) = await claims.claim(1, clock.now(), uuid4(), False)
    with pytest.raises(claim.LeaseLost):
        await claims.become(row, uuid4(), "applied")
    assert await fetchval("select state from posting where id = $1", row["id"]) == "sending"


async def test_a_moved_date_stays_with_a_person(owed):
    fake = FakeErp(date_moved_to=NOON.date() + timedelta(days=400))
    await drain(fake)
    assert {row["finding"] for row in await fetch("select finding from posting")} == {"DATE_MOVED"}
    assert set((await states()).values()) == {"applied"}
    await drain(fake, clock.now() + LATER)
    assert len(fake.calls) == 3


async def test_a_person_accepts_a_difference_with_a_reason(owed):
    await drain(FakeErp(date_moved_to=NOON.date() + timedelta(days=400)))
    first = await fetchval("select min(id) from posting")
    await erp.accept_finding(posting_id=first, reason="their fiscal year", by=owed.world.cy)
    assert (await queries.posting(first)).posting.state == "verified"


async def test_two_hits_for_one_key_are_an_incident(owed):
    fake = FakeErp(key_enforced=False)
    await drain(fake)
    fake.committed *= 2
    await execute("update posting set state = 'applied'")
    await drain(fake)
    assert {row["finding"] for row in await fetch("select finding from posting")} == {"DUPLICATE"}


async def test_another_document_under_our_key_is_never_taken_for_ours(owed):
    key = next(iter(await states()))
    fake = FakeErp()
    await post(fake, receipt(99, key=key))
    await drain(fake)
    assert await fetchval("select reject_code from posting where key = $1", key) == RejectCode.DUPLICATE_DIFFERENT


async def test_poison_parks_while_others_go_on(owed):
    poison = next(iter(await states()))
    fake = FakeErp(raises=poison)
    for hours in range(12):
        await drain(fake, clock.now() + LATER * hours)
    # A call that raised may have been heard, so it is looked up each time before it goes again.
    assert await states() == {key: "parked" if key == poison else "verified" for key in await states()}


async def test_while_the_erp_is_down_no_attempt_counts_and_afterwards_all_is_posted(owed):
    fake = FakeErp(down=True)
    queue = sender.queue(fake)
    for minute in range(0, 60, 5):
        with clock.at(NOON.replace(year=2027) + timedelta(minutes=minute)):
            await claim.drain(queue)
    assert set((await states()).values()) <= {"retry_wait", "queued"}
    assert await fetchval("select max(attempts) from posting") == 0
    fake.down = False
    for hour in range(1, 30, 7):
        with clock.at(NOON.replace(year=2027) + timedelta(hours=hour)):
            await claim.drain(queue)
    assert set((await states()).values()) == {"verified"}
    assert once_each(fake) == 3


async def test_after_five_failures_the_erp_is_left_alone(workshop):
    for at in range(10):  # goods of one balance would go one after the other
        await workshop.receive(1, part=workshop.world.display, serial=f"DSP-10{at}")
    fake = FakeErp(down=True)
    with connectors.instead(fake):
        await deliver()
        await claim.drain(sender.queue())
    assert 5 <= len(fake.calls) <= 8  # four were already on their way
    assert await fetchval("select count(*) from posting where attempts > 0") == 0


async def test_a_rejected_head_holds_back_only_its_own_order(workshop):
    first, second = [await workshop.start() for _ in range(2)]
    for order in (first, second):
        await workshop.use(order)
        await workshop.work(order)
    fake = FakeErp(posts_stock_value=True)
    with connectors.instead(fake):
        await deliver()
        await claim.drain(sender.queue())
        bad = await workshop.number(first)
        await workshop.use(first)
        await deliver()
        fake.refuse = RejectCode.UNKNOWN_LOCATION
        await claim.drain(sender.queue())
        fake.refuse = None
        for order in (first, second):
            await workshop.close(order)
    await settle(fake)
    held = await states(order_number=bad)
    assert [state for key, state in held.items() if ".JRN." in key] == ["queued"]
    assert set((await states(order_number=await workshop.number(second))).values()) == {"verified"}
    await erp.retry_posting(
        posting_id=await fetchval("select id from posting where state = 'rejected'"), by=workshop.world.cy
    )
    await settle(fake)
    assert set((await states()).values()) == {"verified"}


async def test_a_cancelled_posting_lets_its_followers_go(workshop):
    await settle()
    order = await workshop.start()
    await workshop.use(order)
    await workshop.work(order)
    fake = FakeErp(posts_stock_value=True)
    with connectors.instead(fake):
        await deliver()
        fake.refuse = RejectCode.PERMISSION
        await claim.drain(sender.queue())
        fake.refuse = None
        await workshop.close(order)
    rejected = await fetchval("select id from posting where kind = 'issue'")
    await erp.cancel_posting(posting_id=rejected, reason="entered by hand", by=workshop.world.cy)
    await settle(fake)
    assert set((await states(kind="journal")).values()) == {"verified"}


@pytest.mark.parametrize("by_erp", [True, False])
async def test_parts_cost_is_booked_once_whoever_books_stock_value(workshop, by_erp):
    order = await workshop.start()
    await workshop.use(order)
    await workshop.work(order)
    fake = FakeErp(posts_stock_value=by_erp)
    with connectors.instead(fake):
        await deliver()
        await workshop.close(order)
    await settle(fake)
    (journal,) = [document for document in fake.committed if document.kind == "journal"]
    credited = {entry.account: entry.credit for entry in journal.entries if entry.credit}
    assert credited == {"5900": Decimal(30)} | ({} if by_erp else {"1400": Decimal(20)})


async def test_two_workers_never_send_one_posting_twice(workshop):
    for _ in range(20):
        await workshop.receive(1)
    fake = FakeErp(key_enforced=False)
    with connectors.instead(fake):
        await deliver()
        await asyncio.gather(*(claim.drain(sender.queue()) for _ in range(3)))
    assert once_each(fake) == 23
    assert set((await states()).values()) == {"verified"}


async def test_eight_senders_of_one_key_book_it_once(committed_world):
    books = Books()
    answers = await asyncio.gather(*(post(books, receipt(5)) for _ in range(8)))
    assert sorted(answer.was_existing for answer in answers) == [False] + [True] * 7
    assert await fetchval("select sum(quantity) from book_balance") == 5


async def test_eight_at_the_last_five_units_get_five_and_all_the_value(committed_world):
    books = Books()
    await post(books, receipt(5, unit_cost="20.0020"))  # 100.01
    answers = await asyncio.gather(*(post(books, issue(1, key=f"A1.BER-R-{number}.ISS.1")) for number in range(8)))
    went = [answer for answer in answers if isinstance(answer, Applied)]
    assert (len(went), sum(answer.cost for answer in went)) == (5, Decimal("100.01"))
    assert {answer.code for answer in answers if answer not in went} == {RejectCode.INSUFFICIENT_STOCK}
    assert await queries.ledger_balanced()


async def test_an_effect_and_its_state_are_there_together_or_not_at_all(owed, monkeypatch):
    monkeypatch.setattr(
        "service_desk.erp.sender.sending.fault_point", lambda name: 1 / 0 if name == "posting.before_settle" else None
    )
    await settle(Books())
    assert await fetchval("select count(*) from book_document") == 0
    assert set((await states()).values()) == {"retry_wait"}


async def test_retrying_needs_the_right(owed):
    first = await fetchval("select min(id) from posting")
    with pytest.raises(Forbidden):
        await erp.retry_posting(posting_id=first, by=owed.world.bo)


async def test_what_is_posted_cannot_be_retried_or_cancelled(owed):
    await drain(FakeErp())
    first = await fetchval("select min(id) from posting")
    for act in (
        erp.retry_posting(posting_id=first, by=owed.world.cy),
        erp.cancel_posting(posting_id=first, reason="x", by=owed.world.cy),
    ):
        with pytest.raises(erp.WrongPostingState, match="is verified"):
            await act


async def test_what_could_not_go_for_a_day_is_for_a_person(owed):
    """Although the ERP was up, and asked for patience each time."""
    fake = FakeErp(busy_for=timedelta(hours=13))
    for hours in (0, 14, 28):
        await drain(fake, clock.now() + timedelta(hours=hours))
    assert set((await states()).values()) == {"parked"}
    assert fake.committed == []
