"""The templates that exist. A room registers its own and keeps their words in a folder: one file per language.

A file holds sections that begin with a line `== subject ==`, `== sms ==`, `== email ==` or `== whatsapp ==`. WhatsApp
without a section of its own takes that of SMS.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from notifications.message import Category, Medium
from service_desk.foundation.errors import NotFound
from service_desk.foundation.written import Term

FALLBACK: Final = "en"
_HEADING = re.compile(r"^== (\w+) ==\s*$", re.MULTILINE)


class UnknownTemplate(NotFound):
    code = "unknown_template"
    message = "There is no message template {key}. Known are: {known}."


@dataclass(frozen=True)
class Template:
    """One thing that may be said.

    sample: example parameters; every text is tried with them before it is published, so they name every parameter.
    repeatable: media on which a message that may have been sent is sent again (e-mail keeps its Message-ID).
    spare: parameters that an SMS leaves out (they are empty then) where it would need more segments than `engine.ROOM` for them.
    valid_for: later than this it is not worth sending any more.
    """

    key: str
    folder: Path
    category: Category
    sample: Mapping[str, Any]
    repeatable: frozenset[Medium] = field(default=frozenset({Medium.EMAIL}))
    valid_for: timedelta | None = None
    spare: frozenset[str] = frozenset()


CATALOGUE: Final[dict[str, Template]] = {}


def register(*templates: Template) -> None:
    for entry in templates:
        CATALOGUE[entry.key] = entry


def template(key: str) -> Template:
    found = CATALOGUE.get(key)
    if found is None:
        raise UnknownTemplate(key=key, known=sorted(CATALOGUE) or Term("none"))
    return found


@lru_cache(maxsize=256)
def sections(folder: Path, language: str) -> Mapping[str, str]:
    """The texts of one language by section; those of English where that language has no file."""
    path = folder / f"{language}.txt"
    if not path.exists():
        path = folder / f"{FALLBACK}.txt"
    pieces = _HEADING.split(path.read_text(encoding="utf-8"))
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def source(entry: Template, language: str, medium: Medium) -> tuple[str, str]:
    """Subject and body of a template as they came with the program, not yet rendered."""
    texts = sections(entry.folder, language)
    return texts.get("subject", ""), texts.get(medium, texts["sms"])
