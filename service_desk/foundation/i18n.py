"""Words of data in several languages, and the folding of digits and letters people type."""

import os
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from barcodes.serials import SPELLED
from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Either

LANGUAGES: Final = ("en", "fa", "ar", "zh", "ru")
_LETTERS = str.maketrans("يىك", "ییک") | dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640])
LONGEST_NAME: Final = 200
# Characters that turn or hide the text around them: a name with one shows as another name. The half-space of Persian
# (U+200C) and the joiner (U+200D) belong to the spelling and stay.
_DECEIVING = re.compile("[\x00\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


class NoWords(Invalid):
    code = "no_words"
    message = "A name is needed in at least one of the languages {choices}, each of at most {longest:# character|# characters}."


def say(words: Mapping[str, str] | None, language: str, fallback: str = "en") -> str:
    """The text in `language`, else in `fallback`, else in any language there is, else empty."""
    if not words:
        return ""
    return words.get(language) or words.get(fallback) or next(iter(words.values()), "")


def code_form(written: str) -> str:
    """By what codes and SKUs are found and told from one another: wh-1, WH–1 and ＷＨ-１ are one, and ك is ک; capitals, Latin digits."""
    return " ".join(spelled(written).split()).upper()


def spelled(written: str) -> str:
    """What keyboards write in several ways in one: width, digits, dashes, kaf and yeh, signs that nobody sees."""
    if written.isascii():
        return written
    return "".join(sign for sign in half_width(written).translate(SPELLED) if unicodedata.category(sign) != "Cf")


def latin_digits(text: str) -> str:
    """Digits of every script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def half_width(text: str) -> str:
    """Digits of every script as 0-9, and the wide letters and signs of Chinese and Japanese keyboards as the usual ones."""
    return latin_digits(unicodedata.normalize("NFKC", text))


def fold_letters(text: str) -> str:
    """Letters as they compare in a search: one yeh, one kaf, no vowel marks, no half-space (ID-3)."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS).replace("\u200c", "")


def language_of(header: str | None, fallback: str = "en") -> str:
    """The first of our languages in an Accept-Language header."""
    for part in (header or "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return fallback


def one_line(text: str) -> str:
    """A name as it is kept: single blanks, and nothing in it that deceives the eye."""
    return " ".join(_DECEIVING.sub("", text).split())


def checked_words(words: Mapping[str, str]) -> dict[str, str]:
    """{language: name} without empty entries. Raises NoWords."""
    kept = {language: line for language, name in words.items() if (line := one_line(name))}
    if not kept or not kept.keys() <= set(LANGUAGES) or any(len(name) > LONGEST_NAME for name in kept.values()):
        raise NoWords(choices=Either(LANGUAGES), longest=LONGEST_NAME, field="name")
    return kept


def terminal_language() -> str:
    """What the environment of whoever typed the command speaks, as for other programs (POSIX, Environment Variables, 8.2)."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return language_of(spoken)
