"""Country packs as people look at them: their versions, who switched them, and what they would mean."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.differing import Change, compare
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import the_one
from service_desk.foundation.sentences import badge, said
from service_desk.foundation.written import Term
from service_desk.warranty.queries.policies import pack_version, version_for
from service_desk.warranty.rules.effect import PackEffect, effect
from service_desk.warranty.rules.packs import RuleKind

ROOM: Final = "service_desk.warranty"
_PACK: Final = """
select r.id, r.code, r.number, r.countries, r.content, r.valid_from, r.switched_on, r.published_at, r.published_by,
       coalesce((select jsonb_agg(jsonb_build_array(s.switched_on, s.confirmed_by, s.note, s.at, s.by_id) order by s.id)
                   from pack_switch s where s.pack_id = r.id), '[]') as switches
  from rule_pack r"""


@dataclass(frozen=True, slots=True)
class Switch:
    """`confirmed_by`: the counsel who confirmed the rules before it was switched on."""

    switched_on: bool
    confirmed_by: str
    note: str
    at: datetime
    by_id: UUID


@dataclass(frozen=True, slots=True)
class PackFacts:
    """A version of a country's rules. It is never changed; `switched_on` is frozen on what is sold there from then on."""

    id: UUID
    code: str
    number: int
    countries: tuple[str, ...]
    status: str
    first_day_counts: bool
    rules: tuple[dict[str, Any], ...]
    valid_from: date
    switched_on: bool
    switches: tuple[Switch, ...]
    published_at: datetime
    published_by: UUID


async def packs() -> list[PackFacts]:
    """All versions, by code and number."""
    return [_facts(row) for row in await fetch(f"{_PACK} order by r.code, r.number")]


async def pack(pack_id: UUID) -> PackFacts:
    row = await fetchrow(f"{_PACK} where r.id = $1", pack_id)
    if row is None:
        raise NotFound(kind="rule pack", key=pack_id)
    return _facts(row)


async def pack_named(text: str, by: object = None) -> UUID:
    """By `EU` (its newest version) or `EU-1`."""
    code, _, number = text.strip().upper().replace(" ", "-").partition("-")
    rows = await fetch(
        """select id, code || '-' || number as alone from rule_pack
            where code = $1 and ($2 = '' or number::text = $2) order by number desc limit 1""",
        code,
        number,
    )
    return the_one("rule pack", text, [(row["id"], row["alone"]) for row in rows])


async def compare_packs(pack_id: UUID, other_id: UUID) -> list[Change]:
    """What the second version says otherwise, rule by rule."""
    return compare(_content(await pack(pack_id)), _content(await pack(other_id)))


async def pack_effect(pack_id: UUID, policy_code: str, sold_on: date) -> PackEffect:
    """What switching the pack on would mean for units sold under a policy on a day. Raises UnknownPolicy."""
    version = await version_for(policy_code, sold_on)
    return effect(version.policy, (await pack_version(pack_id)).pack, sold_on)


def told_pack(facts: PackFacts, language: str) -> PackFacts:
    """The same for a reader: each rule with a `title`; shipped texts in their language, a company's own as they are."""
    rules = tuple({**rule, **_texts(rule, language), "title": _title(rule, language)} for rule in facts.rules)
    return replace(facts, status=said(Term(facts.status), ROOM, language), rules=rules)


def told_effect(facts: PackEffect, language: str) -> PackEffect:
    return replace(facts, rules=[replace(rule, says=said(Term(rule.says), ROOM, language)) for rule in facts.rules])


def _title(rule: Mapping[str, Any], language: str) -> str:
    return badge(RuleKind(rule["kind"]), language) if rule["kind"] in set(RuleKind) else str(rule["kind"])


def _texts(rule: Mapping[str, Any], language: str) -> dict[str, str]:
    return {
        name: said(Term(rule[name]), ROOM, language) for name in ("text", "name") if isinstance(rule.get(name), str)
    }


def _content(facts: PackFacts) -> dict[str, Any]:
    return {
        "first_day_counts": facts.first_day_counts, "countries": list(facts.countries), "rules": list(facts.rules)
    }  # fmt: skip


def _facts(row: Any) -> PackFacts:
    content = row["content"]
    switches = tuple(
        Switch(on, who, note, datetime.fromisoformat(at), UUID(by)) for on, who, note, at, by in row["switches"]
    )
    return PackFacts(
        row["id"], row["code"], row["number"], tuple(row["countries"]), content.get("status", ""),
        content.get("first_day_counts", True), tuple(content["rules"]), row["valid_from"], row["switched_on"], switches,
        row["published_at"], row["published_by"],
    )  # fmt: skip
