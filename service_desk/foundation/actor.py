"""Who does something: ids and rights, never a name."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from service_desk.foundation.errors import Forbidden, NotFound

ActorKind = Literal["staff", "token", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`centres` None means every centre. `rights` holds named rights such as `warranty.override`; `*` is all of them."""

    id: UUID
    kind: ActorKind
    rights: frozenset[str] = frozenset()
    centres: frozenset[UUID] | None = field(default=frozenset())
    language: str = "en"

    def may(self, right: str) -> bool:
        return right in self.rights or "*" in self.rights

    def require(self, right: str) -> None:
        if not self.may(right):
            raise Forbidden(right=right)

    def sees(self, centre_id: UUID) -> bool:
        return self.centres is None or centre_id in self.centres

    def require_centre(self, centre_id: UUID) -> None:
        """A centre one may not see is answered like one that is not there."""
        if not self.sees(centre_id):
            raise NotFound(kind="service centre", key=centre_id)


SYSTEM = Actor(id=UUID(int=0), kind="system", rights=frozenset({"*"}), centres=None)
