"""What a channel is to the dispatcher: the small seam to the world outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from notifications.message import Medium, Outcome, Sent, Verdict
from service_desk.foundation.errors import DeskError


@dataclass(frozen=True)
class Outgoing:
    """A message as a channel needs it. `ref` is ours: random, once for ever, the same on every try."""

    id: UUID
    ref: str
    medium: Medium
    address: str
    language: str
    category: str
    thread: str
    subject: str
    body: str
    content_sid: str | None
    params: Mapping[str, Any]
    said_at: datetime
    first_call_at: datetime | None
    provider_ids_in_use: frozenset[str] = frozenset()


class CannotAsk(Exception):
    """The provider cannot be asked just now; ask again later."""


class Channel(Protocol):
    """One provider.

    policy: what its error codes mean; a code that is not there means `otherwise`.
    heal_after: how long a message stays `unknown` before the provider is asked about it.
    harmless: a second copy does no harm at all, so what is not found is simply sent again.
    call_seconds: the longest a send may take; then its outcome is unknown.
    """

    name: str
    policy: Mapping[str, Verdict]
    otherwise: Verdict
    heal_after: timedelta
    harmless: bool
    call_seconds: float

    async def send(self, message: Outgoing, /) -> Outcome:
        """Try once. Raises nothing that it can name: every failure is an outcome."""
        ...

    async def find(self, message: Outgoing, /) -> Sent | None:
        """Ask whether an earlier try arrived. None: it did not, or this provider cannot tell. Raises CannotAsk."""
        ...

    async def check(self) -> DeskError | None:
        """Connect and sign in, but send nothing: what is wrong, or None."""
        ...

    async def close(self) -> None: ...
