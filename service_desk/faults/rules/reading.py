"""Read a scheme of fault codes from rows of another system: which column is what, what is refused and why (section 9).

No table of IRIS is shipped: its licence is not ours to give. The user brings the file.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import msgspec

from service_desk.faults.rules import CodeList, Flag, Needs, Outcome
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import LANGUAGES, LONGEST_NAME, one_line
from service_desk.foundation.written import Phrase

LONGEST_CODE: Final = 12
LONGEST_CLASS: Final = 60
Column = Literal["list", "code", "text", "language", "product_class", "flags", "needs", "outcome", "group"]
_NEEDED: Final[tuple[Column, ...]] = ("list", "code", "text")


class BadSchemeMapping(Invalid):
    code = "bad_scheme_mapping"
    message = "The mapping cannot be used: {why}."


class Meaning(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a code means to the desk, where the file does not say it."""

    flags: tuple[Flag, ...] | None = None
    needs: Needs | None = None
    outcome: Outcome | None = None
    group: Annotated[str, msgspec.Meta(max_length=LONGEST_CODE)] | None = None


class SchemeMapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """columns: what a column is called in the file. fixed: a value for all rows. lists: the file's word for each list.
    widths: how many characters a code of a list has. meanings: what the file does not say of a code, by `list/code`.
    """

    columns: dict[Column, str]
    fixed: dict[Column, str] = {}
    lists: dict[str, CodeList] = {}
    widths: dict[CodeList, Annotated[int, msgspec.Meta(ge=1, le=LONGEST_CODE)]] = {}
    meanings: dict[str, Meaning] = {}
    delimiter: Annotated[str, msgspec.Meta(max_length=1)] = ""

    def tells(self, name: Column) -> bool:
        """Whether the file, and not only a meaning here and there, says this of every code."""
        return name in self.columns or name in self.fixed


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was left out: its line in the file, the header being line 1, and why."""

    line: int
    why: str


@dataclass(slots=True)
class ReadCode:
    """One code of all its rows. None: the file does not say."""

    list_name: str
    code: str
    words: dict[str, str]
    product_class: str | None = None
    flags: list[str] | None = None
    needs: str | None = None
    outcome: str | None = None
    group: str | None = None


class _Refuse(Exception):  # caught in this module only
    pass


def parse_mapping(content: Any) -> SchemeMapping:
    """From YAML or JSON. Raises BadSchemeMapping with the place."""
    try:
        mapping = msgspec.convert(content, SchemeMapping)
    except msgspec.ValidationError as error:
        raise BadSchemeMapping(why=_said(str(error))) from None
    return checked_mapping(mapping)


def _said(told: str) -> Phrase:
    """What the library that reads it found, in our words."""
    message, _, place = told.partition(" - at `$")
    named = re.search(r"field `([^`]+)`", message)
    return Phrase(
        "'{name}' is not written as it must be",
        name=".".join(filter(None, (place.strip("`").lstrip("."), named[1] if named else ""))),
    )


def checked_mapping(mapping: SchemeMapping) -> SchemeMapping:
    for name in _NEEDED:
        if not mapping.tells(name):
            raise BadSchemeMapping(why=Phrase("it does not say which column is '{name}'", name=name))
    return mapping


def read_scheme(
    rows: Iterable[tuple[int, Mapping[str, str]]], mapping: SchemeMapping
) -> tuple[list[ReadCode], list[Refused]]:
    """(line, row) by column name -> the codes in the order of the file, and what was refused. Several rows of one code give
    its text in several languages."""
    codes: dict[tuple[str, str], ReadCode] = {}
    refused: list[Refused] = []
    for line, row in rows:
        try:
            _take(_read(row, mapping), codes)
        except _Refuse as reason:
            refused.append(Refused(line, str(reason)))
    return list(codes.values()), refused


def _take(read: ReadCode, codes: dict[tuple[str, str], ReadCode]) -> None:
    held = codes.get((read.list_name, read.code))
    if held is None:
        codes[read.list_name, read.code] = read
        return
    for language, text in read.words.items():
        if held.words.setdefault(language, text) != text:
            raise _Refuse(f"{read.code} has another text in {language} further up")
    for name in ("product_class", "flags", "needs", "outcome", "group"):
        if getattr(held, name) != getattr(read, name):
            raise _Refuse(f"{read.code} has another {name} further up")


def _read(row: Mapping[str, str], mapping: SchemeMapping) -> ReadCode:
    said = {
        name: one_line(
            str(row.get(mapping.columns[name]) or "") if name in mapping.columns else str(mapping.fixed[name])
        )
        for name in (*mapping.columns, *(name for name in mapping.fixed if name not in mapping.columns))
    }
    list_name = mapping.lists.get(said["list"], said["list"].casefold())
    if list_name not in set(CodeList):
        raise _Refuse(f"'{said['list'][:40]}' is no list; name it under 'lists' of the mapping")
    code = said["code"]
    if not code or " " in code or len(code) > LONGEST_CODE:
        raise _Refuse(f"'{code[:40]}' is not a code of 1 to {LONGEST_CODE} characters without blanks")
    width = mapping.widths.get(CodeList(list_name))
    if width is not None and len(code) != width:
        raise _Refuse(f"{code} has {len(code)} characters, a code of the list {list_name} has {width}")
    language = said.get("language", "en").casefold()[:2] or "en"
    if language not in LANGUAGES:
        raise _Refuse(f"{said['language'][:20]} is not one of the languages {', '.join(LANGUAGES)}")
    if not said["text"] or len(said["text"]) > LONGEST_NAME:
        raise _Refuse(f"{code} has no text of 1 to {LONGEST_NAME} characters")
    meant = mapping.meanings.get(f"{list_name}/{code}", Meaning())
    flags = said.get("flags") if meant.flags is None else " ".join(meant.flags)
    found = ReadCode(
        list_name,
        code,
        {language: said["text"]},
        said.get("product_class", "")[:LONGEST_CLASS] or None,
        None if flags is None else _flags(flags),
        _member(Needs, said.get("needs") if meant.needs is None else meant.needs, "needs"),
        _member(Outcome, said.get("outcome") if meant.outcome is None else meant.outcome, "outcome"),
        said.get("group") if meant.group is None else meant.group,
    )
    if list_name != CodeList.REPAIR and (found.needs or found.outcome):
        raise _Refuse(f"{code}: only codes of the list repair have needs and outcome")
    if list_name != CodeList.REPAIR:
        found.needs = found.outcome = None
    return found


def _flags(written: str) -> list[str]:
    words = written.replace(",", " ").split()
    for word in words:
        if word not in set(Flag):
            raise _Refuse(f"'{word[:40]}' is no flag; there are {', '.join(Flag)}")
    return sorted(set(words))


def _member(kind: type[Needs] | type[Outcome], written: str | None, name: str) -> str | None:
    if not written:
        return written
    if written not in set(kind):
        raise _Refuse(f"'{written[:40]}' is no {name}; there are {', '.join(filter(None, kind))}")
    return str(written)
