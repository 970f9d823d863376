"""Facts that other rooms read about parties, and the events of this room: ids, nothing personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service_desk.foundation.errors import BY_CONSTRAINT, Conflict
from service_desk.parties.rules.written import AddressKind, ContactKind, PartyKind


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach a party; `value` is E.164 or a lower-case mail address."""

    kind: ContactKind
    value: str
    label: str = ""
    preferred: bool = False


def first(contacts: Sequence[Contact], kind: str) -> str | None:
    """The preferred value of a kind, else the first."""
    of_kind = [c for c in contacts if c.kind == kind]
    return next((c.value for c in of_kind if c.preferred), of_kind[0].value if of_kind else None)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    id: UUID
    kind: AddressKind
    lines: str
    city: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What a member of staff wrote about a party, and when."""

    id: UUID
    body: str
    written_at: datetime
    written_by: UUID


@dataclass(frozen=True, slots=True)
class Merger:
    """Two entries that were made one; `undone_at` where they stand alone again."""

    id: UUID
    alias_id: UUID
    alias_name: str
    into_id: UUID
    into_name: str
    at: datetime
    by_id: UUID
    undone_at: datetime | None
    undone_by: UUID | None


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """`id` is the party itself even when it was asked for by an alias that was merged into it."""

    id: UUID
    kind: PartyKind
    name: str
    language: str
    zone: str | None
    currency: str | None
    roles: tuple[str, ...]
    contacts: tuple[Contact, ...]
    version: int
    retired: bool = False

    def reach(self, kind: str) -> str | None:
        """The preferred value of a kind, else the first."""
        return first(self.contacts, kind)


@dataclass(frozen=True)
class PartyCreated:
    party_id: UUID


@dataclass(frozen=True)
class PartiesLoaded:
    """One per batch of a bulk load."""

    batch_id: UUID
    added: int
    already_there: int


@dataclass(frozen=True)
class PartiesUnloaded:
    """Parties of a bulk load that nobody had used are gone again."""

    batch_id: UUID
    removed: int


@dataclass(frozen=True)
class PartyChanged:
    party_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PartyMerged:
    party_id: UUID
    into_id: UUID


@dataclass(frozen=True)
class PartyUnmerged:
    party_id: UUID
    from_id: UUID


@dataclass(frozen=True)
class PartyRetired:
    party_id: UUID


@dataclass(frozen=True)
class PartyRevived:
    party_id: UUID


@dataclass(frozen=True)
class PartyErased:
    party_id: UUID


class CustomerErased(Conflict):
    code = "customer_erased"
    message = "The data of this customer were erased, and nothing new is kept under their entry. Enter whoever comes now as a new customer."


BY_CONSTRAINT["customer_erased"] = CustomerErased


def pseudonym(party_id: UUID) -> str:
    """What an erased party is called: always the same, and nobody's name."""
    return f"Erased {str(party_id)[-12:]}"
