"""What customers are told on the way of their ticket and order, in five languages; one folder each, one file per language."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from notifications.message import Category
from notifications.templates import Template, register

_HERE: Final = Path(__file__).parent
_ANYONE: Final = {
    "name": "Ada Lovelace",
    "company": "Aftercare",
    "centre": "Berlin",
    "phone": "+49 30 901820",
    "email": "service@example.com",
    "hours": "Mon–Fri 9:00–18:00; Sat 10:00–14:00",
    "address": "Hauptstraße 1, 10827 Berlin",
    "link": "https://service.example.com/l/Qm3v0XkZr8s1yTn5WcAaPfLdE2g",
}
_PRICE: Final = {"amount": Decimal("1234.50"), "currency": "EUR"}

TICKET_RECEIVED: Final = Template(
    key="ticket_received",
    folder=_HERE / "ticket_received",
    category=Category.SERVICE,
    sample=_ANYONE
    | {"number": "BER-T-000123", "product": "Drill D-100", "serial": "S1", "reported_on": date(2026, 3, 14)},
    valid_for=timedelta(days=2),
)
ESTIMATE_READY: Final = Template(
    key="estimate_ready",
    folder=_HERE / "estimate_ready",
    category=Category.SERVICE,
    sample=_ANYONE
    | {
        "number": "BER-E-000007",
        "order_number": "BER-R-000042",
        "total": _PRICE,
        "valid_until": date(2026, 3, 28),
        "days": 14,
    },
)
REPAIR_READY: Final = Template(
    key="repair_ready",
    folder=_HERE / "repair_ready",
    category=Category.SERVICE,
    sample=_ANYONE
    | {
        "order_number": "BER-R-000042",
        "count": 1,
        "product": "Drill D-100",
        "serial": "S1",
        "outcome": "repaired",
        "due": _PRICE,
    },
    valid_for=timedelta(days=14),
    spare=frozenset({"hours"}),
)
_ORDER: Final = _ANYONE | {"order_number": "BER-R-000042", "product": "Drill D-100", "serial": "S1"}
REPAIR_RECEIVED: Final = Template(
    key="repair_received",
    folder=_HERE / "repair_received",
    category=Category.SERVICE,
    sample=_ORDER,
    valid_for=timedelta(days=2),
)
REPAIR_BEGUN: Final = Template(
    key="repair_begun",
    folder=_HERE / "repair_begun",
    category=Category.SERVICE,
    sample=_ORDER,
    valid_for=timedelta(days=2),
)
REPAIR_WAITING: Final = Template(
    key="repair_waiting",
    folder=_HERE / "repair_waiting",
    category=Category.SERVICE,
    sample=_ORDER,
    valid_for=timedelta(days=2),
)
ESTIMATE_ANSWERED: Final = Template(
    key="estimate_answered",
    folder=_HERE / "estimate_answered",
    category=Category.SERVICE,
    sample=_ANYONE | {"number": "BER-E-000007", "order_number": "BER-R-000042", "answer": "accepted", "total": _PRICE},
    valid_for=timedelta(days=14),
)
REPAIR_HANDED_OVER: Final = Template(
    key="repair_handed_over",
    folder=_HERE / "repair_handed_over",
    category=Category.SERVICE,
    sample=_ORDER | {"handed_over_on": date(2026, 3, 14)},
    valid_for=timedelta(days=7),
)
LINK_AGAIN: Final = Template(
    key="link_again",
    folder=_HERE / "link_again",
    category=Category.SERVICE,
    sample=_ANYONE | {"number": "BER-R-000042"},
    valid_for=timedelta(hours=12),
)
MESSAGES: Final = (
    TICKET_RECEIVED,
    REPAIR_RECEIVED,
    REPAIR_BEGUN,
    REPAIR_WAITING,
    ESTIMATE_READY,
    ESTIMATE_ANSWERED,
    REPAIR_READY,
    REPAIR_HANDED_OVER,
    LINK_AGAIN,
)
REPLY: Final = Template(
    key="ticket_reply",
    folder=_HERE / "ticket_reply",
    category=Category.SERVICE,
    sample=_ANYONE | {"number": "BER-T-000123", "lines": [["Thank you."], [], ["The part is on its way."]]},
    valid_for=timedelta(days=2),
)
_TICKET: Final = _ANYONE | {
    "number": "BER-T-000123",
    "product": "Drill D-100",
    "serial": "S1",
    "reported_on": date(2026, 3, 14),
    "order_number": "BER-R-000042",
}
REPLIES: Final = tuple(
    Template(key=key, folder=_HERE / key, category=Category.SERVICE, sample=_TICKET)
    for key in ("reply_photo", "reply_receipt", "reply_call")
)
register(*MESSAGES, REPLY, *REPLIES)
