"""Where a party is reached, for each medium of messages."""

from notifications.message import NOBODY, Medium, Recipient
from service_desk.foundation.phones import takes_sms
from service_desk.parties.rules.facts import PartyFacts
from service_desk.parties.rules.written import ContactKind


def recipient(party: PartyFacts | None, language: str = "en", zone: str = "UTC") -> Recipient:
    """Without a party: nobody, which is kept as a suppressed message."""
    if party is None:
        return Recipient(NOBODY, language, zone)
    found = {
        Medium.SMS: _phone(party),
        Medium.EMAIL: party.reach(ContactKind.EMAIL),
        Medium.WHATSAPP: party.reach(ContactKind.WHATSAPP),
    }
    return Recipient(str(party.id), language, zone, {medium: at for medium, at in found.items() if at})


def _phone(party: PartyFacts) -> str | None:
    """The first mobile, preferred ones before others; a landline only where there is no mobile, to keep the reason."""
    phones = sorted((c for c in party.contacts if c.kind == ContactKind.PHONE), key=lambda c: not c.preferred)
    values = [contact.value for contact in phones]
    return next((value for value in values if takes_sms(value)), next(iter(values), None))
