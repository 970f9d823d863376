"""The sentence of an error in the reader's language. Each room keeps its own in errors.toml, beside its code."""

import re
import sys
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from service_desk.foundation.errors import DeskError

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
    }
)
_COMMA: Final = {"fa": "، ", "ar": "، ", "zh": "、", "ru": ", "}


def sentence(error: DeskError, language: str) -> str:
    """In `language`, or in English where nobody has written it yet."""
    template = template_of(type(error), language)
    if template is None:
        return str(error)
    room = room_of(type(error))
    spoken = {name: _said(value, room, language) for name, value in error.params.items() if name in SPOKEN}
    return template.format(**(error.params | spoken))


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
    parts = kind.__module__.split(".")
    return ".".join(parts[: 2 if parts[0] == "service_desk" else 1])


@lru_cache
def words_of(room: str) -> dict[str, Any]:
    place = getattr(sys.modules.get(room), "__file__", None)
    file = Path(place).parent / "errors.toml" if place else None
    return tomllib.loads(file.read_text(encoding="utf-8")) if file is not None and file.is_file() else {}


def _said(value: Any, room: str, language: str) -> Any:
    if not isinstance(value, str):
        return value
    whole = _term(value, room, language)
    if whole is not None:
        return whole
    return _COMMA.get(language, ", ").join(_term(word, room, language) or word for word in value.split(", "))


def _term(word: str, room: str, language: str) -> str | None:
    """`word` as the glossaries of the room and of the foundation say it; a key may hold one place: it is at {place}."""
    for terms in (words_of(room).get("terms", {}), words_of("service_desk.foundation").get("terms", {})):
        if word in terms:
            return str(terms[word][language])
        for key, said in terms.items():
            if "{" in key and (match := _pattern(key).fullmatch(word)):
                return str(said[language]).format(**match.groupdict())
    return None


@lru_cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(key)))
