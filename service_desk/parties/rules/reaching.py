"""Where a party is reached, for each medium of messages."""

from collections.abc import Sequence

from notifications.message import NOBODY, Medium, Recipient
from service_desk.foundation.phones import takes_sms
from service_desk.parties.rules.facts import Contact, PartyFacts, first
from service_desk.parties.rules.written import ContactKind


def recipient(party: PartyFacts | None, language: str = "en", zone: str = "UTC") -> Recipient:
    """Without a party: nobody, which is kept as a suppressed message."""
    if party is None:
        return Recipient(NOBODY, language, zone)
    return Recipient(str(party.id), language, zone, addresses(party.contacts))


def addresses(contacts: Sequence[Contact]) -> dict[Medium, str]:
    """The address of each medium that there is one for: the preferred, else the first."""
    found = {
        Medium.SMS: _phone(contacts),
        Medium.EMAIL: first(contacts, ContactKind.EMAIL),
        Medium.WHATSAPP: first(contacts, ContactKind.WHATSAPP),
    }
    return {medium: at for medium, at in found.items() if at}


def _phone(contacts: Sequence[Contact]) -> str | None:
    """The first mobile, preferred ones before others; a landline only where there is no mobile, to keep the reason."""
    phones = sorted((c for c in contacts if c.kind == ContactKind.PHONE), key=lambda c: not c.preferred)
    values = [contact.value for contact in phones]
    return next((value for value in values if takes_sms(value)), next(iter(values), None))
