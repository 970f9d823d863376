"""Policies and packs. A published version never changes, so its parsed form is kept for the life of the process."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Record

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.i18n import code_form
from service_desk.foundation.naming import looked_up
from service_desk.warranty.rules import parse_pack, parse_policy
from service_desk.warranty.rules.snapshot import PackVersion, PolicyVersion

_VERSION: Final = """
select v.id, v.policy_id, p.code, v.number, v.valid_from, v.terms, v.hash
  from policy_version v join policy p on p.id = v.policy_id"""
_PACK: Final = "select id, code, number, content, hash from rule_pack"
_POLICIES: Final = """
select p.id, p.code, p.name, p.version, p.retired_at is not null as retired,
       coalesce(jsonb_agg(jsonb_build_array(v.id, v.number, v.valid_from, v.terms) order by v.number)
                filter (where v.id is not null), '[]') as versions
  from policy p left join policy_version v on v.policy_id = p.id"""
_versions: dict[UUID, PolicyVersion] = {}
_packs: dict[UUID, PackVersion] = {}


class UnknownPolicy(NotFound):
    code = "unknown_policy"
    message = "There is no policy {given} with a version valid on {day}. Publish one, or choose another policy."


@dataclass(frozen=True, slots=True)
class VersionFacts:
    id: UUID
    number: int
    valid_from: date
    terms: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    id: UUID
    code: str
    name: dict[str, str]
    version: int
    retired: bool
    versions: tuple[VersionFacts, ...]


async def policy_version(version_id: UUID) -> PolicyVersion:
    """A published version, parsed; raises NotFound."""
    if (known := _versions.get(version_id)) is not None:
        return known
    row = await fetchrow(f"{_VERSION} where v.id = $1", version_id)
    if row is None:
        raise NotFound(kind="policy version", key=version_id)
    return _parsed(row)


async def version_for(code: str, on: date) -> PolicyVersion:
    """The version of a policy that is valid on a day. Raises UnknownPolicy."""
    sql = f"{_VERSION} where upper(p.code) = $1 and v.valid_from <= $2 and p.retired_at is null order by v.number desc limit 1"
    row = await fetchrow(sql, code_form(code), on)
    if row is None:
        raise UnknownPolicy(given=code[:40], day=on, field="policy")
    return _parsed(row)


def _parsed(row: Record) -> PolicyVersion:
    if (known := _versions.get(row["id"])) is not None:
        return known
    parsed = PolicyVersion(
        id=row["id"],
        policy_id=row["policy_id"],
        code=row["code"],
        number=row["number"],
        valid_from=row["valid_from"],
        policy=parse_policy(f"{row['code']} v{row['number']}", row["terms"]),
        hash=row["hash"],
    )
    return _versions.setdefault(row["id"], parsed)


async def pack_version(pack_id: UUID) -> PackVersion:
    if (known := _packs.get(pack_id)) is not None:
        return known
    row = await fetchrow(f"{_PACK} where id = $1", pack_id)
    if row is None:
        raise NotFound(kind="rule pack", key=pack_id)
    return _pack(row)


async def pack_for(country: str | None, on: date) -> PackVersion | None:
    """The pack of the country of sale on a day (LAW-1); None where none is switched on."""
    if not country:
        return None
    sql = f"{_PACK} where switched_on and valid_from <= $2 and $1 = any(countries) order by number desc limit 1"
    row = await fetchrow(sql, country, on)
    return None if row is None else _pack(row)


def _pack(row: Record) -> PackVersion:
    if (known := _packs.get(row["id"])) is not None:
        return known
    parsed = PackVersion(row["id"], row["code"], row["number"], parse_pack(row["content"]), row["hash"])
    return _packs.setdefault(row["id"], parsed)


async def policies() -> list[PolicyFacts]:
    """All policies with their versions, by code."""
    return [_facts(row) for row in await fetch(f"{_POLICIES} group by p.id order by p.code")]


async def policy(policy_id: UUID) -> PolicyFacts:
    row = await fetchrow(f"{_POLICIES} where p.id = $1 group by p.id", policy_id)
    if row is None:
        raise NotFound(kind="policy", key=policy_id)
    return _facts(row)


def _facts(row: Record) -> PolicyFacts:
    versions = tuple(
        VersionFacts(UUID(id_), n, date.fromisoformat(day), terms) for id_, n, day, terms in row["versions"]
    )
    return PolicyFacts(row["id"], row["code"], row["name"], row["version"], row["retired"], versions)


policy_named = looked_up(
    "policy", "select id, code as alone from policy where upper(code) = $1 and ($2::uuid[] is null or true)"
)
