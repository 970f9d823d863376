"""Import a scheme of fault codes that the company brings: a look first, then all of it in one transaction."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from service_desk.events.actions import record
from service_desk.faults import queries
from service_desk.faults.actions.codes import RIGHT
from service_desk.faults.rules import SCHEME, CodeList, FaultCodesLoaded
from service_desk.faults.rules.reading import BadSchemeMapping, ReadCode, Refused, SchemeMapping, read_scheme
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import after_commit, atomic, execute, fetch
from service_desk.foundation.errors import Invalid
from service_desk.foundation.ids import uuid7
from service_desk.foundation.written import Phrase, Term

MOST_CODES: Final = 50_000
_HELD: Final = """
select scheme_version, list_name, code, words, product_class, flags, needs, outcome, fault_group as "group",
       retired_at is not null as retired
  from fault_code where scheme = $1"""
_PUT: Final = """
insert into fault_code (id, scheme, scheme_version, list_name, code, words, product_class, flags, needs, outcome,
  fault_group, position, created_at, version)
select r.id, $2, $3, r.list_name, r.code, r.words, r.product_class, r.flags, r.needs, r.outcome, r."group", r.position, $4, 1
  from jsonb_to_recordset($1) as r(id uuid, list_name text, code text, words jsonb, product_class text, flags text[],
    needs text, outcome text, "group" text, position int)
on conflict (scheme, scheme_version, list_name, code) do update set words = excluded.words, flags = excluded.flags,
  product_class = excluded.product_class, needs = excluded.needs, outcome = excluded.outcome,
  fault_group = excluded.fault_group, position = excluded.position, retired_at = null, version = fault_code.version + 1"""
_RETIRE: Final = """
update fault_code set retired_at = $2, version = version + 1
 where scheme = $1 and retired_at is null
   and (scheme_version, list_name, code) in (select r.version, r.list_name, r.code
     from jsonb_to_recordset($3) as r(version text, list_name text, code text))"""


class BadScheme(Invalid):
    code = "bad_scheme"
    message = "{given} cannot be the name or version of a scheme: capital letters, digits and dots, at most 10, and not {shipped}, which is shipped."


class BadSchemeFile(Invalid):
    code = "bad_scheme_file"
    message = "The file cannot be read as a table of fault codes: {why}."


@dataclass(frozen=True, slots=True)
class SchemeTally:
    """What an import does, or on a dry run would do. Codes by `list/code`; every row is in a code or refused.

    unsaid: repair codes of which nobody says how they end; closing with one asks for it.
    """

    scheme: str
    version: str
    dry_run: bool
    rows: int
    new: list[str]
    changed: list[str]
    retired: list[str]
    same: int
    refused: list[Refused]
    unsaid: list[str]


async def import_scheme(
    *, content: str, scheme: str, version: str, mapping: SchemeMapping, by: Actor, dry_run: bool = False
) -> SchemeTally:
    """`content`: a table with a header. Codes that are not in it are retired, those of earlier versions too: one version of
    a scheme is in use. What the file does not say of a code stays as the company has it. A second time it changes nothing.

    Raises BadScheme, BadSchemeFile.
    """
    by.require_company(RIGHT)
    for given in (scheme, version):
        if not re.fullmatch(r"[A-Z0-9.]{1,10}", given) or given == SCHEME:
            raise BadScheme(given=given[:20], shipped=SCHEME, field="scheme" if given is scheme else "version")
    rows = list(_rows(content, mapping))
    codes, refused = read_scheme(rows, mapping)
    async with atomic():
        await execute("select pg_advisory_xact_lock(hashtext('faults.' || $1))", scheme)
        held = await fetch(_HELD, scheme)
        there = {(row["list_name"], row["code"]): row for row in held if row["scheme_version"] == version}
        before = {(row["list_name"], row["code"]): row for row in held}
        put = [_row(place, code, there, before, mapping) for place, code in enumerate(codes)]
        new = [row for row in put if _key(row) not in there]
        changed = [row for row in put if _key(row) in there and _differs(row, there[_key(row)])]
        found = {_key(row) for row in put}
        gone = [
            row for row in held if not row["retired"] and (row["scheme_version"] != version or _key(row) not in found)
        ]
        tally = SchemeTally(
            scheme, version, dry_run, len(rows), [_name(row) for row in new], [_name(row) for row in changed],
            sorted({_name(row) for row in gone if _key(row) not in found}), len(put) - len(new) - len(changed), refused,
            [_name(row) for row in put if row["list_name"] == CodeList.REPAIR and not row["outcome"]],
        )  # fmt: skip
        if not dry_run and (new or changed or gone):
            await execute(_PUT, [*new, *changed], scheme, version, clock.now())
            await execute(_RETIRE, scheme, clock.now(), [
                {"version": row["scheme_version"], "list_name": row["list_name"], "code": row["code"]} for row in gone
            ])  # fmt: skip
            fact = FaultCodesLoaded(uuid7(), scheme, version, len(new), len(changed), len(tally.retired))
            await record(fact, subject=("fault_codes", fact.batch_id), centre_id=None, by=by)
    queries.forget()
    after_commit(queries.forget)
    return tally


def _rows(content: str, mapping: SchemeMapping) -> Iterator[tuple[int, Mapping[str, str]]]:
    text = content.removeprefix("\ufeff")
    if "\x00" in text:
        raise BadSchemeFile(why=Phrase("it holds zero bytes; save it as CSV in UTF-8"))
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = mapping.delimiter or max(";,\t|", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = list(reader.fieldnames or ())
        for column in mapping.columns.values():
            if names.count(column) != 1:
                found = names[:30] or Term("none")
                raise BadSchemeFile(
                    why=Phrase(
                        "the column '{column}' is in it {count:# time|# times}; its columns are {found}",
                        column=column,
                        count=names.count(column),
                        found=found,
                    )
                )
        for count, row in enumerate(reader):
            if count >= MOST_CODES:
                raise BadSchemeFile(why=Phrase("it has more than {most:# row|# rows}", most=MOST_CODES))
            yield reader.line_num, {name: value or "" for name, value in row.items() if name}
    except csv.Error:
        raise BadSchemeFile(why=Phrase("its quotes do not close, after line {line}", line=reader.line_num)) from None


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["list_name"], row["code"]


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['list_name']}/{row['code']}"


def _row(
    place: int,
    code: ReadCode,
    there: Mapping[tuple[str, str], Any],
    before: Mapping[tuple[str, str], Any],
    mapping: SchemeMapping,
) -> dict[str, Any]:
    """A code as it will be kept; what the file does not say is taken from what is held, of an earlier version too."""
    key = (code.list_name, code.code)
    held = there.get(key) or before.get(key)
    plain = {"flags": [], "needs": "", "outcome": "", "group": code.code if code.list_name == CodeList.SYMPTOM else ""}
    said = {name: getattr(code, name) for name in plain}
    kept = {name: (held[name] if held else plain[name]) if said[name] is None else said[name] for name in plain}
    words = {**(held["words"] if held else {}), **code.words}
    product_class = code.product_class if mapping.tells("product_class") or not held else held["product_class"]
    return {
        "id": uuid7(), "list_name": code.list_name, "code": code.code, "words": words, "product_class": product_class,
        "position": place, **kept, "flags": sorted(kept["flags"]),
    }  # fmt: skip


def _differs(row: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    names = ("words", "product_class", "needs", "outcome", "group")
    return bool(held["retired"]) or sorted(held["flags"]) != row["flags"] or any(row[n] != held[n] for n in names)


__all__ = ["BadScheme", "BadSchemeFile", "BadSchemeMapping", "SchemeTally", "import_scheme"]
