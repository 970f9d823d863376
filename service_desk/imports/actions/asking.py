"""Take a file that was sent in, to be loaded by the worker; cancel what was asked for."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

import msgspec
import yaml

from service_desk.centres.queries import centre as centre_facts
from service_desk.events.actions import record
from service_desk.foundation import clock, files
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce
from service_desk.foundation.written import Phrase, Term
from service_desk.foundation.yamls import read_yaml
from service_desk.imports.actions.runs import mapping_digest
from service_desk.imports.rules import BadMapping, ImportAsked, ImportCancelled, Kind, Mapping, Tally, parse_mapping

TOPIC: Final = "imports"
SUBJECT: Final = "import_run"
LARGEST: Final = 200_000_000
_NEEDS: Final = {
    Kind.CUSTOMERS: ("customers.write",),
    Kind.PARTS: ("products.write", "parts.receive"),
    Kind.DATES: ("items.write",),
}
_ASK: Final = """
insert into import_run (id, number, centre_id, kind, state, dry, file_name, file_id, language, file_hash, mapping_hash, mapping,
  position, tally, preview, problem, attempts, deaths, not_before, started_at, started_by)
values ($1, nextval('import_run_number'), $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10, 0, $11, '{}', '', 0, 0, now(), $12, $13)"""
_CANCEL: Final = """
update import_run set state = 'cancelled', finished_at = $2 where id = $1 and state in ('waiting', 'running') returning true"""


class NothingToCancel(Conflict):
    code = "nothing_to_cancel"
    message = "Import {number} is {state} already. What it loaded can be undone."


def _not_yaml(name: str, error: Exception) -> Phrase:
    mark = getattr(error, "problem_mark", None)
    return (
        Phrase("{name} is not YAML", name=name)
        if mark is None
        else Phrase("{name} is not YAML (line {line})", name=name, line=mark.line + 1)
    )


def read_mapping(text: str, kind: Kind, name: str = "mapping.yaml") -> Mapping:
    """A mapping file as YAML (or JSON, which is YAML too). Raises BadMapping."""
    try:
        content = read_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadMapping(why=_not_yaml(name, error)) from None
    return parse_mapping(content, kind)


async def ask(
    *,
    kind: Kind,
    centre_id: UUID,
    file_name: str,
    data: AsyncIterator[bytes],
    mapping: str,
    dry: bool,
    language: str,
    by: Actor,
) -> UUID:
    """Keep the file for the worker; without a mapping it guesses one. Raises BadMapping, TooLarge."""
    by.require_row("imports.run", centre_id, kind="service centre", key=centre_id)
    for right in _NEEDS.get(kind, ()):
        by.require(right, centre_id if right == "parts.receive" else None)
    await centre_facts(centre_id)
    read = read_mapping(mapping, kind) if mapping.strip() else None
    run_id = uuid7()
    async with atomic():
        kept = await files.keep_stream(
            file_name=file_name, data=data, largest=LARGEST, subject=(SUBJECT, run_id), centre_id=centre_id, by=by
        )
        written: Any = {} if read is None else msgspec.to_builtins(read)
        digest = hashlib.sha256(b"").digest() if read is None else mapping_digest(read)
        await execute(
            _ASK, run_id, centre_id, kind.value, dry, kept.file_name, kept.id, language, kept.sha256, digest, written,
            msgspec.to_builtins(Tally()), clock.now(), by.id,
        )  # fmt: skip
        await record(ImportAsked(run_id, kind.value, dry), subject=(SUBJECT, run_id), centre_id=centre_id, by=by)
        announce(TOPIC, run_id)
    return run_id


async def cancel(*, run_id: UUID, by: Actor) -> None:
    """It stops behind the batch at work; what is in stays until it is undone. Raises NothingToCancel."""
    async with atomic():
        row = await fetchrow("select number, state, centre_id from import_run where id = $1 for update", run_id)
        if row is None:
            raise NotFound(kind="import", key=run_id)
        by.require_row("imports.run", row["centre_id"], kind="import", key=run_id)
        if not await fetchrow(_CANCEL, run_id, clock.now()):
            raise NothingToCancel(number=row["number"], state=Term(row["state"]))
        await record(ImportCancelled(run_id), subject=(SUBJECT, run_id), centre_id=row["centre_id"], by=by)
