"""What can be asked about fault codes. They change once a year and every ticket reads them, so they are remembered."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from asyncpg import Record

from service_desk.centres import queries as centres
from service_desk.faults.rules import ACTIVE_SCHEME, CodeList, FaultCodeFacts, Flag
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import Invalid, NotFound
from service_desk.foundation.i18n import code_form, say
from service_desk.foundation.naming import looked_up

_KEPT_SECONDS: Final = 30.0
_CODE: Final = """
select id, scheme, scheme_version, list_name, code, words, flags, product_class, retired_at is not null as retired,
       fault_group as "group", needs, outcome, version from fault_code"""
# Of a code in several versions of its scheme the one in use comes first, then the newest.
_ALL: Final = f"{_CODE} where scheme = $1 order by position, retired_at is not null, created_at desc"
_LINKED: Final = """
select t.code, max(l.weight) as weight
  from fault_link l join fault_code f on f.id = l.from_id join fault_code t on t.id = l.to_id
 where f.scheme = $1 and f.list_name = $2 and f.code = $3 and t.list_name = $4
   and (l.product_class is null or l.product_class = $5)
 group by t.code"""


@dataclass(frozen=True, slots=True)
class _Scheme:
    """`chosen`: by list and code, in the order of the pick lists. `kept`: every version, for what was coded before.

    `unstated`: by list, the code for what nobody said. `typed`: `chosen` by the form in which codes are compared.
    """

    chosen: Mapping[tuple[str, str], FaultCodeFacts]
    kept: Mapping[tuple[str, str, str], FaultCodeFacts]
    unstated: Mapping[str, FaultCodeFacts]
    typed: Mapping[tuple[str, str], FaultCodeFacts]


_kept: dict[str, tuple[float, _Scheme]] = {}


class UnknownFaultCode(Invalid):
    code = "unknown_fault_code"
    message = "{given} is not a code of the list '{list_name}'. Choose one from GET /api/v1/fault-codes?list={key}."


class UnknownList(Invalid):
    code = "unknown_fault_list"
    message = "There is no list '{given}'. The lists are condition, symptom, section, defect and repair."


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """A scheme of fault codes; `codes` are those in use, `retired` those that only older orders show."""

    scheme: str
    versions: tuple[str, ...]
    codes: int
    retired: int
    active: bool


def forget() -> None:
    """Drop what is remembered; actions of this room call it."""
    _kept.clear()


async def active_scheme(centre_id: UUID | None = None) -> str:
    """The scheme that a centre (else the company) codes with."""
    return str(await centres.setting(ACTIVE_SCHEME.name, centre_id))


async def _codes(scheme: str) -> _Scheme:
    now = time.monotonic()
    if (held := _kept.get(scheme)) is not None and held[0] > now:
        return held[1]
    chosen: dict[tuple[str, str], FaultCodeFacts] = {}
    kept: dict[tuple[str, str, str], FaultCodeFacts] = {}
    for row in await fetch(_ALL, scheme):
        facts = _facts(row)
        key = (facts.list_name, facts.code)
        if key not in chosen or (chosen[key].retired and not facts.retired):
            chosen[key] = facts
        kept[facts.list_name, facts.code, facts.scheme_version] = facts
    unstated = {name: each for (name, _), each in reversed(chosen.items()) if not each.retired and each.unstated}
    typed = {(name, code_form(code)): each for (name, code), each in reversed(chosen.items())}
    found = _Scheme(chosen, kept, unstated, typed)
    if chosen:  # an empty scheme is asked for again: its codes may just be on their way in
        _kept[scheme] = (now + _KEPT_SECONDS, found)
    return found


def _facts(row: Record) -> FaultCodeFacts:
    return FaultCodeFacts(**{**row, "flags": frozenset(row["flags"])})


async def fault_code(
    list_name: str, code: str, *, scheme: str | None = None, centre_id: UUID | None = None
) -> FaultCodeFacts:
    """One code that may still be chosen, of the scheme given, else of the one in use; `SD-D22` is read with its scheme.

    Raises UnknownFaultCode, also for a retired one.
    """
    spoken = scheme or await active_scheme(centre_id)
    found = _typed(await _codes(spoken), list_name, code.removeprefix(f"{spoken}-"))
    if found is None and scheme is None and "-" in code:
        other, _, plain = code.partition("-")
        found = _typed(await _codes(other), list_name, plain)
    if found is None or found.retired:
        within = CodeList(list_name)
        raise UnknownFaultCode(given=code[:40], list_name=within, key=within.value, field=list_name)
    return found


def _typed(held: _Scheme, list_name: str, code: str) -> FaultCodeFacts | None:
    """A code as it is kept, else as somebody types it: in small letters, in the digits of another keyboard."""
    return held.chosen.get((list_name, code)) or held.typed.get((list_name, code_form(code)))


async def coded(list_name: str, code: str, scheme: str, scheme_version: str = "") -> FaultCodeFacts | None:
    """A code as something was coded with it, retired or not; None where nothing was said or nobody knows it any more."""
    if not code:
        return None
    held = await _codes(scheme)
    return held.kept.get((list_name, code, scheme_version)) or held.chosen.get((list_name, code))


@dataclass(frozen=True, slots=True)
class Reported:
    """What a customer said, in codes of one scheme; empty where nothing was said and the scheme has no code for that."""

    scheme: str
    scheme_version: str
    symptom: str
    condition: str
    group: str
    safety: bool


async def reported(
    symptom: str | None, condition: str | None, *, centre_id: UUID | None = None, scheme: str | None = None
) -> Reported:
    """A report in codes of `scheme`, else of the one in use. Raises UnknownFaultCode. Works on a desk without codes."""
    told = await fault_code(CodeList.SYMPTOM, symptom, scheme=scheme, centre_id=centre_id) if symptom else None
    spoken = told.scheme if told else scheme or await active_scheme(centre_id)
    told = told or await unstated(CodeList.SYMPTOM, spoken)
    when = (
        await fault_code(CodeList.CONDITION, condition, scheme=spoken)
        if condition
        else await unstated(CodeList.CONDITION, spoken)
    )
    return Reported(
        spoken,
        next((each.scheme_version for each in (told, when) if each), ""),
        told.code if told else "",
        when.code if when else "",
        told.group if told else "",
        told is not None and Flag.SAFETY in told.flags,
    )


async def kept(scheme: str, symptom: str, condition: str) -> Reported | None:
    """What was coded before, as it stands; None where nobody knows these codes any more."""
    told, when = await coded(CodeList.SYMPTOM, symptom, scheme), await coded(CodeList.CONDITION, condition, scheme)
    known = told or when
    if known is None:
        return None
    return Reported(
        scheme,
        known.scheme_version,
        symptom,
        condition,
        told.group if told else "",
        told is not None and Flag.SAFETY in told.flags,
    )


async def unstated(list_name: str, scheme: str) -> FaultCodeFacts | None:
    """The code for what nobody said; None where the scheme has none, or there are no codes at all."""
    return (await _codes(scheme)).unstated.get(list_name)


async def group(scheme: str, symptom: str) -> str:
    """The group in which two symptoms count as the same fault; '' where it is none."""
    found = await coded(CodeList.SYMPTOM, symptom, scheme)
    return found.group if found else ""


async def has_codes(list_name: str, scheme: str) -> bool:
    """Whether there is anything to choose from: a desk without codes works without them."""
    return any(name == list_name and not each.retired for (name, _), each in (await _codes(scheme)).chosen.items())


async def groups() -> list[str]:
    """The groups of symptoms that count as the same fault, of every scheme."""
    rows = await fetch("select distinct fault_group as told from fault_code where fault_group <> '' order by 1")
    return [row["told"] for row in rows]


async def one(code_id: UUID) -> FaultCodeFacts:
    row = await fetchrow(f"{_CODE} where id = $1", code_id)
    if row is None:
        raise NotFound(kind="fault code", key=code_id)
    return _facts(row)


async def schemes() -> list[SchemeFacts]:
    """Every scheme with its versions, the newest last."""
    active = await active_scheme()
    rows = await fetch(
        """select scheme, array_agg(scheme_version order by since) as versions, sum(codes)::int as codes,
                  sum(retired)::int as retired
             from (select scheme, scheme_version, min(created_at) as since, count(*) filter (where retired_at is null) as codes,
                          count(*) filter (where retired_at is not null) as retired
                     from fault_code group by scheme, scheme_version) as v group by scheme order by scheme"""
    )
    return [
        SchemeFacts(r["scheme"], tuple(r["versions"]), r["codes"], r["retired"], r["scheme"] == active) for r in rows
    ]


async def codes(
    list_name: str,
    product_class: str | None = None,
    language: str | None = None,
    scheme: str | None = None,
    *,
    retired: bool = False,
) -> list[FaultCodeFacts]:
    """The pick list: codes in use, those of the product class and those for all; in one language if one is named.

    retired: those that were taken out of use instead.
    """
    if list_name not in set(CodeList):
        raise UnknownList(given=list_name[:40], field="list")
    found = [
        each
        for (name, _), each in (await _codes(scheme or await active_scheme())).chosen.items()
        if name == list_name and each.retired is retired and each.product_class in {None, product_class}
    ]
    if language is None:
        return found
    return [replace(each, words={language: say(each.words, language)}) for each in found]


async def ranked(
    list_name: str, *, after: tuple[str, str], product_class: str | None = None, scheme: str | None = None
) -> list[FaultCodeFacts]:
    """The pick list with the codes linked to `after` (list, code) first (CODE-2). Raises UnknownFaultCode."""
    known = await fault_code(*after, scheme=scheme)
    offered = await codes(list_name, product_class, scheme=known.scheme)
    rows = await fetch(_LINKED, known.scheme, known.list_name, known.code, list_name, product_class)
    weight = {row["code"]: row["weight"] for row in rows}
    return sorted(offered, key=lambda each: -weight.get(each.code, 0))


code_named: Final = looked_up(
    "fault code",
    """
select distinct on (scheme, list_name, code) id, scheme || ':' || list_name || ':' || code as alone from fault_code
 where $1 in (upper(code), upper(list_name || ':' || code), upper(scheme || ':' || list_name || ':' || code))
   and ($2::uuid[] is null or true)
 order by scheme, list_name, code, retired_at is not null, created_at desc""",
)
