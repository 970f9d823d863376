"""Opening a ticket: the item is found, the fault judged, and the agent warned; nothing stops a report but nonsense."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import connection, fetch, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.products import actions as products
from service_desk.products.queries import AmbiguousScan
from service_desk.products.rules import NoticeKind, SerialTooLong
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import Priority, ReportedInFuture, ReportedTooEarly, TooManyWords


async def test_a_known_serial_opens_a_covered_ticket(bench, opened):
    ticket = await opened(serial="s1", party_id=bench.world.ada, words="It does not start", symptom="S101")
    assert (ticket.item_id, ticket.verdict, ticket.reasons[0], ticket.warnings) == (
        bench.world.s1,
        "covered",
        "IN_PERIOD",
        (),
    )
    assert ticket.number.startswith("BER-T-")


async def test_the_ticket_reads_back_with_item_and_customer(bench, opened):
    made = await opened(scan="S1", party_id=bench.world.ada, words=" sparks ", symptom="SD-S101")
    read = await queries.ticket(made.id)
    assert (read.sku, read.party_name, read.words, read.symptom, read.state) == (
        "D-100",
        "Ada Lovelace",
        "sparks",
        "S101",
        "new",
    )


async def test_an_unknown_serial_is_taken_and_stays_undecided(opened):
    ticket = await opened(serial="NOBODY-KNOWS")
    assert (ticket.verdict, ticket.reasons, ticket.item_id) == ("undecided", ("UNKNOWN_UNIT",), None)
    assert [warning.action for warning in ticket.warnings] == ["register_item"]


async def test_a_complaint_needs_no_item(opened):
    assert (await opened(words="Nobody answers the phone")).warnings == ()


async def test_a_serial_of_two_products_is_asked_back_with_choices(bench, opened):
    saw = await products.create_product(sku="SAW", name={"en": "Saw"}, tracking="serial", by=SYSTEM)
    await products.register_item(product_id=saw, serial="S1", by=SYSTEM)
    with pytest.raises(AmbiguousScan, match=r"D-100.*SAW|SAW.*D-100"):
        await opened(serial="S1")
    assert await fetchval("select count(*) from ticket") == 0


async def test_someone_elses_item_is_taken_with_an_offer_to_transfer_it(bench, opened):
    ticket = await opened(serial="S1", party_id=bench.world.bahar)
    assert [(w.code, w.action, w.subject_id) for w in ticket.warnings] == [
        ("owned_by_other", "transfer_owner", bench.world.s1)
    ]


async def test_an_item_without_an_owner_offers_the_caller(bench, opened):
    await products.register_item(product_id=bench.world.drill, serial="FREE", by=SYSTEM)
    assert [w.code for w in (await opened(serial="FREE", party_id=bench.world.ada)).warnings] == ["owner_unknown"]


async def test_a_second_ticket_on_the_item_names_the_first(bench, opened):
    first = await opened(serial="S1", party_id=bench.world.ada)
    (warning,) = (await opened(serial="S1", party_id=bench.world.ada)).warnings
    assert (warning.code, warning.subject_id) == ("duplicate_ticket", first.id)
    assert first.number in warning.message


async def test_an_open_order_on_the_item_is_told_in_the_agents_language(bench, opened):
    words = {"en": "Order 7 is open.", "fa": "سفارش ۷ باز است."}
    await products.put_notice(
        item_id=bench.world.s1, kind=NoticeKind.OPEN_ORDER, subject=("repair", uuid7()), words=words, by=SYSTEM
    )
    persian = Actor(bench.world.cy.id, "staff", frozenset({"*"}), None, language="fa")
    assert (await opened(serial="S1", by=persian)).warnings[0].message == words["fa"]


async def test_a_swapped_out_item_points_to_its_successor(bench, opened):
    new = await products.swap_item(item_id=bench.world.s1, on_date=date(2026, 11, 1), serial="S1-NEW", by=SYSTEM)
    codes = {w.code: w.subject_id for w in (await opened(serial="S1")).warnings}
    assert codes["swapped_out"] == new


async def test_the_report_date_is_that_of_the_centre_and_stays(bench, opened):
    at = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
    tehran = await opened(serial="S1", centre_id=bench.world.teh, reported_at=at)
    assert (tehran.reported_on, (await opened(serial="S1", reported_at=at)).reported_on) == (
        date(2026, 3, 15),
        date(2026, 3, 14),
    )


async def test_a_report_without_a_zone_is_refused(opened):
    with pytest.raises(clock.NaiveMoment):
        await opened(reported_at=datetime(2026, 3, 14, 21, 30))


async def test_a_report_of_tomorrow_is_refused(opened):
    with pytest.raises(ReportedInFuture):
        await opened(reported_at=clock.now() + timedelta(days=1))


async def test_a_jalali_year_typed_as_gregorian_is_refused(opened):
    with pytest.raises(ReportedTooEarly, match="Jalali"):
        await opened(reported_at=datetime(1405, 1, 1, tzinfo=UTC))


async def test_a_serial_of_ten_thousand_characters_is_refused(opened):
    with pytest.raises(SerialTooLong):
        await opened(serial="9" * 10_000)


async def test_a_novel_is_refused(opened):
    with pytest.raises(TooManyWords):
        await opened(words="x" * 20_001)


async def test_a_customer_nobody_knows_is_refused(opened):
    with pytest.raises(NotFound, match="customer"):
        await opened(party_id=uuid7(), words="Leaks")


async def test_a_new_caller_is_entered_with_the_ticket(opened):
    caller = actions.NewParty("Grace Hopper", "en", [("phone", "030 1234567")])
    ticket = await opened(new_party=caller, words="It smokes")
    assert (await queries.ticket(ticket.id)).party_name == "Grace Hopper"


async def test_smoke_and_sparks_go_first(opened):
    ticket = await opened(serial="S1", symptom="S901")
    assert (await queries.ticket(ticket.id)).priority == Priority.SAFETY


async def test_another_centre_does_not_exist_for_a_technician(bench, opened):
    with pytest.raises(NotFound):
        await opened(serial="S1", centre_id=bench.world.teh, by=bench.world.bo)


async def test_an_offline_id_is_kept(opened):
    mine = uuid7()
    assert (await opened(ticket_id=mine, serial="S1")).id == mine


async def test_the_event_names_no_person(bench, opened):
    ticket = await opened(serial="S1", party_id=bench.world.ada, words="Ada says it broke")
    (event,) = await fetch("select payload from event where kind = 'ticket_opened' and subject_id = $1", ticket.id)
    assert "Ada" not in str(event["payload"])
    assert event["payload"]["verdict"] == "covered"


async def test_a_ticket_costs_at_most_seven_statements(bench, opened):
    """Ten with the token check, the idempotency key and its stored answer."""
    await opened(serial="S1", party_id=bench.world.ada)
    asked = []
    async with connection() as held:
        with held.query_logger(lambda record: asked.append(record.query)):
            await opened(serial="S1", party_id=bench.world.ada, words="again")
            await asyncio.sleep(0)  # the logger is called by the loop
    counted = [sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(counted) <= 7, counted
