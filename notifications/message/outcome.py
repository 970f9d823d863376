"""What one call to a provider came to. Its class says whether the message may be sent again."""

from dataclasses import dataclass
from decimal import Decimal

from notifications.message.states import State


@dataclass(frozen=True)
class Sent:
    """The provider has it. Its own id and word are kept; `state` is theirs mapped to ours."""

    provider_id: str
    state: State = State.ACCEPTED
    provider_state: str = ""
    price: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Refused:
    """The provider certainly did not take it, for a reason that the channel's error policy looks up by `code`."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class Later:
    """Certainly not taken, and it may go the next time. `after` seconds if the provider said so."""

    code: str
    text: str = ""
    after: float | None = None


@dataclass(frozen=True)
class Unknown:
    """It may have been sent. Never sent again blindly: the dispatcher heals it."""

    code: str
    text: str = ""


Outcome = Sent | Refused | Later | Unknown
