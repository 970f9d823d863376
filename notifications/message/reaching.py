"""Whether a medium reaches somebody, and why not: in a word that is kept, and in a sentence that says what to do about it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from notifications.message.consent import Allowance, ConsentFact, allowance
from notifications.message.people import NOBODY, Category, Medium, Recipient
from service_desk.foundation.phones import takes_sms
from service_desk.foundation.sentences import said
from service_desk.foundation.written import Term

ORDER: Final = (Medium.SMS, Medium.EMAIL, Medium.WHATSAPP)
NO_ADDRESS: Final = "no_address"
NOT_THIS_WAY: Final = "not_this_way"
NO_RECIPIENT: Final = "no_recipient"
LANDLINE: Final = "not_a_mobile"
SENTENCES: Final[Mapping[str, Term]] = {
    NO_ADDRESS: Term("The customer has neither a mobile number nor an e-mail address: add one, or call them."),
    NOT_THIS_WAY: Term("The customer has no address of this kind: choose another way, or add one."),
    NO_RECIPIENT: Term("No customer is named, so nobody was told."),
    LANDLINE: Term(
        "The only phone number is a landline, which takes no text messages: add a mobile number or an e-mail address, or call them."
    ),
    "opted_out": Term("The customer asked for no more messages at this address: ask for another one, or call them."),
    "bounced": Term("What was sent to this address came back: ask the customer for the right one."),
    "bad_address": Term("The provider knows no such address: ask the customer for the right one."),
    "complaint": Term("The customer reported a message as spam: call them instead."),
    "consent_withdrawn": Term("The customer wants no such messages: call them instead."),
    "no_consent": Term("The customer has not agreed to such messages: ask them first."),
    "quiet_hours": Term("It waits for the hours in which customers may be written to."),
    "may_be_taken_back": Term("It waits some seconds, in which it can be taken back."),
}


def permission(
    recipient: Recipient, medium: Medium, category: Category, consent: ConsentFact | None, suppressed: str | None
) -> Allowance:
    """Whether they may be told on this medium, with the reason where not."""
    if not (address := recipient.addresses.get(medium)):
        return Allowance(False, NO_RECIPIENT if recipient.key == NOBODY else NO_ADDRESS)
    if medium is Medium.SMS and not takes_sms(address):
        return Allowance(False, LANDLINE)
    return allowance(category, consent, suppressed)


def unreached(
    recipient: Recipient,
    category: Category = Category.SERVICE,
    consents: Mapping[Medium, ConsentFact | None] = MappingProxyType({}),
    suppressed: Mapping[Medium, str | None] = MappingProxyType({}),
) -> str | None:
    """Why no medium reaches them; None where one does. Without consents and suppressions it goes by their addresses alone."""
    found = {}
    for medium in (Medium.EMAIL, Medium.WHATSAPP, Medium.SMS):  # what kind of number a phone is costs most to tell
        found[medium] = permission(recipient, medium, category, consents.get(medium), suppressed.get(medium))
        if found[medium].allowed:
            return None
    return found[telling_reason(recipient, ORDER)].reason


def telling_reason(recipient: Recipient, order: Sequence[Medium]) -> Medium:
    """Of media that all do not reach: the reason of one they do have says more than the lack of the others."""
    return next(iter(recipient.reachable(order)), order[0])


def why(reason: str | None, language: str) -> str | None:
    """The sentence of a reason of ours; None for codes of providers, which say it in their own text."""
    sentence = SENTENCES.get(reason or "")
    return None if sentence is None else said(sentence, "notifications", language)
