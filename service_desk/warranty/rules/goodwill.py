"""Goodwill: never automatic, a share of what the customer would pay, within the approver's limit (LINE-7, SET-10)."""

from dataclasses import replace
from decimal import Decimal

from service_desk.foundation.errors import Forbidden, Invalid
from service_desk.foundation.money import Money
from service_desk.warranty.rules.verdicts import Hint, LineVerdict
from service_desk.warranty.rules.vocabulary import Payer, Reason, Verdict


class AboveYourLimit(Forbidden):
    code = "above_your_limit"
    message = (
        "This goodwill comes to {share}, above your limit of {limit}. Ask someone with a higher limit to approve it."
    )


class GoodwillNeedsReason(Invalid):
    code = "goodwill_needs_reason"
    message = "Say why goodwill is given; the reason is kept with the decision."


class NotAGoodwillShare(Invalid):
    code = "not_a_goodwill_share"
    message = "Goodwill is more than 0 % and at most 100 % of what the customer would pay, not {percent} %."


class GoodwillIsNothing(Invalid):
    code = "goodwill_is_nothing"
    message = (
        "{percent} % of what the customer would pay ({owed}) comes to nothing. Set the prices first, or give more."
    )


def offered(owed: Money, percent: Decimal) -> Money:
    """What goodwill of `percent` bears of the `owed` that is left to the customer, half-up; it may round to zero (DATE-9).

    Raises NotAGoodwillShare.
    """
    if not percent.is_finite() or not 0 < percent <= 100:
        raise NotAGoodwillShare(percent=percent, field="percent")
    return owed.share(percent)


def within(share: Money, limit: Money) -> None:
    """Both in one currency. Raises AboveYourLimit."""
    if share.amount > limit.amount:
        raise AboveYourLimit(share=share, limit=limit)


def granted(line: LineVerdict, percent: Decimal, why: str) -> LineVerdict:
    """The verdict of a line that goodwill bears a part of. A warranty that bears some already stays its payer; what was said
    before stays as a hint."""
    if line.verdict is Verdict.COVERED:
        return replace(line, hints=(*line.hints, Hint(Reason.GOODWILL, {"why": why})))
    hints = (Hint(line.reason), *line.hints)
    return replace(
        line, verdict=Verdict.COVERED, percent=percent, payer=Payer.GOODWILL, reason=Reason.GOODWILL, hints=hints
    )
