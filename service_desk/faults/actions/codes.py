"""Change the codes a company uses. A used code is never deleted, only retired, and can be taken into use again (CODE-5)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.faults import queries
from service_desk.faults.rules import CodeList, FaultCodeFacts, FaultCodesLoaded, Flag, Needs, Outcome
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import after_commit, atomic, execute, fetchrow
from service_desk.foundation.errors import Invalid, NotFound, Stale
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.ids import uuid7

RIGHT: Final = "warranty.policy"  # a code can take cover off, as a policy can
_SAVE: Final = """
update fault_code set words = $2, flags = $3, needs = $4, outcome = $5, fault_group = $6, version = version + 1
 where id = $1"""


class OnlyForRepairs(Invalid):
    code = "only_for_repairs"
    message = "{given} is a code of the list '{list_name}'. Only codes of the list 'repair' say what is needed and how it ends."


async def change_code(
    *,
    code_id: UUID,
    by: Actor,
    words: Mapping[str, str] | None = None,
    flags: Sequence[Flag] | None = None,
    needs: Needs | None = None,
    outcome: Outcome | None = None,
    group: str | None = None,
    version: int | None = None,
) -> FaultCodeFacts:
    """What is given replaces what was (None: as it was); of `words` only the languages named. Orders that are closed keep
    their outcome. Raises OnlyForRepairs, Stale, NotFound.
    """
    by.require_company(RIGHT)
    async with atomic():
        held = await _locked(code_id, version)
        if held.list_name != CodeList.REPAIR and (needs or outcome):
            raise OnlyForRepairs(given=held.full_code, list_name=held.list_name, field="needs" if needs else "outcome")
        said = dict(held.words) | (checked_words(words) if words else {})
        fresh: tuple[Any, ...] = (
            said,
            sorted(held.flags) if flags is None else sorted(set(flags)),
            held.needs if needs is None else needs,
            held.outcome if outcome is None else outcome,
            held.group if group is None else group.strip()[:12],
        )
        if fresh != (dict(held.words), sorted(held.flags), held.needs, held.outcome, held.group):
            await execute(_SAVE, code_id, *fresh)
            await _note(held, by, changed=1)
    return await queries.one(code_id)


async def retire_code(*, code_id: UUID, by: Actor) -> None:
    """Take a code out of the pick lists; orders keep the one they were coded with (CODE-5)."""
    by.require_company(RIGHT)
    async with atomic():
        held = await _locked(code_id, None)
        if not held.retired:
            await execute(
                "update fault_code set retired_at = $2, version = version + 1 where id = $1", code_id, clock.now()
            )
            await _note(held, by, retired=1)


async def revive_code(*, code_id: UUID, by: Actor) -> None:
    """Put a retired code back into the pick lists."""
    by.require_company(RIGHT)
    async with atomic():
        held = await _locked(code_id, None)
        if held.retired:
            await execute("update fault_code set retired_at = null, version = version + 1 where id = $1", code_id)
            await _note(held, by, added=1)


async def _locked(code_id: UUID, version: int | None) -> FaultCodeFacts:
    row = await fetchrow("select version from fault_code where id = $1 for update", code_id)
    if row is None:
        raise NotFound(kind="fault code", key=code_id)
    if version not in (None, row["version"]):
        raise Stale
    return await queries.one(code_id)


async def _note(held: FaultCodeFacts, by: Actor, **counts: int) -> None:
    none = {"added": 0, "changed": 0, "retired": 0}
    fact = FaultCodesLoaded(uuid7(), held.scheme, held.scheme_version, **none | counts)
    await record(fact, subject=("fault_codes", held.id), centre_id=None, by=by)
    queries.forget()
    after_commit(queries.forget)
