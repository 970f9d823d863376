"""Who has the same page open, and who writes there: told from stream to stream, and kept nowhere.

Each open stream of a page says that it came, answers whoever comes after it, says again from time to time that it is still there, and
that it left. A process that dies says nothing: who was not heard of for a while is gone.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from markupsafe import Markup

from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import HUB, RESYNC
from service_desk.foundation.reader import Reader

BEAT_SECONDS: Final = 20.0
GONE_SECONDS: Final = 50.0  # two beats may be lost
WRITES_SECONDS: Final = 10.0  # the page says so again while somebody types


# What a stream says of itself, and a page of whoever types there.
CAME, HERE, WRITES, LEFT = "came", "here", "writes", "left"


@dataclass(frozen=True, slots=True)
class Place:
    """Of a room: whether this reader may be at that record, and how the others are drawn: those who look, those who write."""

    may_enter: Callable[[UUID, Reader], Awaitable[bool]]
    draw: Callable[[Reader, Collection[UUID], Collection[UUID]], Awaitable[Markup]]


PLACES: Final[dict[str, Place]] = {}
"""Kind of record -> its place; filled when the application is built."""


def topic_of(kind: str, record_id: UUID) -> str:
    return f"at:{kind}:{record_id}"


def tell_writing(kind: str, record_id: UUID, who: UUID) -> None:
    """Whoever has that record open sees that somebody writes there."""
    HUB.announce(topic_of(kind, record_id), f"- {who} {WRITES}")


@dataclass(slots=True)
class Company:
    """What one open page knows of the others at the same record."""

    kind: str
    record_id: UUID
    me: UUID
    stream: str = field(default_factory=lambda: uuid7().hex)
    _there: dict[str, tuple[UUID, float]] = field(default_factory=dict)  # stream -> who, and until when without news
    _writes: dict[UUID, float] = field(default_factory=dict)
    _beat: float = 0.0
    _shown: tuple[frozenset[UUID], frozenset[UUID]] = (frozenset(), frozenset())

    @property
    def topic(self) -> str:
        return topic_of(self.kind, self.record_id)

    def tell(self, told: str, now: float) -> None:
        self._beat = now + BEAT_SECONDS
        HUB.announce(self.topic, f"{self.stream} {self.me} {told}")

    def hear(self, topic: str, key: str, now: float) -> None:
        """News of this place; those of others are nothing to it."""
        if (topic, key) == RESYNC:  # what was told meanwhile is lost: who is there says so again
            self.tell(CAME, now)
            return
        if topic != self.topic:
            return
        stream, who, told = key.split(" ")
        if stream == self.stream:
            return
        if told == WRITES:
            self._writes[UUID(who)] = now + WRITES_SECONDS
        elif told == LEFT:
            self._there.pop(stream, None)
        else:
            self._there[stream] = UUID(who), now + GONE_SECONDS
            if told == CAME:
                self.tell(HERE, now)

    def wait(self, now: float) -> float:
        """For how long nothing is to be done."""
        ends = [self._beat, *self._writes.values(), *(until for _, until in self._there.values())]
        return max(min(ends) - now, 0.05)

    def tick(self, now: float) -> None:
        """Forget who was not heard of; say that one is still there."""
        self._there = {stream: told for stream, told in self._there.items() if told[1] > now}
        self._writes = {who: until for who, until in self._writes.items() if until > now}
        if self._beat <= now:
            self.tell(HERE, now)

    def changed(self) -> tuple[frozenset[UUID], frozenset[UUID]] | None:
        """(who looks, who writes), where that is another than was shown; oneself is neither."""
        there = frozenset(who for who, _ in self._there.values()) - {self.me}
        writing = frozenset(self._writes) & there
        seen = there - writing, writing
        if seen == self._shown:
            return None
        self._shown = seen
        return seen
