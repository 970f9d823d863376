"""Which event tells the customer what, and which stay silent: every event of the trade is in one list or the other."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from notifications.message import Recipient
from service_desk.centres.rules import CentreFacts, CompanyFacts, KnownSetting, declare
from service_desk.foundation.i18n import LANGUAGES, say
from service_desk.foundation.money import Money
from service_desk.parties.rules import PartyFacts
from service_desk.parties.rules import recipient as reached
from service_desk.products.rules import ItemFacts
from service_desk.repairs import rules as repairs
from service_desk.tickets import rules as tickets

HELD: Final = timedelta(
    seconds=12
)  # a reply can be taken back: ten for whoever reads the toast, two for the page to come
# MSG-5: what is not told is said to be silent, so that a new event cannot be forgotten.
TOLD: Final[Mapping[type, tuple[str, ...]]] = {
    tickets.TicketOpened: ("ticket_received",),
    repairs.RepairStarted: ("repair_received",),
    repairs.RepairMoved: ("repair_begun", "repair_waiting"),
    repairs.EstimateSent: ("estimate_ready",),
    repairs.EstimateAnswered: ("estimate_answered",),
    repairs.RepairClosed: ("repair_ready",),
    repairs.RepairHandedOver: ("repair_handed_over",),
}
SILENT: Final[frozenset[str]] = frozenset(
    """ticket_moved ticket_judged ticket_changed ticket_assigned ticket_snoozed ticket_woken note_added customer_wrote ticket_read reply_withdrawn file_attached diagnosed part_used
    part_taken_back line_added line_voided cover_overridden return_chosen quality_checked
    repair_cancelled repair_reopened goodwill_asked goodwill_answered goodwill_withdrawn unit_moved unit_planned technician_set""".split()
)
LINK_IN_MESSAGES: Final = declare(
    KnownSetting(
        "link_in_messages",
        bool,
        True,
        "Messages to customers carry the link to their page. Switch it off where a provider forbids links.",
        room="correspondence",
    )
)


class Kind(StrEnum):
    """What a message is about, as far as the house may keep it to itself: a ticket alone, an order, or one that ended as an exchange."""

    TICKET = "ticket"
    REPAIR = "repair"
    EXCHANGE = "exchange"


def _switch(template: str) -> KnownSetting:
    return declare(
        KnownSetting(
            f"untold_{template}",
            str,
            "",
            "Kinds of work of which customers are not told this; empty: they are told of all.",
            form=r"(ticket|repair|exchange)( (ticket|repair|exchange))*",
            like="repair exchange",
            room="correspondence",
        )
    )


SWITCHES: Final[Mapping[str, KnownSetting]] = {
    template: _switch(template) for templates in TOLD.values() for template in templates
}


def told(kind: Kind, untold: str) -> bool:
    """Whether a message about such work goes out, by its setting."""
    return kind not in untold.split()


def kind_of(order: repairs.OrderFacts | None, outcome: str = "") -> Kind:
    if order is None:
        return Kind.TICKET
    return Kind.EXCHANGE if outcome == "exchanged" else Kind.REPAIR


CUSTOMER: Final = "customer"


def language_for(party: PartyFacts | None, centre: CentreFacts | None, company: CompanyFacts) -> str:
    """The customer's own language, else that of the centre, else of the company; one that the company speaks."""
    wanted = (party and party.language, centre and centre.language, company.default_language)
    spoken = company.languages or LANGUAGES
    return next((language for language in wanted if language in spoken), "en")


def recipient(party: PartyFacts | None, centre: CentreFacts | None, company: CompanyFacts) -> Recipient:
    """How a message reaches the customer. Without a customer: nobody, which is kept as a suppressed message."""
    zone = (party and party.zone) or (centre and centre.zone) or "UTC"
    language = language_for(party, centre, company)
    return reached(party, language, zone)


def address_words(
    party: PartyFacts | None,
    centre: CentreFacts | None,
    company: CompanyFacts,
    language: str,
    phone: str = "",
    email: str = "",
    address: str = "",
    hours: str = "",
) -> dict[str, str]:
    """What every message says: who is written to, who writes, and how to reach them (`phone`, `email`, `address`, `hours`; empty:
    not said)."""
    house = say(company.name, language)
    return {
        "name": party.name if party else "",
        "company": house,
        "centre": say(centre.name, language) if centre else house,
        "phone": phone,
        "email": email,
        "address": address,
        "hours": hours,
    }


def device_words(items: Sequence[ItemFacts], language: str) -> dict[str, str]:
    """Product and serial where it is about one unit; empty words where it is about several or none."""
    if len(items) != 1:
        return {"product": "", "serial": ""}
    (item,) = items
    # Many a model's name begins with its maker's, and nobody says it twice.
    name = say(item.product_name, language) or item.sku
    full = name if not item.brand or name.casefold().startswith(item.brand.casefold()) else f"{item.brand} {name}"
    return {"product": full, "serial": item.serial or ""}


_PIECE: Final = 400  # of a line: a single place in a message takes no more than 500 letters


def reply_words(known: Mapping[str, Any], number: str, body: str) -> dict[str, Any]:
    """What a reply says: its lines as they were typed, each in pieces, so that none of it is cut."""
    lines = [line.rstrip() for line in body.strip().splitlines()]
    pieces = [[line[at : at + _PIECE] for at in range(0, len(line), _PIECE)] for line in lines]
    return {**known, "number": number, "lines": pieces}


def estimate_words(event: repairs.EstimateSent, today: date) -> dict[str, Any]:
    return {
        "number": event.number,
        "order_number": event.order_number,
        "total": {"amount": event.customer_total + event.customer_tax, "currency": event.currency},
        "valid_until": event.valid_until,
        "days": max(0, (event.valid_until - today).days),
    }


def ready_words(event: repairs.RepairClosed, due: Money) -> dict[str, Any]:
    """`due`: what the customer is charged for the order, tax included; nothing is said of a sum that is not above zero."""
    return {
        "order_number": event.number,
        "count": max(1, len(event.item_ids)),
        "outcome": event.outcome,
        "due": {"amount": due.amount, "currency": due.currency} if due.amount > 0 else None,
    }


def answer_words(event: repairs.EstimateAnswered, estimate: repairs.EstimateFacts) -> dict[str, Any]:
    """What was answered, and the sum that it was about, tax included where it was kept."""
    total = estimate.customer_total if estimate.customer_gross is None else estimate.customer_gross
    return {
        "number": event.number,
        "order_number": event.order_number,
        "answer": event.answer,
        "total": {"amount": total, "currency": estimate.currency},
    }


def thread_of(found: repairs.OrderFacts | tickets.TicketFacts) -> str:
    if isinstance(found, repairs.OrderFacts):
        return thread(found.ticket_id, found.id)
    return thread(found.id)


def thread(ticket_id: UUID | None, order_id: UUID | None = None) -> str:
    """All that is said about one matter: by its ticket, else by the order that began without one."""
    return f"ticket:{ticket_id}" if ticket_id else f"repair:{order_id}"
