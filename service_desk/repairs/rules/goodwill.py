"""Goodwill on an order: its states, and what it leaves of the customer's part of a line (LINE-7)."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.foundation.money import Money
from service_desk.repairs.rules.lines import Share
from service_desk.warranty.rules import Payer
from service_desk.warranty.rules.goodwill import offered

ASK_RIGHT: Final = "repairs.work"
ANSWER_RIGHT: Final = "warranty.goodwill"
_PLACES: Final = Decimal("0.0001")


class GoodwillState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STANDING: Final = frozenset({GoodwillState.ASKED, GoodwillState.GRANTED})


@dataclass(frozen=True, slots=True)
class GoodwillLine:
    line_id: UUID
    amount: Decimal


@dataclass(frozen=True, slots=True)
class GoodwillFacts:
    """`amount` is the sum of its `lines` in `currency`: what was asked for, and once it is granted what was granted."""

    id: UUID
    order_id: UUID
    order_number: str
    state: GoodwillState
    percent: Decimal
    reason: str
    lines: tuple[GoodwillLine, ...]
    amount: Decimal
    currency: str
    asked_at: datetime
    asked_by: UUID
    answered_at: datetime | None
    answered_by: UUID | None
    answer_note: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Favour:
    """Granted goodwill of one line: `percent` of what the customer would pay, and never more than `most`."""

    percent: Decimal
    most: Decimal
    reason: str


def favoured(shares: tuple[Share, ...], total: Money, favour: Favour) -> tuple[Share, ...]:
    """The shares with a part of the customer's borne as goodwill; as they were where that comes to nothing (SET-10).

    The sum stays exact: the customer has what is left.
    """
    own = next((share for share in shares if share.payer == Payer.CUSTOMER), None)
    if own is None or own.amount <= 0:
        return shares
    wanted = offered(Money(own.amount, total.currency), favour.percent).amount
    amount = min(wanted, favour.most)
    if amount <= 0:
        return shares
    if amount == own.amount:
        percent = own.percent
    elif amount == wanted:
        percent = own.percent * favour.percent / 100
    else:
        percent = (amount * 100 / total.amount).quantize(_PLACES)
    given = Share(Payer.GOODWILL, percent, amount)
    left = replace(own, percent=own.percent - percent, amount=own.amount - amount)
    return (*(share for share in shares if share is not own), given, *((left,) if left.amount else ()))


@dataclass(frozen=True)
class GoodwillAsked:
    """Somebody asks that `percent` of what the customer would pay of these lines be borne by us: `amount` in all."""

    order_id: UUID
    number: str
    goodwill_id: UUID
    percent: Decimal
    amount: Decimal
    currency: str
    line_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class GoodwillAnswered:
    """Granted or refused, by another person than asked; `amount` is what was granted in all, 0 when refused."""

    order_id: UUID
    number: str
    goodwill_id: UUID
    state: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class GoodwillWithdrawn:
    """Taken back before it was closed; the customer's part is what it was without it."""

    order_id: UUID
    number: str
    goodwill_id: UUID
