"""What can be done with fault codes."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.faults import queries
from service_desk.faults.rules import SCHEME, SCHEME_VERSION, FaultCodesLoaded
from service_desk.faults.starter import StarterCode, starter_codes, starter_links
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import after_commit, atomic, connection, fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7

RIGHT: Final = "warranty.policy"  # a code can take cover off, as a policy can
# A translation corrected by hand stays: only codes that are missing are added.
_ADD: Final = """
insert into fault_code (id, scheme, scheme_version, list_name, code, words, flags, position, created_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
on conflict (scheme, scheme_version, list_name, code) do nothing"""
_LINK: Final = """
insert into fault_link (id, from_id, to_id, weight)
select $1, f.id, t.id, $2 from fault_code f, fault_code t
 where f.scheme = $3 and f.scheme_version = $4 and f.list_name = 'symptom' and f.code = $5
   and t.scheme = $3 and t.scheme_version = $4 and t.list_name = 'section' and t.code = $6
on conflict (from_id, to_id, product_class) do nothing"""


@dataclass(frozen=True, slots=True)
class LoadedCodes:
    added: int
    already_there: int


async def load_starter_codes(by: Actor) -> LoadedCodes:
    """Add the starter scheme SD version 1; a second time it changes nothing."""
    by.require(RIGHT)
    now = clock.now()
    async with atomic():
        known = await fetch(
            "select list_name, code from fault_code where scheme = $1 and scheme_version = $2", SCHEME, SCHEME_VERSION
        )
        there = {(row["list_name"], row["code"]) for row in known}
        missing = [
            (position, each)
            for position, each in enumerate(starter_codes())
            if (each.list_name, each.code) not in there
        ]
        if missing:
            await _add(missing, now)
            fact = FaultCodesLoaded(uuid7(), SCHEME, SCHEME_VERSION, added=len(missing), changed=0, retired=0)
            await record(fact, subject=("fault_codes", fact.batch_id), centre_id=None, by=by)
    queries.forget()
    after_commit(queries.forget)
    return LoadedCodes(added=len(missing), already_there=len(there))


async def _add(missing: list[tuple[int, StarterCode]], now: object) -> None:
    rows = [
        (uuid7(), SCHEME, SCHEME_VERSION, each.list_name, each.code, each.words, list(each.flags), position, now)
        for position, each in missing
    ]
    links = [
        (uuid7(), weight, SCHEME, SCHEME_VERSION, symptom, section) for symptom, section, weight in starter_links()
    ]
    async with connection() as held:
        await held.executemany(_ADD, rows)
        await held.executemany(_LINK, links)


async def retire_code(*, code_id: UUID, by: Actor) -> None:
    """Take a code out of the pick lists; orders keep the one they were coded with (CODE-5)."""
    by.require(RIGHT)
    async with atomic():
        row = await fetchrow(
            "update fault_code set retired_at = coalesce(retired_at, $2), version = version + 1 where id = $1 "
            "returning scheme, scheme_version",
            code_id,
            clock.now(),
        )
        if row is None:
            raise NotFound(kind="fault code", key=code_id)
        fact = FaultCodesLoaded(uuid7(), row["scheme"], row["scheme_version"], added=0, changed=0, retired=1)
        await record(fact, subject=("fault_codes", code_id), centre_id=None, by=by)
    queries.forget()
    after_commit(queries.forget)
