"""What can be done with fault codes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.faults import queries
from service_desk.faults.rules import SCHEME, SCHEME_VERSION, FaultCodesLoaded
from service_desk.faults.starter import StarterCode, starter_codes, starter_links
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import after_commit, atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7

RIGHT: Final = "warranty.policy"  # a code can take cover off, as a policy can
# A translation corrected by hand stays: only codes that are missing are added.
_ADD: Final = """
insert into fault_code (id, scheme, scheme_version, list_name, code, words, flags, position, created_at, version)
select r.id, $2, $3, r.list_name, r.code, r.words, r.flags, r.position, $4, 1
  from jsonb_to_recordset($1) as r(id uuid, list_name text, code text, words jsonb, flags text[], position int)
on conflict (scheme, scheme_version, list_name, code) do nothing"""
_LINK: Final = """
insert into fault_link (id, from_id, to_id, weight)
select r.id, f.id, t.id, r.weight
  from jsonb_to_recordset($1) as r(id uuid, symptom text, section text, weight int)
  join fault_code f on f.scheme = $2 and f.scheme_version = $3 and f.list_name = 'symptom' and f.code = r.symptom
  join fault_code t on t.scheme = $2 and t.scheme_version = $3 and t.list_name = 'section' and t.code = r.section
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


async def _add(missing: list[tuple[int, StarterCode]], now: datetime) -> None:
    rows = [
        {
            "id": uuid7(),
            "list_name": each.list_name,
            "code": each.code,
            "words": each.words,
            "flags": each.flags,
            "position": position,
        }
        for position, each in missing
    ]
    links = [
        {"id": uuid7(), "symptom": symptom, "section": section, "weight": weight}
        for symptom, section, weight in starter_links()
    ]
    await execute(_ADD, rows, SCHEME, SCHEME_VERSION, now)
    await execute(_LINK, links, SCHEME, SCHEME_VERSION)


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
