"""Create and rename policies, publish versions and country packs. What is published is never changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.events.actions import record
from service_desk.foundation import clock, version
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.i18n import checked_words, code_form
from service_desk.foundation.ids import uuid7
from service_desk.warranty.rules import parse_pack, parse_policy
from service_desk.warranty.rules.happenings import PackPublished, PolicyCreated, PolicyPublished, PolicyRenamed
from service_desk.warranty.tables import Policy

RIGHT: Final = "warranty.policy"
LONGEST_CODE: Final = 40
_PUBLISH: Final = """
insert into policy_version (id, policy_id, number, valid_from, terms, hash, published_at, published_by)
select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7 from policy_version where policy_id = $2
returning number"""
_PACK: Final = """
insert into rule_pack (id, code, number, countries, content, hash, valid_from, switched_on, published_at, published_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (code, number) do nothing returning id"""


class PolicyCodeTaken(Conflict):
    code = "policy_code_taken"
    message = "A policy {given} exists already. Publish a new version of it, or choose another code."


class BadPolicyCode(Invalid):
    code = "bad_policy_code"
    message = "A policy code has 1 to {longest:# character|# characters}."


async def create_policy(*, code: str, name: Mapping[str, str], by: Actor, policy_id: UUID | None = None) -> UUID:
    """A policy without a version; nothing can be sold under it until one is published."""
    by.require_company(RIGHT)
    code = code_form(code)
    if not 0 < len(code) <= LONGEST_CODE:
        raise BadPolicyCode(longest=LONGEST_CODE, field="code")
    key = policy_id or uuid7()
    sql = "insert into policy (id, code, name, created_at, created_by, version) values ($1, $2, $3, $4, $5, 1)"
    try:
        async with atomic():
            await execute(sql, key, code, checked_words(name), clock.now(), by.id)
            await record(PolicyCreated(key, code), subject=("policy", key), centre_id=None, by=by)
    except UniqueViolationError:
        raise PolicyCodeTaken(given=code, field="code") from None
    return key


async def rename_policy(*, policy_id: UUID, name: Mapping[str, str], by: Actor) -> bool:
    """All its words anew; what is published under it stays. Said as it is already, nothing happens: whether anything did."""
    by.require_company(RIGHT)
    wanted = checked_words(name)
    async with atomic():
        row = await fetchrow("select code, name from policy where id = $1 and retired_at is null for update", policy_id)
        if row is None:
            raise NotFound(kind="policy", key=policy_id)
        if row["name"] == wanted:
            return False
        await version.save(Policy, policy_id, version=None, name=wanted)
        await record(PolicyRenamed(policy_id, row["code"]), subject=("policy", policy_id), centre_id=None, by=by)
        return True


async def publish_version(
    *, policy_id: UUID, terms: Mapping[str, Any], valid_from: date, by: Actor, version_id: UUID | None = None
) -> UUID:
    """The next version of a policy, for units sold from `valid_from` on. Raises BadTerms. No sold unit changes (FRZ-3)."""
    by.require_company(RIGHT)
    clock.plausible(valid_from, "valid_from")
    written = dict(terms)
    parse_policy("draft", written)
    key = version_id or uuid7()
    async with atomic():
        # Two people who publish at once get two numbers: the second waits here for the first.
        found = await fetchval("select id from policy where id = $1 and retired_at is null for update", policy_id)
        if found is None:
            raise NotFound(kind="policy", key=policy_id)
        row = await fetchrow(_PUBLISH, key, policy_id, valid_from, written, _digest(written), clock.now(), by.id)
        assert row is not None
        fact = PolicyPublished(policy_id, key, row["number"], valid_from)
        await record(fact, subject=("policy", policy_id), centre_id=None, by=by)
    return key


class PackThere(Conflict):
    code = "pack_there"
    message = "Version {number} of the pack {given} is there already and is never changed. Give the next number under 'version'."


async def publish_new_pack(*, content: Mapping[str, Any], valid_from: date, by: Actor) -> UUID:
    """A version of the company's own, switched off. Raises BadTerms, PackThere."""
    by.require_company(RIGHT)
    clock.plausible(valid_from, "valid_from")
    made = await publish_pack(content=content, valid_from=valid_from, switched_on=False, by=by)
    if made is None:
        raise PackThere(given=content["pack"], number=content["version"], field="content")
    return made


async def publish_pack(*, content: Mapping[str, Any], valid_from: date, switched_on: bool, by: Actor) -> UUID | None:
    """A version of a country's pack; None if that version is there already. Raises BadTerms.

    `switched_on` only once counsel has confirmed it: from then on units sold in its countries are frozen with it.
    """
    by.require_company(RIGHT)
    written = dict(content)
    parse_pack(written)
    key, code, number = uuid7(), written["pack"], written["version"]
    async with atomic():
        made = await fetchval(
            _PACK, key, code, number, written.get("countries", []), written, _digest(written), valid_from,
            switched_on, clock.now(), by.id,
        )  # fmt: skip
        if made is None:
            return None
        fact = PackPublished(key, code, number, switched_on)
        await record(fact, subject=("rule_pack", key), centre_id=None, by=by)
    return key


def _digest(content: Mapping[str, Any]) -> bytes:
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).digest()
