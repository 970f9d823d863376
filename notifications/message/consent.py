"""Whether we may write to someone: their own word per medium and category, and addresses that must not be used."""

from dataclasses import dataclass
from enum import StrEnum

from notifications.message.people import Category


@dataclass(frozen=True)
class ConsentFact:
    """The last word of a person for a medium and a category: yes (`given`) or no."""

    given: bool


class SuppressionReason(StrEnum):
    """Why an address is not used on a medium any more."""

    OPTED_OUT = "opted_out"  # they wrote STOP, or told us
    BOUNCED = "bounced"  # what was sent there came back
    BAD_ADDRESS = "bad_address"  # the provider knows no such address
    COMPLAINT = "complaint"  # they called it spam


@dataclass(frozen=True)
class Allowance:
    """`reason` says why not, in a word that is stored with the message."""

    allowed: bool
    reason: str | None = None


def allowance(category: Category, consent: ConsentFact | None, suppressed: str | None) -> Allowance:
    """May it go?

    suppressed: why this address is on the list of this medium (SuppressionReason), or None.
    A suppressed address gets nothing, not even urgent words: the provider would refuse, and the law may.
    """
    if suppressed is not None:
        return Allowance(False, suppressed)
    if category is Category.URGENT:
        return Allowance(True)
    if consent is not None and not consent.given:
        return Allowance(False, "consent_withdrawn")
    if category is Category.OPTIONAL and consent is None:
        return Allowance(False, "no_consent")
    return Allowance(True)
