"""Three sides of an entry, as in a merge: what is shipped now, what was shipped last, what the company holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from service_desk.foundation.differing import Change, compare
from service_desk.foundation.starter import Entries, Value


class Standing(StrEnum):
    """NEW: shipped and not held. CHANGED: the release changed it, the company did not. RETIRED: no longer shipped, and the
    company did not change it. YOURS: the company changed it or took it out; kept unless it is asked for by name.
    """

    NEW = "new"
    CHANGED = "changed"
    RETIRED = "retired"
    YOURS = "yours"


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is held otherwise than it is shipped. None: it is not there on that side.

    news: the release changed it since the company last looked; without it only the company's own change is told.
    """

    source: str
    key: str
    standing: Standing
    shipped: dict[str, Any] | None
    held: dict[str, Any] | None
    news: bool

    @property
    def name(self) -> str:
        return f"{self.source}/{self.key}"


@dataclass(frozen=True)
class StarterUpdated:
    """What a release ships was taken; `kept` entries differ and were left as the company has them."""

    batch_id: UUID
    new: int
    changed: int
    retired: int
    kept: int


def differences(source: str, shipped: Entries, last: Entries, held: Entries) -> Iterator[Difference]:
    """In the order of the release, what it no longer ships last."""
    for key, value in shipped.items():
        there, before = held.get(key), last.get(key)
        if there == value:
            continue
        if there is None and before is None:
            standing = Standing.NEW
        elif there is not None and there == before:
            standing = Standing.CHANGED
        else:
            standing = Standing.YOURS
        yield _difference(source, key, standing, value, there, news=before != value)
    for key, before in last.items():
        if key in shipped or (there := held.get(key)) is None:
            continue
        standing = Standing.RETIRED if there == before else Standing.YOURS
        yield _difference(source, key, standing, None, there, news=True)


def _difference(
    source: str, key: str, standing: Standing, shipped: Value | None, held: Value | None, *, news: bool
) -> Difference:
    return Difference(
        source, key, standing, None if shipped is None else dict(shipped), None if held is None else dict(held), news
    )


def changes(difference: Difference) -> list[Change]:
    """What differs, part by part; of an entry that is missing on one side, everything."""
    return compare(difference.held, difference.shipped)
