"""The starter scheme in the database: its codes, and the links that rank them."""

from collections.abc import Collection
from typing import Any, Final

from service_desk.events.actions import record
from service_desk.faults import queries
from service_desk.faults.rules import SCHEME, SCHEME_VERSION, FaultCodesLoaded
from service_desk.faults.starter import starter_codes, starter_links
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import after_commit, atomic, execute, fetch
from service_desk.foundation.ids import uuid7
from service_desk.foundation.starter import Entries, Starter

RIGHT: Final = "warranty.policy"  # a code can take cover off, as a policy can
_CODES: Final = """
select list_name, code, words, flags, fault_group, needs, outcome, retired_at is not null as retired
  from fault_code where scheme = $1 and scheme_version = $2 order by position"""
_PUT: Final = """
insert into fault_code (id, scheme, scheme_version, list_name, code, words, flags, fault_group, needs, outcome, position,
  created_at, version)
select r.id, $2, $3, r.list_name, r.code, r.words, r.flags, r."group", r.needs, r.outcome, r.position, $4, 1
  from jsonb_to_recordset($1) as r(id uuid, list_name text, code text, words jsonb, flags text[], "group" text, needs text,
    outcome text, position int)
on conflict (scheme, scheme_version, list_name, code) do update set words = excluded.words, flags = excluded.flags,
  fault_group = excluded.fault_group, needs = excluded.needs, outcome = excluded.outcome, position = excluded.position, retired_at = null, version = fault_code.version + 1"""
_LINKS: Final = """
select f.list_name as from_list, f.code as from_code, t.list_name as to_list, t.code as to_code, l.weight
  from fault_link l join fault_code f on f.id = l.from_id join fault_code t on t.id = l.to_id
 where f.scheme = $1 and f.scheme_version = $2 and l.product_class is null"""
_LINK: Final = """
insert into fault_link (id, from_id, to_id, weight)
select r.id, f.id, t.id, r.weight
  from jsonb_to_recordset($1) as r(id uuid, from_list text, from_code text, to_list text, to_code text, weight int)
  join fault_code f on f.scheme = $2 and f.scheme_version = $3 and f.list_name = r.from_list and f.code = r.from_code
  join fault_code t on t.scheme = $2 and t.scheme_version = $3 and t.list_name = r.to_list and t.code = r.to_code
on conflict (from_id, to_id, product_class) do update set weight = excluded.weight"""
_RETIRE: Final = """
update fault_code set retired_at = $4, version = version + 1
 where scheme = $1 and scheme_version = $2 and list_name || '/' || code = any($3) and retired_at is null"""


async def _codes_shipped() -> Entries:
    return {
        f"{each.list_name}/{each.code}": {
            "words": each.words,
            "flags": sorted(each.flags),
            "group": each.group,
            "needs": each.needs,
            "outcome": each.outcome,
            "retired": False,
        }
        for each in starter_codes()
    }


async def _codes_held() -> Entries:
    return {
        f"{row['list_name']}/{row['code']}": {
            "words": row["words"],
            "flags": sorted(row["flags"]),
            "group": row["fault_group"],
            "needs": row["needs"],
            "outcome": row["outcome"],
            "retired": row["retired"],
        }
        for row in await fetch(_CODES, SCHEME, SCHEME_VERSION)
    }


async def _put_codes(entries: Entries, by: Actor) -> None:
    by.require_company(RIGHT)
    places = {f"{each.list_name}/{each.code}": place for place, each in enumerate(starter_codes())}
    held = await _codes_held()
    rows = [
        {"id": uuid7(), "list_name": key.split("/")[0], "code": key.split("/")[1], "position": places[key], **value}
        for key, value in entries.items()
    ]
    async with atomic():
        await execute(_PUT, rows, SCHEME, SCHEME_VERSION, clock.now())
        added = len(entries.keys() - held.keys())
        await _note(by, added=added, changed=len(entries) - added)


async def _retire_codes(keys: Collection[str], by: Actor) -> None:
    by.require_company(RIGHT)
    async with atomic():
        await execute(_RETIRE, SCHEME, SCHEME_VERSION, list(keys), clock.now())
        await _note(by, retired=len(keys))


async def _note(by: Actor, **counts: int) -> None:
    none = {"added": 0, "changed": 0, "retired": 0}
    fact = FaultCodesLoaded(uuid7(), SCHEME, SCHEME_VERSION, **none | counts)
    await record(fact, subject=("fault_codes", fact.batch_id), centre_id=None, by=by)
    queries.forget()
    after_commit(queries.forget)


def _link_key(row: Any) -> str:
    return f"{row['from_list']}/{row['from_code']} {row['to_list']}/{row['to_code']}"


async def _links_shipped() -> Entries:
    return {f"{'/'.join(before)} {'/'.join(after)}": {"weight": weight} for before, after, weight in starter_links()}


async def _links_held() -> Entries:
    return {_link_key(row): {"weight": row["weight"]} for row in await fetch(_LINKS, SCHEME, SCHEME_VERSION)}


async def _put_links(entries: Entries, by: Actor) -> None:
    by.require_company(RIGHT)
    rows = [
        {"id": uuid7(), **dict(zip(("from_list", "from_code", "to_list", "to_code"), _ends(key), strict=True)), **value}
        for key, value in entries.items()
    ]
    await execute(_LINK, rows, SCHEME, SCHEME_VERSION)


def _ends(key: str) -> list[str]:
    return [word for end in key.split(" ") for word in end.split("/")]


async def _retire_links(keys: Collection[str], by: Actor) -> None:
    by.require_company(RIGHT)
    gone = set(keys)
    rows = await fetch(_LINKS.replace("select ", "select l.id, ", 1), SCHEME, SCHEME_VERSION)
    await execute("delete from fault_link where id = any($1)", [row["id"] for row in rows if _link_key(row) in gone])


CODES: Final = Starter("fault_codes", RIGHT, _codes_shipped, _codes_held, _put_codes, _retire_codes)
LINKS: Final = Starter("fault_links", RIGHT, _links_shipped, _links_held, _put_links, _retire_links)
