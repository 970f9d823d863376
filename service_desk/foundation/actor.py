"""Who does something: ids and rights, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from service_desk.foundation.errors import Forbidden, NotFound

ActorKind = Literal["staff", "token", "system"]
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

    def sees(self, centre_id: UUID) -> bool:
        return self.centres is None or centre_id in self.centres

    def require_centre(self, centre_id: UUID) -> None:
        """A centre one may not see is answered like one that is not there."""
        if not self.sees(centre_id):
            raise NotFound(kind="service centre", key=centre_id)


SYSTEM = Actor(id=UUID(int=0), kind="system", rights=frozenset({"*"}), centres=None)
