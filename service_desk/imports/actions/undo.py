"""Take out what a run had made, where nothing has used it: all of it or nothing."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import DB, atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.written import Phrase, Term
from service_desk.imports.actions.runs import LOCK, RunAtWork
from service_desk.imports.queries import users_of
from service_desk.imports.rules import ImportUndone
from service_desk.parties.actions.load import unload_parties
from service_desk.products.actions.load import unload_items, unload_products
from service_desk.tickets.actions.load import unload_tickets
from service_desk.tickets.rules import SUBJECT
from service_desk.warranty.actions.load import unload_decisions, unload_terms

PIECE: Final = 2000
# From the top down: table, the name of a reference to it, and the tables whose rows go with it.
_KINDS: Final[Mapping[str, tuple[str, str, frozenset[str]]]] = {
    "ticket": ("ticket", "ticket", frozenset({"decision"})),
    "item": ("service_item", "item", frozenset({"item_date", "item_owner", "item_terms"})),
    "customer": ("party", "party", frozenset({"contact_point", "address"})),
    "product": ("product", "product", frozenset()),
}


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    message = "Import {number} is {state}: there is nothing to undo."


class ChangedWhatWasThere(Conflict):
    code = "changed_what_was_there"
    message = (
        "Import {number} took new values for {count} records that were there before, or added dates or stock to them; that "
        "cannot be undone. Correct those records themselves: the list of the import shows what they said before."
    )


class UsedMeanwhile(Conflict):
    code = "used_meanwhile"
    message = "What import {number} made is in use: {users}. Nothing was undone. End or delete that first."


async def undo(*, run_id: UUID, by: Actor) -> int:
    """How many records are gone. Raises NothingToUndo, ChangedWhatWasThere, UsedMeanwhile, RunAtWork."""
    guard = await DB.get_new_connection()
    try:
        if not await guard.fetchval(LOCK, str(run_id)):
            raise RunAtWork(number=(await _run(run_id, by))["number"])
        async with atomic():
            return await _undo(await _run(run_id, by), by)
    finally:
        await guard.close()


async def _run(run_id: UUID, by: Actor) -> Mapping[str, object]:
    row = await fetchrow(
        "select id, number, centre_id, kind, state, dry, tally from import_run where id = $1 for update", run_id
    )
    if row is None:
        raise NotFound(kind="import", key=run_id)
    by.require_row("imports.run", row["centre_id"], kind="import", key=run_id)
    return dict(row)


async def _undo(run: Mapping[str, object], by: Actor) -> int:
    run_id, centre_id, number = run["id"], run["centre_id"], run["number"]
    assert isinstance(run_id, UUID)
    assert isinstance(centre_id, UUID)
    if run["dry"] or run["state"] not in {"finished", "cancelled", "running", "failed"}:
        raise NothingToUndo(number=number, state=Term(str(run["state"])))
    tally = run["tally"]
    assert isinstance(tally, dict)
    made: dict[str, list[UUID]] = {}
    for row in await fetch("select kind, ids from import_batch where run_id = $1 order by id", run_id):
        made.setdefault(row["kind"], []).extend(row["ids"])
    if count := tally["taken"] + len(made.get("receipt", ())) + (tally["loaded"] if run["kind"] == "dates" else 0):
        raise ChangedWhatWasThere(number=number, count=count)
    for kind, ids in ((kind, made[kind]) for kind in _KINDS if made.get(kind)):
        await _check(kind, ids, number)
        for start in range(0, len(ids), PIECE):  # each statement is short enough for the time that statements have
            await _take_out(kind, ids[start : start + PIECE], centre_id, by)
    await execute(
        "update import_run set state = 'undone', undone_at = $2, undone_by = $3 where id = $1",
        run_id, clock.now(), by.id,
    )  # fmt: skip
    await execute("delete from import_batch where run_id = $1", run_id)
    records = sum(map(len, made.values()))
    await record(ImportUndone(run_id, records), subject=("import_run", run_id), centre_id=centre_id, by=by)
    return records


async def _take_out(kind: str, ids: list[UUID], centre_id: UUID, by: Actor) -> None:
    match kind:
        case "ticket":
            await unload_decisions(SUBJECT, ids)
            await unload_tickets(ids, centre_id=centre_id, by=by)
        case "item":
            await unload_terms(ids)
            await unload_items(ids, by=by)
        case "customer":
            await unload_parties(ids, by=by)
        case "product":
            await unload_products(ids)


async def _check(kind: str, ids: list[UUID], number: object) -> None:
    """What uses these records; what the same run made on top of them is gone already."""
    table, name, ignoring = _KINDS[kind]
    users = await users_of(table, name, ids, ignoring)
    if users:
        said = [
            Phrase("{user}: {count}", user=Term(user.replace("_", " ")), count=count)
            for user, count in sorted(users.items())
        ]
        raise UsedMeanwhile(number=number, users=said)
