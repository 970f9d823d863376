"""Render a template: sandboxed, a missing parameter is an error, and what people typed cannot break out of its place."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2 import Template as Words
from jinja2.sandbox import SandboxedEnvironment

from notifications.message import LINK, Medium, fold_punctuation, segments
from notifications.templates.catalogue import Template, source
from notifications.templates.checked import faults
from notifications.templates.language import ISOLATES, filters, plural_for
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.written import RIGHT_TO_LEFT, Phrase

_BASE: Final = (Path(__file__).parent / "base.html").read_text(encoding="utf-8")
ROOM: Final = {"GSM-7": 1, "UCS-2": 4}
"""To how many segments an SMS may come by what is only of use; what must be said takes as many as it needs."""
MOST_LETTERS: Final = 500  # of one parameter: a longer one is cut, since the reader is on a telephone


class BadTemplate(Invalid):
    code = "bad_template"
    message = "The text of {key} for {medium} in {language} cannot be used: {reason}"


@dataclass(frozen=True)
class Override:
    """The house's own words for a template, from the database."""

    subject: str
    body: str
    content_sid: str | None = None


@dataclass(frozen=True)
class Rendered:
    subject: str
    body: str
    content_sid: str | None = None


def render(
    entry: Template, language: str, medium: Medium, params: Mapping[str, Any], override: Override | None = None
) -> Rendered:
    """Subject and body for one medium. BadTemplate when the words do not fit the parameters."""
    spoken = language if language in LANGUAGES else "en"
    subject, body = (override.subject, override.body) if override else source(entry, spoken, medium)
    try:
        told = {name: plain(value) for name, value in params.items()}
        spoken_subject = _compiled(spoken, subject).render(told)
        text = _said(entry, _compiled(spoken, body), medium, told)
    except (TemplateError, TypeError, ValueError, KeyError, ArithmeticError) as error:
        raise BadTemplate(key=entry.key, medium=medium, language=language, reason=_reason(error)) from error
    return Rendered(" ".join(spoken_subject.split()), text, override.content_sid if override else None)


def said(
    entry: Template, language: str, medium: Medium, params: Mapping[str, Any], own: Override | None = None
) -> Rendered:
    """The house's own words, and those that came with the program where its own do not fit these facts: whoever waits for news is told."""
    if own is not None:
        with suppress(BadTemplate):
            return render(entry, language, medium, params, own)
    return render(entry, language, medium, params)


def _said(entry: Template, body: Words, medium: Medium, told: dict[str, Any]) -> str:
    text: str = _link_apart(body.render(told).strip(), told)
    if medium is not Medium.SMS:
        return text
    text = fold_punctuation(text)
    if any(told.get(name) for name in entry.spare):
        short = fold_punctuation(_link_apart(body.render(told | dict.fromkeys(entry.spare, "")).strip(), told))
        needed = segments(text)
        return text if needed.parts <= max(segments(short).parts, ROOM[needed.encoding]) else short
    return text


def _link_apart(text: str, told: Mapping[str, Any]) -> str:
    """A telephone takes what stands right beside an address, a full stop in Chinese say, for a part of it."""
    link = told.get("link")
    if not link or link not in text:
        return text
    there = re.escape(link)
    text = re.sub(rf"{there}(?=[^\s)>.,!?;:\u2069])", f"{link} ", text)
    return re.sub(rf"(?<=[^\s(<\u2066\u2068]){there}", f" {link}", text)


def tried(entry: Template, language: str, medium: Medium, override: Override) -> Rendered:
    """The house's own words with the template's example facts, before they are published. Raises BadTemplate for what can never be said,
    in a branch that the example does not take too, and for words that say nothing."""

    def refused(reason: Phrase) -> BadTemplate:
        return BadTemplate(key=entry.key, medium=medium, language=language, reason=reason)

    try:
        for text in (override.subject, override.body):
            for fault in faults(_environment(language), text, entry.sample):
                raise refused(fault)
    except TemplateSyntaxError as error:
        raise refused(_reason(error)) from error
    shown = render(entry, language, medium, entry.sample, override)
    if not visible(shown.body):
        raise refused(Phrase("it says nothing."))
    if medium is Medium.EMAIL and not visible(shown.subject):
        raise refused(Phrase("an e-mail needs a subject."))
    return shown


def visible(text: str) -> bool:
    """Whether anything of it would be seen: blanks, marks of direction and joiners are nothing."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def _reason(error: Exception) -> Phrase:
    """What the template engine found, in our words."""
    if isinstance(error, UndefinedError):
        name = re.search(r"'([^']{1,60})' is undefined|no attribute '([^']{1,60})'", str(error))
        return Phrase("there is no place called '{name}'.", name=next(filter(None, name.groups())) if name else "?")
    if isinstance(error, TemplateSyntaxError):
        return Phrase("line {line} cannot be read. Look for a brace or a bar too many.", line=error.lineno)
    return Phrase("a value does not fit what is written behind its bar.")


def plain(value: Any) -> Any:
    """A parameter as it is kept and rendered: JSON values, text on one line without control or direction marks."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (str, Decimal, UUID)):
        return _one_line(str(value))
    raise TypeError(f"a message cannot say a {type(value).__name__}")


def _one_line(text: str) -> str:
    """A line break would start a header of its own, an unpaired direction mark turns the rest of the text around."""
    kept = (" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text[:MOST_LETTERS])
    return "".join(letter for letter in kept if letter not in ISOLATES)


def html_part(body: str, subject: str, language: str) -> str:
    """The same words as a page, in the one base layout: left to right, or right to left."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    paragraphs = [_marked(part) for part in re.split(r"\n\s*\n", body) if part.strip()]
    page: str = _page().render(lang=language, dir=direction, subject=subject, paragraphs=paragraphs)
    return page


def _marked(paragraph: str) -> str:
    """Escaped; isolates become <bdi>, addresses become links, lines keep their breaks."""
    pieces = [escape(piece) for piece in LINK.split(paragraph.strip())]  # every second one is a link
    pieces[1::2] = [f'<a href="{link}">{link}</a>' for link in pieces[1::2]]
    linked = "".join(pieces)
    isolated = linked.replace("\u2066", '<bdi dir="ltr">').replace("\u2068", "<bdi>").replace("\u2069", "</bdi>")
    return isolated.replace("\n", "<br>\n")


@lru_cache(maxsize=1)
def _page() -> Any:
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(_BASE)


def _written(language: str) -> Callable[[Any], Any]:
    """What stands in a place without a bar: a sum as people write it, nothing for what is not known."""
    money = filters(language)["money"]

    def written(value: Any) -> Any:
        return "" if value is None else money(value) if isinstance(value, Mapping) and "currency" in value else value

    return written


@lru_cache(maxsize=8)
def _environment(language: str) -> SandboxedEnvironment:
    # No autoescape: these are plain texts, an SMS must not say &amp;. The HTML part is escaped as a whole.
    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    made.filters.update(filters(language))
    made.finalize = _written(language)
    made.globals = {"plural": plural_for(language)}
    return made


@lru_cache(maxsize=512)
def _compiled(language: str, text: str) -> Any:
    return _environment(language).from_string(text)
