"""Search as people type: words folded alike when stored and when asked, found by their beginnings.

Folded are accents (é, ё and й, ø, ł, ß, the dotless ı), the forms of alef, hamza, yeh, kaf and heh, the half-space, vowel
marks and tatweel, digits of all scripts, full width, and traditional Chinese signs. Where a letter is written out in two ways
(Müller as Muller and Mueller) both are stored. Chinese, Japanese and Korean are cut into pairs of neighbours.
A change of what is stored makes `FOLDING` one higher: `desk search rebuild` then fills the columns anew.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import icu

T = TypeVar("T")
FOLDING: Final = 2
CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_CJK_RUN: Final = re.compile(f"[{CJK}]+")
# What may stand inside a word without ending it: O'Brien, Jean-Luc, WM-70, half-spaces. Such a word is stored whole and in parts.
_JOINERS: Final = "\u200c'’ʼ‘`´\u2010\u2011\u2013./&+\u00b7_-"
_CHUNK: Final = re.compile(rf"[^\W_]+(?:[{_JOINERS}][^\W_]+)*")
_SPLIT: Final = re.compile(rf"[{_JOINERS}]")
_UNSEEN: Final = dict.fromkeys(
    [0xAD, 0x200B, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
# Marks above and below letters of Latin, Greek, Cyrillic, Hebrew and Arabic; those of other scripts are letters of theirs.
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_LETTERS: Final = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
        "ə": "e", "ґ": "г", "є": "е", "і": "и", "ў": "у", "ה": "ה",
        "ي": "ی", "ى": "ی", "ے": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ٱ": "ا", "ة": "ه", "ۃ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
        "ء": None, "ٴ": None, "ـ": None,
    }
)  # fmt: skip
_WRITTEN_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_TWO_WAYS: Final = re.compile("[äöüøåÄÖÜØÅ]|[aouAOU]\u0308|[aA]\u030a")
_ARTICLE: Final = "ال"
_LONGEST: Final = 64
_MOST_WORDS: Final = 16

_DIGIT: Final = re.compile("[0-9]")
_MOST_IN_CODE: Final = 6

Token = tuple[str, bool]  # and whether it is meant as the beginning of a word


@dataclass(frozen=True, slots=True)
class Asked:
    """All of one of the alternatives of each word: and(or(and(token))). Or `code`: a serial that was typed with blanks in it."""

    words: list[list[list[Token]]]
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)


def tokens(text: str) -> list[str]:
    """What of `text` is stored: sorted, without repeats. Fill a column with `array_to_tsvector($1::text[])`."""
    if text.isascii():
        return sorted({word[:_LONGEST] for chunk in _CHUNK.findall(text.lower()) for word in _whole_and_parts(chunk)})
    out: set[str] = set()
    for form in _forms(text):
        for run in _CJK_RUN.findall(form):
            out.update(run[at : at + 2] for at in range(len(run) - 1))
            out.add(run[-1])  # so that every sign begins something
        for chunk in _CHUNK.findall(_CJK_RUN.sub(" ", form)):
            words = _whole_and_parts(chunk)
            out.update(word[:_LONGEST] for word in words)
            out.update(word[2 : _LONGEST + 2] for word in words if _has_article(word))
    return sorted(out)


@lru_cache(maxsize=4096)
def kept_tokens(text: str) -> frozenset[str]:
    """Those of a text that comes again and again, such as the name of a model."""
    return frozenset(tokens(text))


def asked_for(text: str) -> Asked:
    """What a typed text asks for; empty when nothing in it can be searched. At most its first 16 words count."""
    found: list[list[list[Token]]] = []
    typed = text.translate(_UNSEEN).split()
    for word in typed[:_MOST_WORDS]:
        ways = [way for form in _forms(word) for way in _ways(form)]
        if kept := [way for at, way in enumerate(ways) if way and way not in ways[:at]]:
            found.append(kept)
    code = "".join(_CHUNK.findall(_forms("".join(typed))[0])) if 1 < len(typed) <= _MOST_IN_CODE else ""
    return Asked(found, _SPLIT.sub("", code)[:_LONGEST] if _DIGIT.search(code) else "")


def tsquery(text: str, *, some: bool = False) -> str | None:
    """A tsquery literal that asks for words beginning as those of `text` do (all of them, or `some`); None when nothing in it can
    be searched."""
    asked = asked_for(text)
    if not asked:
        return None
    told = (" | " if some else " & ").join(f"({' | '.join(_all_of(way) for way in ways)})" for ways in asked.words)
    return f"({told}) | '{asked.code}':*" if asked.code else told


def matches(asked: Asked, stored: Iterable[str]) -> bool:
    """The same question to the tokens of a text that is at hand, for lists that fit into memory."""
    words = stored if isinstance(stored, (set, frozenset)) else set(stored)
    if asked.code and _has(words, (asked.code, True)):
        return True
    return all(any(all(_has(words, token) for token in way) for way in ways) for ways in asked.words)


def narrowed(rows: Sequence[T], words: str | None, text: Callable[[T], str]) -> list[T]:
    """Those of a short list whose text has words beginning as the typed ones: all where nothing was asked, none where nothing in it
    can be searched."""
    if words is None:
        return list(rows)
    asked = asked_for(words)
    return [row for row in rows if matches(asked, kept_tokens(text(row)))] if asked else []


def _whole_and_parts(chunk: str) -> tuple[str, ...]:
    if chunk.isalnum():
        return (chunk,)
    parts = _SPLIT.split(chunk)
    return (*parts, "".join(parts))


def _has(words: Iterable[str], token: Token) -> bool:
    word, beginning = token
    return word in words or (beginning and any(each.startswith(word) for each in words))


def _all_of(way: list[Token]) -> str:
    shown = [f"'{word}'{':*' if beginning else ''}" for word, beginning in way]
    return shown[0] if len(shown) == 1 else f"({' & '.join(shown)})"


def _ways(form: str) -> list[list[Token]]:
    """The alternatives for one typed word, which may hold signs and several chunks."""
    pairs: list[Token] = []
    for run in _CJK_RUN.findall(form):
        pairs += [(run[at : at + 2], False) for at in range(len(run) - 1)] or [(run, True)]
    chunks = [_SPLIT.split(chunk) for chunk in _CHUNK.findall(_CJK_RUN.sub(" ", form))]
    whole = [*pairs, *_beginnings("".join(parts) for parts in chunks)]
    ways = [whole]
    if any(len(parts) > 1 for parts in chunks):
        ways.append([*pairs, *_beginnings(part for parts in chunks for part in parts)])
    if len(chunks) == 1 and _has_article(word := "".join(chunks[0])):
        ways.append([*pairs, *_beginnings([word[2:]])])
    return ways


def _beginnings(words: Iterable[str]) -> list[Token]:
    return [(word[:_LONGEST], True) for word in words]


def _has_article(word: str) -> bool:
    """الخالدي is looked for as خالدي too."""
    return len(word) >= 5 and word.startswith(_ARTICLE)


def _forms(text: str) -> tuple[str, ...]:
    """The text folded; twice where its letters have two spellings."""
    if text.isascii():
        return (text.lower(),)
    text = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    if _TWO_WAYS.search(text):
        return fold(text), fold(unicodedata.normalize("NFC", text).casefold().translate(_WRITTEN_OUT))
    return (fold(text),)


def fold(text: str) -> str:
    """Letters as they compare in a search (ID-3); blanks and what stands between words stay."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFC", _MARKS.sub("", plain))
    if plain.isascii():
        return plain
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return _CJK_RUN.sub(lambda run: "".join(map(_simplified, run[0])), plain)


@lru_cache(maxsize=32_768)
def _simplified(sign: str) -> str:
    """臺 as 台. Sign by sign, so that a name folds alike wherever it stands."""
    kept: str = _TO_SIMPLIFIED.transliterate(sign)
    return kept if len(kept) == 1 else sign


_TO_SIMPLIFIED: Final = icu.Transliterator.createInstance("Traditional-Simplified")
