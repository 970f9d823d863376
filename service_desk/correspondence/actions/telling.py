"""Handlers of the desk's events: each says one thing to one customer, once, or keeps why it was not said."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from notifications.actions import say
from notifications.templates import Template
from service_desk.billing import queries as billing
from service_desk.billing.actions import reckon
from service_desk.billing.rules import owed
from service_desk.centres import queries as centres
from service_desk.correspondence import rules, words
from service_desk.correspondence.queries import Sides, sides_of
from service_desk.events.rules import Recorded
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import local_date, now
from service_desk.foundation.db import atomic
from service_desk.foundation.errors import DeskError
from service_desk.foundation.money import Money
from service_desk.foundation.naming import number as number_of
from service_desk.links.actions import make_link
from service_desk.links.rules import Origin, Subject, owns
from service_desk.parties import queries as parties
from service_desk.products import queries as products
from service_desk.products.rules import ItemFacts
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import (
    Answer,
    EstimateAnswered,
    EstimateSent,
    OrderFacts,
    RepairClosed,
    RepairHandedOver,
    RepairMoved,
    RepairStarted,
)
from service_desk.repairs.rules import State as OrderState
from service_desk.tickets import queries as tickets
from service_desk.tickets.rules import TicketOpened


async def tell_ticket_received(event: Recorded[TicketOpened]) -> None:
    """The customer's report is in the house. A ticket that an order got because its customer wrote is news to nobody."""
    told = event.payload
    order = await repairs.order_of_ticket(told.ticket_id)
    if order is not None and order.started_at < event.occurred_at:
        return
    sides = await sides_of(event.centre_id, told.party_id)
    items = [await products.item(told.item_id)] if told.item_id else []
    params = {
        "number": told.number,
        "reported_on": told.reported_on,
        **rules.device_words(items, sides.recipient.language),
    }
    await _tell(event, sides, words.TICKET_RECEIVED, params, rules.thread(told.ticket_id))


async def tell_repair_received(event: Recorded[RepairStarted]) -> None:
    """A unit was brought in without a report before; with one, the report was told already."""
    told = event.payload
    if told.ticket_id is None:
        await _tell_of_order(event, told.order_id, words.REPAIR_RECEIVED)


async def tell_repair_moved(event: Recorded[RepairMoved]) -> None:
    """Examined and being repaired, or waiting for a part. Nothing is said of a state that is over before it could be told,
    nor of a repair that the customer has just ordered by accepting its estimate."""
    told = event.payload
    order = await repairs.order(told.order_id)
    if order.state != told.to_state:
        return
    if told.to_state == OrderState.WAITING_PART:
        await _tell_of_order(event, told.order_id, words.REPAIR_WAITING)
    elif told.to_state == OrderState.REPAIRING and not order.closing and not await repairs.estimates(order.id):
        await _tell_of_order(event, told.order_id, words.REPAIR_BEGUN)


async def tell_estimate_ready(event: Recorded[EstimateSent]) -> None:
    """The customer is asked to accept or refuse a price."""
    told = event.payload
    sides = await sides_of(event.centre_id, told.party_id)
    params = rules.estimate_words(told, local_date(event.occurred_at, sides.recipient.zone))
    order = await repairs.order(told.order_id)
    await _tell(event, sides, words.ESTIMATE_READY, params, _thread(order), order=order, mark=told.number)


async def tell_estimate_answered(event: Recorded[EstimateAnswered]) -> None:
    """What the customer answered, in writing, whoever entered it."""
    told = event.payload
    if told.answer not in set(Answer):
        return
    order, estimate = await repairs.order(told.order_id), await repairs.estimate(told.estimate_id)
    sides = await sides_of(event.centre_id, order.party_id)
    params = rules.answer_words(told, estimate)
    await _tell(event, sides, words.ESTIMATE_ANSWERED, params, _thread(order), order=order, mark=told.number)


async def tell_repair_ready(event: Recorded[RepairClosed]) -> None:
    """The work is done: how it ended, what it costs, and where it waits. Closed again with nothing new for the customer,
    nothing is said a second time."""
    told = event.payload
    if not told.news:
        return
    sides = await sides_of(event.centre_id, told.party_id)
    items = [await _handed_out(told.item_ids[0])] if len(told.item_ids) == 1 else []
    params = {**rules.ready_words(told, await _due(event)), **rules.device_words(items, sides.recipient.language)}
    await _tell(
        event, sides, words.REPAIR_READY, params, rules.thread(told.ticket_id, told.order_id),
        kind=rules.Kind.EXCHANGE if told.outcome == "exchanged" else rules.Kind.REPAIR, mark=f"{told.order_id}:{told.closing}",
    )  # fmt: skip


