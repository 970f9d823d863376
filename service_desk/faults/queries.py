"""What can be asked about fault codes. They change once a year and every ticket reads them, so they are remembered."""

import time
from dataclasses import replace
from typing import Final

from asyncpg import Record

from service_desk.faults.rules import SCHEME, CodeList, FaultCodeFacts, symptom_group
from service_desk.foundation.db import fetch
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import say

_KEPT_SECONDS: Final = 30.0
_ALL: Final = """
select distinct on (list_name, code) id, scheme, scheme_version, list_name, code, words, flags, product_class,
       retired_at is not null as retired, position
  from fault_code where scheme = $1
 order by list_name, code, retired_at is not null, scheme_version desc"""
_LINKED: Final = """
select t.code, max(l.weight) as weight
  from fault_link l join fault_code f on f.id = l.from_id join fault_code t on t.id = l.to_id
 where f.scheme = $1 and f.list_name = $2 and f.code = $3 and t.list_name = $4
   and (l.product_class is null or l.product_class = $5)
 group by t.code"""
_kept: dict[str, tuple[float, dict[tuple[str, str], FaultCodeFacts]]] = {}


class UnknownFaultCode(Invalid):
    code = "unknown_fault_code"
    message = (
        "{given} is not a code of the list '{list_name}'. Choose one from GET /api/v1/fault-codes?list={list_name}."
    )


class UnknownList(Invalid):
    code = "unknown_fault_list"
    message = "There is no list '{given}'. The lists are condition, symptom, section, defect and repair."


def forget() -> None:
    """Drop what is remembered; actions of this room call it."""
    _kept.clear()


async def _codes(scheme: str) -> dict[tuple[str, str], FaultCodeFacts]:
    """All codes of a scheme, in the order of the pick lists; the newest version of each that is not retired."""
    now = time.monotonic()
    if (held := _kept.get(scheme)) is not None and held[0] > now:
        return held[1]
    rows = sorted(await fetch(_ALL, scheme), key=lambda row: row["position"])
    found = {(row["list_name"], row["code"]): _facts(row) for row in rows}
    if found:  # an empty scheme is asked for again: its codes may just be on their way in
        _kept[scheme] = (now + _KEPT_SECONDS, found)
    return found


def _facts(row: Record) -> FaultCodeFacts:
    return FaultCodeFacts(
        id=row["id"],
        scheme=row["scheme"],
        scheme_version=row["scheme_version"],
        list_name=row["list_name"],
        code=row["code"],
        words=row["words"],
        flags=frozenset(row["flags"]),
        product_class=row["product_class"],
        retired=row["retired"],
        group=symptom_group(row["code"]) if row["list_name"] == CodeList.SYMPTOM else "",
    )


async def fault_code(list_name: str, code: str, *, scheme: str = SCHEME) -> FaultCodeFacts:
    """One code that may still be chosen. Raises UnknownFaultCode, also for a retired one."""
    plain = code.removeprefix(f"{scheme}-")
    found = (await _codes(scheme)).get((list_name, plain))
    if found is None or found.retired:
        raise UnknownFaultCode(given=code[:40], list_name=list_name, field=list_name)
    return found


async def codes(
    list_name: str, product_class: str | None = None, language: str | None = None, scheme: str = SCHEME
) -> list[FaultCodeFacts]:
    """The pick list: codes in use, those of the product class and those for all; in one language if one is named."""
    if list_name not in set(CodeList):
        raise UnknownList(given=list_name[:40], field="list")
    found = [
        each
        for (name, _), each in (await _codes(scheme)).items()
        if name == list_name and not each.retired and each.product_class in {None, product_class}
    ]
    if language is None:
        return found
    return [replace(each, words={language: say(each.words, language)}) for each in found]


async def ranked(
    list_name: str, *, after: tuple[str, str], product_class: str | None = None, scheme: str = SCHEME
) -> list[FaultCodeFacts]:
    """The pick list with the codes linked to `after` (list, code) first (CODE-2). Raises UnknownFaultCode."""
    known = await fault_code(*after, scheme=scheme)
    offered = await codes(list_name, product_class, scheme=scheme)
    rows = await fetch(_LINKED, scheme, known.list_name, known.code, list_name, product_class)
    weight = {row["code"]: row["weight"] for row in rows}
    return sorted(offered, key=lambda each: -weight.get(each.code, 0))
