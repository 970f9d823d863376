"""Who is told, and on which medium."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Medium(StrEnum):
    """The way a message takes; which provider carries it is a setting (`channels/`)."""

    SMS = "sms"
    EMAIL = "email"
    WHATSAPP = "whatsapp"


class Category(StrEnum):
    """Why we write: it decides about consent and quiet hours."""

    SERVICE = "service"  # about the customer's own job: allowed until they object
    URGENT = "urgent"  # safety, "the technician is at the door": at any hour
    OPTIONAL = "optional"  # surveys, offers: only after a yes


NOBODY = "nobody"  # key of a recipient when the matter names no person at all
PRIORITY = {Category.URGENT: 9, Category.SERVICE: 5, Category.OPTIONAL: 1}


@dataclass(frozen=True)
class Recipient:
    """One person as this message sees them.

    key: opaque and stable (the party's id): messages to one key keep their order, consent is kept per key.
    addresses: at most one per medium; E.164 for sms and whatsapp, an e-mail address for email.
    zone: IANA name, for quiet hours and dates. `language` is one of the five; others are answered in English.
    """

    key: str
    language: str
    zone: str
    addresses: Mapping[Medium, str] = field(default_factory=dict)

    def reachable(self, order: Sequence[Medium]) -> tuple[Medium, ...]:
        return tuple(medium for medium in order if self.addresses.get(medium))
