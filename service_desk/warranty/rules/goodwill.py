"""Goodwill: never automatic, a share of what the customer would pay, within the approver's limit (LINE-7)."""

from dataclasses import replace
from decimal import Decimal

from service_desk.foundation.errors import Forbidden, Invalid
from service_desk.foundation.money import Money, zero
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


def grant(
    line: LineVerdict, total: Money, percent: Decimal, *, why: str, limit: Money
) -> tuple[LineVerdict, dict[Payer, Money]]:
    """The line with `percent` of the customer's part borne as goodwill, and who pays what. Raises AboveYourLimit.

    The warranty's share, if there is one, comes first; goodwill is reckoned from what is left of it (DATE-9).
    """
    if not why.strip():
        raise GoodwillNeedsReason(field="why")
    if not 0 < percent <= 100:
        raise NotAGoodwillShare(percent=percent, field="percent")
    shares = line.shares(total)
    owed = shares.get(Payer.CUSTOMER, zero(total.currency))
    share = owed.share(percent)
    if share.currency == limit.currency and share.amount > limit.amount:
        raise AboveYourLimit(share=share, limit=limit)
    shares = shares | {Payer.GOODWILL: share, Payer.CUSTOMER: owed - share}
    if line.verdict is Verdict.COVERED:
        return replace(line, hints=(*line.hints, Hint(Reason.GOODWILL, {"why": why}))), shares
    hints = (Hint(line.reason), *line.hints)
    return (
        replace(
            line, verdict=Verdict.COVERED, percent=percent, payer=Payer.GOODWILL, reason=Reason.GOODWILL, hints=hints
        ),
        {payer: amount for payer, amount in shares.items() if amount.amount},
    )
