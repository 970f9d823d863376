"""Who does something: ids and rights, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from service_desk.foundation.errors import CompanyOnly, Forbidden, NotFound

ActorKind = Literal["staff", "token", "link", "system"]  # link: a customer who opened theirs
_NOTHING: Mapping[UUID, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Actor:
    """`rights` hold in every centre, `grants` in the named ones; `*` is every right. `centres` None means all of them."""

    id: UUID
    kind: ActorKind
    rights: frozenset[str] = frozenset()
    centres: frozenset[UUID] | None = frozenset()
    grants: Mapping[UUID, frozenset[str]] = field(default_factory=lambda: _NOTHING)
    language: str = "en"

    def may(self, right: str, centre_id: UUID | None = None) -> bool:
        """Without a centre: somewhere. With one: there."""
        if right in self.rights or "*" in self.rights:
            return True
        there = self.grants.values() if centre_id is None else (self.grants.get(centre_id, frozenset()),)
        return any(right in held or "*" in held for held in there)

    def require(self, right: str, centre_id: UUID | None = None) -> None:
        if not self.may(right, centre_id):
            raise Forbidden(right=right)

    def require_company(self, right: str) -> None:
        """For what the whole company shares, its books and its staff: a right in some centres is not enough."""
        if right not in self.rights and "*" not in self.rights:
            raise CompanyOnly(right=right) if self.may(right) else Forbidden(right=right)

    def require_row(self, right: str, centre_id: UUID, *, kind: str, key: object) -> None:
        """A row of a centre one may not see is answered like one that is not there."""
        if not self.sees(centre_id):
            raise NotFound(kind=kind, key=key)
        self.require(right, centre_id)

    def where(self, right: str, centre_id: UUID | None = None) -> frozenset[UUID] | None:
        """The centres in which the right holds, for a list or a row that is read; None: all of them.

        With `centre_id` that one alone; one that may not be seen is answered like one that is not there.
        """
        if centre_id is not None:
            self.require_row(right, centre_id, kind="service centre", key=centre_id)
            return frozenset({centre_id})
        if right in self.rights or "*" in self.rights:
            return self.centres
        return frozenset(centre for centre, held in self.grants.items() if right in held or "*" in held)

    def sees(self, centre_id: UUID) -> bool:
        return self.centres is None or centre_id in self.centres

    def require_centre(self, centre_id: UUID) -> None:
        """A centre one may not see is answered like one that is not there."""
        if not self.sees(centre_id):
            raise NotFound(kind="service centre", key=centre_id)


SYSTEM = Actor(id=UUID(int=0), kind="system", rights=frozenset({"*"}), centres=None)
