"""What can be asked about what is said: both ends of a message, how a customer may be answered, and what was said on a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from notifications import outbox
from notifications import queries as messages
from notifications.message import ORDER, Medium, Recipient, segments, why
from notifications.queries import MessageFacts
from notifications.templates import Template, said
from service_desk.centres import queries as centres
from service_desk.centres.rules import CentreFacts, CompanyFacts
from service_desk.correspondence import rules, words
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyFacts
from service_desk.products import queries as products
from service_desk.repairs import queries as repairs
from service_desk.tickets.rules import TicketFacts

_MARK: Final = "reply:"


@dataclass(frozen=True)
class Sides:
    """Both ends of a message."""

    party: PartyFacts | None
    centre: CentreFacts | None
    company: CompanyFacts
    phone: str
    email: str
    address: str
    hours: str

    @property
    def recipient(self) -> Recipient:
        return rules.recipient(self.party, self.centre, self.company)

    @property
    def words(self) -> dict[str, str]:
        language = self.recipient.language
        return rules.address_words(
            self.party, self.centre, self.company, language, self.phone, self.email, self.address, self.hours
        )


async def sides_of(centre_id: UUID | None, party_id: UUID | None) -> Sides:
    party = await parties.party(party_id) if party_id else None
    centre = await centres.centre(centre_id) if centre_id else None
    company = await centres.company()
    language = rules.recipient(party, centre, company).language
    return Sides(
        party=party,
        centre=centre,
        company=company,
        phone=str(await centres.setting("service_phone", centre_id)),
        email=str(await centres.setting("service_email", centre_id)),
        address=str(await centres.setting("address", centre_id)),
        hours=await centres.when_open(centre, language) if centre else "",
    )


class Way(msgspec.Struct):
    """A medium on which the customer may be answered. `why`: why not, in the reader's language; null where it may be used."""

    medium: Medium
    address: str
    why: str | None


class Suggestion(msgspec.Struct):
    """A text to begin with, in the customer's language, filled with the values of the ticket."""

    key: str
    title: str
    text: str


class Answering(msgspec.Struct):
    """How the customer of a ticket may be answered. `language`: theirs."""

    language: str
    ways: list[Way]
    suggestions: list[Suggestion]


class Measured(msgspec.Struct):
    """What a reply amounts to as it would go. `encoding` is empty and `segments` 0 for anything but SMS; `price` with its
    `currency`: what as many segments to that country cost last, null where no provider has told of any."""

    letters: int
    encoding: str
    segments: int
    price: Decimal | None
    currency: str | None


async def answering(ticket: TicketFacts, language: str) -> Answering:
    """Media with what consent and suppression allow, and the texts of the house."""
    sides = await sides_of(ticket.centre_id, ticket.party_id)
    person = sides.recipient
    closed = await messages.obstacles(person)
    ways = [Way(each, person.addresses.get(each, ""), why(closed[each], language)) for each in ORDER]
    return Answering(person.language, ways, await _suggestions(ticket, sides))


async def _suggestions(ticket: TicketFacts, sides: Sides) -> list[Suggestion]:
    spoken = sides.recipient.language
    items = [await products.item(ticket.item_id)] if ticket.item_id else []
    order = await repairs.order_of_ticket(ticket.id)
    known = {
        **sides.words, **rules.device_words(items, spoken), "number": ticket.number, "reported_on": ticket.reported_on,
        "order_number": order.number if order else "",
    }  # fmt: skip
    return [await _suggested(entry, spoken, known) for entry in words.REPLIES]


async def _suggested(entry: Template, spoken: str, known: dict[str, Any]) -> Suggestion:
    """The house's own words, else those that came with the program; its own that do not fit this ticket give way to them."""
    own = (await outbox.overrides(entry.key, spoken)).get(Medium.SMS)
    shown = said(entry, spoken, Medium.SMS, known, own)
    return Suggestion(entry.key, shown.subject, shown.body)


async def measured(ticket: TicketFacts, body: str, medium: Medium) -> Measured:
    """The words as they would go, with what the house puts around them: letters, and for SMS the encoding, the segments and what
    they cost."""
    sides = await sides_of(ticket.centre_id, ticket.party_id)
    person = sides.recipient
    own = (await outbox.overrides(words.REPLY.key, person.language)).get(medium)
    shown = said(words.REPLY, person.language, medium, rules.reply_words(sides.words, ticket.number, body), own).body
    if medium is not Medium.SMS:
        return Measured(len(shown), "", 0, None, None)
    counted = segments(shown)
    price = await messages.segment_price(medium, person.addresses.get(medium, ""))
    amount, currency = (None, None) if price is None else (price[0] * counted.parts, price[1])
    return Measured(len(shown), counted.encoding, counted.parts, amount, currency)


@dataclass(frozen=True, slots=True)
class Said:
    """A message on the time line of a ticket; `entry_id`: the reply of the staff that it carries, None where the desk wrote by itself."""

    message: MessageFacts
    entry_id: UUID | None


async def said_on(ticket_id: UUID, language: str) -> Sequence[Said]:
    """Everything that was said about a ticket, the oldest first."""
    return [
        Said(message, _entry_of(key))
        for key, message in await messages.said(rules.thread(ticket_id), language=language)
    ]


def _entry_of(dedupe_key: str) -> UUID | None:
    return UUID(dedupe_key.split(":")[1]) if dedupe_key.startswith(_MARK) else None
