"""Handlers: one event, one message per recipient, in their language, or the reason why there is none."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from notifications.actions import record_consent
from notifications.message import Category, Medium
from service_desk.correspondence.actions import tell_repair_ready, tell_ticket_received
from service_desk.events.rules import Recorded
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch
from service_desk.parties import actions as parties
from service_desk.repairs.rules import RepairClosed
from service_desk.tickets.rules import TicketOpened
from tests.world import NOON

TICKET, ORDER = UUID(int=21), UUID(int=22)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def recorded(fact, centre_id, number=1):
    kind = "ticket" if isinstance(fact, TicketOpened) else "repair"
    return Recorded(number, "x", 1, fact, kind, TICKET, centre_id, SYSTEM.id, NOON, NOON)


def opened(world, party_id, item_id=None):
    return TicketOpened(TICKET, "BER-T-000001", item_id, party_id, date(2026, 11, 25), "covered", "in_warranty")


def closed(world, party_id, outcome="repaired", item_ids=None):
    return RepairClosed(
        ORDER, "BER-R-000001", 1, TICKET, party_id, item_ids or (world.s1,), "EUR", date(2026, 11, 20), date(2026, 11, 25), outcome,
        Decimal(0), (),
    )  # fmt: skip


async def said():
    return await fetch("select * from message order by seq")


async def test_a_ticket_is_confirmed_by_text_with_product_and_serial(world):
    await tell_ticket_received(recorded(opened(world, world.ada, world.s1), world.ber))
    (message,) = await said()
    assert (message["medium"], message["address"], message["state"]) == ("sms", "+4915112345678", "queued")
    assert "BER-T-000001 on Bosch Drill (serial S1)" in message["body"]
    assert (message["thread"], message["event_id"], message["centre_id"]) == (f"ticket:{TICKET}", 1, world.ber)


async def test_a_customer_who_reads_persian_is_written_to_in_persian(world):
    await tell_ticket_received(recorded(opened(world, world.bahar, world.s1), world.teh))
    (message,) = await said()
    assert (message["language"], message["zone"]) == ("fa", "Asia/Tehran")
    assert "برای \u2068Bosch دریل\u2069" in message["body"] or "دریل" in message["body"]


async def test_an_event_delivered_twice_is_told_once(world):
    for _ in range(2):
        await tell_ticket_received(recorded(opened(world, world.ada), world.ber))
    assert len(await said()) == 1


async def test_a_ticket_without_a_customer_leaves_a_suppressed_message_with_the_reason(world):
    await tell_ticket_received(recorded(opened(world, None), world.ber))
    (message,) = await said()
    assert (message["state"], message["error_code"], message["language"]) == ("suppressed", "no_recipient", "en")


async def test_a_customer_without_phone_or_mail_too(world):
    hermit = await parties.create_party(kind="person", name="Hermit", language="en", by=SYSTEM)
    await tell_ticket_received(recorded(opened(world, hermit), world.ber))
    assert [(m["state"], m["error_code"]) for m in await said()] == [("suppressed", "no_address")]


async def test_a_customer_who_said_no_to_everything_is_left_alone(world):
    for medium in Medium:
        await record_consent(
            recipient_key=str(world.ada),
            medium=medium,
            category=Category.SERVICE,
            given=False,
            source="phone",
            wording="nothing",
            by=SYSTEM,
        )
    await tell_ticket_received(recorded(opened(world, world.ada), world.ber))
    assert [(m["state"], m["error_code"]) for m in await said()] == [("suppressed", "consent_withdrawn")]


async def test_a_finished_repair_is_told_with_its_end(world):
    await tell_repair_ready(recorded(closed(world, world.ada, "no_fault"), world.ber))
    (message,) = await said()
    assert "Bosch Drill (BER-R-000001) is ready at Berlin: no fault found." in message["body"]


async def test_several_devices_are_counted(world):
    await tell_repair_ready(recorded(closed(world, world.ada, item_ids=(world.s1, world.s1)), world.ber))
    assert "2 devices (BER-R-000001) are ready at Berlin: repaired." in (await said())[0]["body"]
