"""Records by what people call them: a number, a code, a SKU, a log-in name. The id of the one that is meant."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.i18n import code_form, latin_digits

Resolve = Callable[[str, Actor], Awaitable[UUID | int]]
ResolveWithin = Callable[[str, Actor, UUID], Awaitable[UUID]]
MOST_CHOICES: Final = 10
_LONGEST: Final = 200
_NUMBER: Final = re.compile("([A-Z0-9]{1,8}-[A-Z]{1,3}-)([0-9]{1,9})")


class Ambiguous(Conflict):
    code = "ambiguous_name"
    message = "Several records are called '{key}'. Say which one is meant: {options}."


@dataclass(frozen=True, slots=True)
class Named:
    """A kind of record at the doors. `fields`: where it is named; `also`: what is taken beside its id, in words.

    `table` keeps its `version`, where it has one. Without a resolver only ids are taken. What has a name only within another
    record has `within`: the field of that one, and the resolver. `told_by`: the field that says which kind it is, and for each
    of its words the field of that kind.
    """

    fields: tuple[str, ...]
    resolve: Resolve | None = None
    also: str = ""
    example: str = ""
    table: str | None = None
    within: tuple[str, ResolveWithin] | None = None
    told_by: tuple[str, Mapping[str, str]] | None = None


def code(text: str) -> str:
    """As codes are kept, in the form in which they are compared."""
    return code_form(text)


def number(text: str) -> str:
    """BER-T-000123, however many of its zeros were written."""
    written = code(text)
    parts = _NUMBER.fullmatch(written)
    return f"{parts[1]}{int(parts[2]):06d}" if parts else written


def as_written(text: str) -> str:
    return latin_digits(text).strip()


def looked_up(kind: str, sql: str, fold: Callable[[str], str] = code) -> Resolve:
    """A resolver from a statement over $1, what was written, and $2, the centres that may be seen (null: all).

    It gives `id` and `alone`, by which each of several may be called.
    """

    async def resolve(text: str, by: Actor) -> UUID:
        seen = None if by.centres is None else list(by.centres)
        rows = await fetch(sql, fold(text[:_LONGEST]), seen)
        return the_one(kind, text, [(row["id"], row["alone"]) for row in rows])

    return resolve


async def id_meant(written: str, named: Resolve, by: Actor) -> UUID:
    """For commands, to which records are named as at the doors: by their id, or by what people call them."""
    try:
        return UUID(written.strip())
    except ValueError:
        found = await named(written, by)
        assert isinstance(found, UUID)
        return found


def the_one(kind: str, text: str, found: Iterable[tuple[UUID, str]]) -> UUID:
    """Raises NotFound; or Ambiguous, which tells how each may be called alone."""
    known = dict(found)
    if not known:
        raise NotFound(kind=kind, key=text[:_LONGEST])
    if len(known) > 1:
        raise Ambiguous(key=text[:_LONGEST], options=list(known.values())[:MOST_CHOICES])
    return next(iter(known))


def looked_up_within(kind: str, sql: str) -> ResolveWithin:
    """A resolver from a statement over $1, what was written, and $2, the record in which it has that name; it gives `id` and
    `alone`. Whoever may not see that record is refused by the door."""

    async def resolve(text: str, _by: Actor, whole: UUID) -> UUID:
        rows = await fetch(sql, as_written(text[:_LONGEST]), whole)
        return the_one(kind, text, [(row["id"], row["alone"]) for row in rows])

    return resolve
