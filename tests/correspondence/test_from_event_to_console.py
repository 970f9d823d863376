"""From a recorded event through sealer, delivery and outbox to the channel, with real commits."""

from datetime import date
from uuid import uuid4

import pytest

from notifications import dispatcher
from service_desk.correspondence.actions import tell_ticket_received
from service_desk.events.actions import record
from service_desk.events.deliveries import Subscribers
from service_desk.events.sealer import seal
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import drain
from service_desk.foundation.db import atomic, fetch
from service_desk.tickets.rules import TicketOpened
from tests.world import NOON

SUBSCRIBERS = Subscribers({TicketOpened: (tell_ticket_received,)})


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


async def report(world, party_id, number):
    ticket = uuid4()
    fact = TicketOpened(ticket, number, world.s1, party_id, date(2026, 11, 25), "covered", "in_warranty")
    async with atomic():
        return await record(fact, subject=("ticket", ticket), centre_id=world.ber, by=SYSTEM)


async def test_every_event_becomes_exactly_one_message_that_arrives(committed_world):
    events = [await report(committed_world, committed_world.ada, f"BER-T-{n:06}") for n in range(5)]
    events.append(await report(committed_world, None, "BER-T-000005"))
    for _ in range(8):
        await seal(SUBSCRIBERS.names)
        for queue in (SUBSCRIBERS.queue(), dispatcher.queue(), dispatcher.healing()):
            await drain(queue)
    rows = await fetch("select event_id, state, channel from message order by event_id")
    assert [row["event_id"] for row in rows] == events
    assert [row["state"] for row in rows] == ["delivered"] * 5 + ["suppressed"]
    assert {row["channel"] for row in rows[:5]} == {"console"}
