"""Everything about one customer, found by walking the schema: whoever points to them, and whoever points to those.

Read from the catalogue of the database, so that a table of a new room is taken along without being named here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import atomic, execute, fetch
from service_desk.foundation.phones import spellings
from service_desk.parties import queries as parties
from service_desk.privacy.rules import KINDS, NOT_ABOUT_THEM, OWN, SHARED, Export

_REFERENCES: Final = """
select c.conrelid::regclass::text as child, a.attname::text as name, c.confrelid::regclass::text as parent
  from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
 where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid <> c.confrelid"""
_SUBJECTS: Final = """
select c.oid::regclass::text as child from pg_class c
  join pg_attribute i on i.attrelid = c.oid and i.attname = 'subject_id' and i.atttypid = 'uuid'::regtype
  join pg_attribute k on k.attrelid = c.oid and k.attname = 'subject_kind'
 where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"""
_UNREADABLE: Final = """
select array_agg(attname::text) from pg_attribute where attrelid = $1::text::regclass and attnum > 0
   and (atttypid in ('bytea'::regtype, 'tsvector'::regtype) or attname in ('lease_token', 'lease_until'))"""


@dataclass
class _Walk:
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    references: list[Any] = field(default_factory=list)
    unreadable: dict[str, list[str]] = field(default_factory=dict)

    async def take(self, table: str, condition: str, *args: Any) -> list[UUID]:
        """Read the rows that fit and are not known yet; their ids, where those are UUIDs."""
        if table in NOT_ABOUT_THEM:
            return []
        if table not in self.unreadable:
            self.unreadable[table] = (await fetch(_UNREADABLE, table))[0][0] or []
        sql = f"select to_jsonb(t) - $1::text[] as row from {table} t where {condition}"
        fresh = [row["row"] for row in await fetch(sql, self.unreadable[table], *args)]
        fresh = [row for row in fresh if str(row["id"]) not in self.rows[table]]
        self.rows[table] |= {str(row["id"]): row for row in fresh}
        return [UUID(row["id"]) for row in fresh if isinstance(row["id"], str)]

    async def follow(self, table: str, ids: list[UUID]) -> None:
        """Whoever points to these rows, and so on."""
        for child, name in self._pointing(table):
            found = await self.take(child, f"{name} = any($2)", ids)
            if found:
                await self.follow(child, found)

    def _pointing(self, table: str) -> Iterable[tuple[str, str]]:
        own = {reference["child"] for reference in self.references if reference["parent"] in OWN}
        for child, name, parent in self.references:
            if parent == table and not (table in SHARED and child in own):
                yield child, name


async def everything_about(party_id: UUID) -> Export:
    """Each row that is theirs or speaks of them, but for what the company keeps about itself."""
    target = (await parties.party(party_id)).id
    async with atomic():
        await execute("set local statement_timeout = '60s'")
        walk = _Walk(references=await fetch(_REFERENCES))
        await walk.follow("party", await walk.take("party", "id = $2 or merged_into = $2", target))
        for row in await fetch(_SUBJECTS):
            ids = [UUID(each) for table in KINDS for each in walk.rows[table]]
            found = await walk.take(
                row["child"], "subject_id = any($2) and subject_kind = any($3)", ids, list(KINDS.values())
            )
            await walk.follow(row["child"], found)
        await _messages(walk)
    return Export(target, _sorted(walk.rows))


async def _messages(walk: _Walk) -> None:
    """The floor below knows no customers, only keys and addresses."""
    keys, values = list(walk.rows["party"]), []
    for row in walk.rows["contact_point"].values():
        values += spellings(row["value"])
    said = await walk.take("message", "recipient_key = any($2) or address = any($3)", keys, values)
    await walk.take("message_event", "message_id = any($2)", said)
    await walk.take("consent", "recipient_key = any($2)", keys)
    await walk.take("suppression", "address = any($2)", values)


def _sorted(rows: Mapping[str, Mapping[str, dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {table: [rows[table][key] for key in sorted(rows[table])] for table in sorted(rows) if rows[table]}
