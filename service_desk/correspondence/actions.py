"""Handlers of the desk's events: each says one thing to one customer, once, or keeps why it was not said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from notifications.actions import say
from notifications.message import Recipient
from service_desk.billing import queries as billing
from service_desk.billing.actions import reckon
from service_desk.billing.rules import owed
from service_desk.centres import queries as centres
from service_desk.centres.rules import CentreFacts, CompanyFacts
from service_desk.correspondence import rules, words
from service_desk.events.rules import Recorded
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import local_date
from service_desk.foundation.money import Money
from service_desk.links.actions import make_link
from service_desk.links.rules import Origin, Subject
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyFacts
from service_desk.products import queries as products
from service_desk.products.rules import ItemFacts
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import EstimateSent, RepairClosed
from service_desk.tickets.rules import TicketOpened


@dataclass(frozen=True)
class _Sides:
    """Both ends of a message."""

    party: PartyFacts | None
    centre: CentreFacts | None
    company: CompanyFacts
    phone: str
    email: str
    address: str

    @property
    def recipient(self) -> Recipient:
        return rules.recipient(self.party, self.centre, self.company)

    @property
    def words(self) -> dict[str, str]:
        language = self.recipient.language
        return rules.address_words(
            self.party, self.centre, self.company, language, self.phone, self.email, self.address
        )


async def tell_ticket_received(event: Recorded[TicketOpened]) -> None:
    """The customer's report is in the house."""
    told = event.payload
    sides = await _sides(event.centre_id, told.party_id)
    items = [await products.item(told.item_id)] if told.item_id else []
    params = {
        "number": told.number,
        "reported_on": told.reported_on,
        **rules.device_words(items, sides.recipient.language),
    }
    await _tell(event, sides, words.TICKET_RECEIVED.key, params, rules.thread(told.ticket_id))


async def tell_estimate_ready(event: Recorded[EstimateSent]) -> None:
    """The customer is asked to accept or refuse a price."""
    told = event.payload
    sides = await _sides(event.centre_id, told.party_id)
    params = rules.estimate_words(told, local_date(event.occurred_at, sides.recipient.zone))
    order = await repairs.order(told.order_id)
    await _tell(event, sides, words.ESTIMATE_READY.key, params, rules.thread(order.ticket_id, told.order_id))


async def tell_repair_ready(event: Recorded[RepairClosed]) -> None:
    """The work is done: how it ended, what it costs, and where it waits. Closed again with nothing new for the customer,
    nothing is said a second time."""
    told = event.payload
    if not told.news:
        return
    sides = await _sides(event.centre_id, told.party_id)
    items = [await _handed_out(told.item_ids[0])] if len(told.item_ids) == 1 else []
    params = {**rules.ready_words(told, await _due(event)), **rules.device_words(items, sides.recipient.language)}
    await _tell(event, sides, words.REPAIR_READY.key, params, rules.thread(told.ticket_id, told.order_id))


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
    now = owed(await reckon(told, event.centre_id), told.currency)
    before = await billing.billed_to(told.order_id, rules.CUSTOMER, told.closing)
    return now if before is None else now + before


async def _sides(centre_id: UUID | None, party_id: UUID | None) -> _Sides:
    return _Sides(
        party=await parties.party(party_id) if party_id else None,
        centre=await centres.centre(centre_id) if centre_id else None,
        company=await centres.company(),
        phone=str(await centres.setting("service_phone", centre_id)),
        email=str(await centres.setting("service_email", centre_id)),
        address=str(await centres.setting("address", centre_id)),
    )


async def _link(event: Recorded[Any], sides: _Sides, thread: str) -> str:
    """The customer's own address for the matter; none where nobody is written to, or the house wants none in its messages."""
    wanted = await centres.setting(rules.LINK_IN_MESSAGES.name, event.centre_id)
    if sides.party is None or event.centre_id is None or not wanted:
        return ""
    kind, _, key = thread.partition(":")
    return await make_link(
        subject=Subject(kind, UUID(key)), centre_id=event.centre_id, party_id=sides.party.id, origin=Origin.MESSAGE,
        by=SYSTEM,
    )  # fmt: skip


async def _tell(event: Recorded[Any], sides: _Sides, template: str, params: Mapping[str, Any], thread: str) -> None:
    person = sides.recipient
    await say(
        recipient=person,
        template=template,
        params={**sides.words, **params, "link": await _link(event, sides, thread)},
        dedupe_key=f"{event.id}:{person.key}:{template}",
        centre_id=event.centre_id,
        thread=thread,
        event_id=event.id,
        handler=f"correspondence.{template}",
    )