async def tell_repair_handed_over(event: Recorded[RepairHandedOver]) -> None:
    """They have it back; they are asked how it was."""
    told = event.payload
    more = {"handed_over_on": told.handed_over_on}
    await _tell_of_order(event, told.order_id, words.REPAIR_HANDED_OVER, more, outcome=told.outcome)


async def send_link(*, number: str, contact: str) -> None:
    """A new link for a ticket or order, to where we write to its customer anyway, if `contact` is a phone or mail address of
    theirs. Whoever asks is never told whether it was."""
    known = await _numbered(number)
    if known is None:
        return
    subject, centre_id, party_id = known
    party = await parties.party(party_id)
    if not owns(contact, [each.value for each in party.contacts]):
        return
    sides = await sides_of(centre_id, party.id)
    async with atomic():
        link = await make_link(subject=subject, centre_id=centre_id, party_id=party.id, origin=Origin.ASKED, by=SYSTEM)
        await say(
            recipient=sides.recipient, template=words.LINK_AGAIN.key,
            params={**sides.words, "number": number_of(number), "link": link},
            dedupe_key=f"{subject.kind}:{subject.id}:{sides.recipient.key}:link:{now():%Y-%m-%dT%H}", centre_id=centre_id,
            thread=f"{subject.kind}:{subject.id}", handler="correspondence.link_again",
        )  # fmt: skip


async def _numbered(number: str) -> tuple[Subject, UUID, UUID] | None:
    """The subject of a link by the number of its ticket or order."""
    for named, read in ((repairs.order_named, repairs.order), (tickets.ticket_named, tickets.ticket)):
        with suppress(DeskError):
            found: Any = await read(UUID(str(await named(number, SYSTEM))))
            if found.party_id is not None:
                kind, _, key = rules.thread_of(found).partition(":")
                return Subject(kind, UUID(key)), found.centre_id, found.party_id
    return None


async def _tell_of_order(
    event: Recorded[Any],
    order_id: UUID,
    template: Template,
    more: Mapping[str, Any] | None = None,
    outcome: str = "",
) -> None:
    """Once for the order, however often it comes into that state."""
    order = await repairs.order(order_id)
    sides = await sides_of(event.centre_id, order.party_id)
    units = [item.item_id for item in await repairs.items(order.id)]
    items = [await _handed_out(units[0])] if len(units) == 1 and units[0] is not None else []
    params = {"order_number": order.number, **rules.device_words(items, sides.recipient.language), **(more or {})}
    kind = rules.kind_of(order, outcome)
    await _tell(event, sides, template, params, _thread(order), kind=kind, mark=str(order.id))


def _thread(order: OrderFacts) -> str:
    return rules.thread(order.ticket_id, order.id)


async def _handed_out(item_id: UUID) -> ItemFacts:
    """The unit that waits for the customer: after an exchange the new one."""
    item = await products.item(item_id)
    if item.replaced_by_id is None or not item.retired:
        return item
    return await products.item(item.replaced_by_id)


async def _due(event: Recorded[RepairClosed]) -> Money:
    """What the customer is charged for the whole order, tax included: by the same reckoning as the invoice."""
    told = event.payload
    assert event.centre_id is not None
    fresh = owed(await reckon(told, event.centre_id), told.currency)
    before = await billing.billed_to(told.order_id, rules.CUSTOMER, told.closing)
    return fresh if before is None else fresh + before


async def _link(event: Recorded[Any], sides: Sides, thread: str) -> str:
    """The customer's own address for the matter; none where nobody is written to, or the house wants none in its messages."""
    wanted = await centres.setting(rules.LINK_IN_MESSAGES.name, event.centre_id)
    if sides.party is None or event.centre_id is None or not wanted:
        return ""
    kind, _, key = thread.partition(":")
    return await make_link(
        subject=Subject(kind, UUID(key)), centre_id=event.centre_id, party_id=sides.party.id, origin=Origin.MESSAGE,
        by=SYSTEM,
    )  # fmt: skip


async def _tell(
    event: Recorded[Any],
    sides: Sides,
    template: Template,
    params: Mapping[str, Any],
    thread: str,
    *,
    order: OrderFacts | None = None,
    kind: rules.Kind | None = None,
    mark: str = "",
) -> None:
    """Said once for each `mark` of the matter, unless the centre keeps it to itself for such work."""
    untold = str(await centres.setting(rules.SWITCHES[template.key].name, event.centre_id))
    if not rules.told(kind or rules.kind_of(order), untold):
        return
    person = sides.recipient
    await say(
        recipient=person,
        template=template.key,
        params={**sides.words, **params, "link": await _link(event, sides, thread)},
        dedupe_key=f"{thread}:{person.key}:{template.key}:{mark}",
        centre_id=event.centre_id,
        thread=thread,
        event_id=event.id,
        handler=f"correspondence.{template.key}",
    )
