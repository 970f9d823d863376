"""The sentence of an error in the reader's language. Each room keeps its own in errors.toml, beside its code.

What the members of its enums are called stands in enums.toml, for sentences and for the badges of pages.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.written import Translate, filled, written

# Places that hold words of ours (a state, a kind of record), not something that a person typed.
SPOKEN: Final = frozenset(
    {
        "kind",
        "kinds",
        "state",
        "target",
        "wanted",
        "choices",
        "advice",
        "hint",
        "where",
        "how",
        "why",
        "what",
        "problem",
        "reason",
    }
)
LIBRARIES: Final = ("barcodes",)
BARCODES: Final = "service_desk.scanning"
"""Which room speaks for the library of bar codes."""
# What `barcodes`, which knows no languages, says of a label that cannot be drawn or does not read back; terms of `scanning`.
BY_LIBRARIES: Final = (
    "'{text}' as {symbology} would be read as something else. Print it as a DataMatrix.",
    "A module of '{text}' has less than two dots at {dpi} dpi. Take larger stock.",
    "'{text}' and its quiet zone reach over the edge. Take larger stock.",
    "Something stands in the quiet zone of '{text}'.",
    "'{text}' does not read back at {dpi} dpi. Do not print it.",
    "'{text}' is no token: use 2 to 46 of 0-9, A-Z and -, a letter first, no - last.",
    "GS1-128 holds {most:# character|# characters}; these are {count}. Use a DataMatrix.",
    "'{text}' is no GS1 element. Write it as (01)09506000134352(21)SN-1.",
    "{text} has a wrong check digit or an impossible date. Correct it first.",
    "A GS1 code holds each identifier once only.",
    "GS1 values hold no brackets.",
    "The check digit of {text} is wrong: it should end in {digit}.",
    "'{text}' is no GTIN. It has 8, 12, 13 or 14 digits.",
    "The label is {width} dots wide, the paper {paper}. Choose a narrower stock.",
    "'{text}' has no readable bars of {width} mm. Take wider stock or a shorter code.",
    "The code is too large for {width} x {height} mm. Take larger stock or less text.",
    "'{text}' does not fit on {width} x {height} mm. Take larger stock.",
    "This stock has one label a page. Choose a sheet, such as a4-24.",
    "{symbology} takes {wanted}; '{text}' is not that.",
    "'{text}' cannot be drawn as {symbology}: {why}.",
)


def sentence(error: DeskError, language: str) -> str:
    """In `language`, or in English where nobody has written it yet."""
    template = template_of(type(error), language)
    if template is None:
        template, language = error.message, "en"
    room = room_of(type(error))

    def translate(word: str) -> str | None:
        return _term(word, room, language)

    spoken = {name: _said(name, value, translate, language) for name, value in error.params.items()}
    return filled(template, spoken, language, translate)


def said(value: Any, room: str, language: str) -> str:
    """A Term, a Phrase or any other value of sentences outside of an error, by the glossary of `room`."""
    return written(value, language, lambda word: _term(word, room, language))


def word(member: StrEnum, language: str) -> str:
    """What a member of an enum is called, as it stands within a sentence: "waiting for a part", «در انتظار قطعه»."""
    told = words_of_members(type(member)).get(member.value) or {}
    plain = member.value.replace("_", " ")
    return told.get(language) or told.get("en") or _term(plain, _home(type(member).__module__), language) or plain


def badge(member: StrEnum, language: str) -> str:
    """The same standing alone, with a capital where the language has them: "Waiting for a part"."""
    said = word(member, language)
    return said[:1].upper() + said[1:]


def words_of_members(kind: type[StrEnum]) -> Mapping[str, Mapping[str, str]]:
    """{member: {language: word}} of what enums.toml says; the rest are terms of errors.toml."""
    room, within = _home(kind.__module__), ""
    if not kind.__module__.startswith(room):
        within = f"{kind.__module__.partition('.')[0]}."
    rows = _enums_of(room).get(f"{within}{kind.__name__}", {})
    return {value: dict(zip(LANGUAGES, words, strict=True)) for value, words in rows.items()}


def template_of(kind: type[DeskError], language: str) -> str | None:
    """By the code, in the file of the room that declares the class; else of the class it stands on."""
    for base in kind.__mro__:
        if issubclass(base, DeskError):
            found = words_of(room_of(base)).get(kind.code, {}).get(language)
            if found is not None:
                return str(found)
    return None


def room_of(kind: type[DeskError]) -> str:
    """The package that owns the class: service_desk.tickets, notifications."""
    return _home(kind.__module__)


def _home(module: str) -> str:
    """The room that speaks for a module; the library of bar codes knows no languages."""
    parts = module.split(".")
    return BARCODES if parts[0] == "barcodes" else ".".join(parts[: 2 if parts[0] == "service_desk" else 1])


@lru_cache
def words_of(room: str) -> dict[str, Any]:
    return _read(room, "errors.toml")


@lru_cache
def _enums_of(room: str) -> dict[str, Any]:
    """{"State": {member: [words]}}, and {"barcodes.Kind": …} of the libraries."""
    found = _read(room, "enums.toml")
    libraries = {f"{name}.{kind}": rows for name in LIBRARIES for kind, rows in found.pop(name, {}).items()}
    return found | libraries


def _read(room: str, name: str) -> dict[str, Any]:
    place = getattr(sys.modules.get(room), "__file__", None)
    file = Path(place).parent / name if place else None
    return tomllib.loads(file.read_text(encoding="utf-8")) if file is not None and file.is_file() else {}


def _said(name: str, value: Any, translate: Translate, language: str) -> Any:
    """A reason that is an error itself is said in the language too; text in a place of our words is looked up."""
    if isinstance(value, DeskError):
        return sentence(value, language)
    if name in SPOKEN and type(value) is str:
        return translate(value) or _told_by_library(value, translate) or value
    return value


def _told_by_library(text: str, translate: Translate) -> str | None:
    """A sentence that a package without our languages made, by the shapes in BY_LIBRARIES."""
    for shape in BY_LIBRARIES:
        if (found := _pattern(shape).fullmatch(text)) is not None and (said := translate(shape)) is not None:
            return said.format(**found.groupdict())
    return None


@lru_cache
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(shape)), re.DOTALL)


def _term(term: str, room: str, language: str) -> str | None:
    """`term` as the glossaries of the room and of the foundation say it; a member of an enum by its own room."""
    if isinstance(term, StrEnum):
        return word(term, language)
    if language == "en":
        return term
    for terms in (words_of(room).get("terms", {}), words_of("service_desk.foundation").get("terms", {})):
        if term in terms:
            return str(terms[term][language])
    return None
