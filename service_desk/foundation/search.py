"""Search as people type: words folded alike when stored and when asked, found by their beginnings.

Folded are accents (é, ё and й, ø, ł, ß, the dotless ı), the forms of alef, hamza, yeh, kaf and heh, the half-space, vowel
marks and tatweel, digits of all scripts, full width, traditional Chinese signs and their variants. Where a letter is written in
two ways (Müller as Muller and Mueller, and Mueller as Muller, رحمة as رحمه and رحمت, مسئول as مسؤول) both are stored. Names that are written joined and
apart (عبد الله, محمدرضا, می‌خواهم, Mc Donald) are stored both ways. Chinese, Japanese and Korean are cut into pairs of neighbours.
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
FOLDING: Final = 5
CJK: Final = (
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
)
_CJK_RUN: Final = re.compile(f"[{CJK}]+")
# What may stand inside a word without ending it: O'Brien, Jean-Luc, WM-70, half-spaces. Such a word is stored whole and in parts.
_JOINERS: Final = "\u200c'./&+\u00b7\u30fb_-"
_CHUNK: Final = re.compile(rf"[^\W_]+(?:[{_JOINERS}][^\W_]+)*")
_SPLIT: Final = re.compile(rf"[{_JOINERS}]")
# Signs that nobody sees, and those of one meaning: normal forms would make blanks of some.
_SIGNS: Final[dict[int, str | None]] = {
    **dict.fromkeys([0xAD, 0x200B, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]),
    **dict.fromkeys(map(ord, "’‘‛ʼʻʹ`´′՚＇"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u058a\u05be"), "-"),
}  # fmt: skip
# Marks above and below letters of Latin, Greek, Cyrillic, Hebrew and Arabic; those of other scripts are letters of theirs.
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_LETTERS: Final = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
        "ə": "e", "ĸ": "k",
        "ґ": "г", "є": "е", "і": "и", "ў": "у", "ј": "и", "љ": "л", "њ": "н", "ъ": None, "ь": None,
        "қ": "к", "ғ": "г", "ң": "н", "ү": "у", "ұ": "у", "ө": "о", "һ": "х", "ә": "а",
        "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
        "ي": "ی", "ى": "ی", "ے": "ی", "ې": "ی", "ێ": "ی", "ۍ": "ی", "ك": "ک", "ڪ": "ک", "ګ": "گ", "ݢ": "گ", "ٱ": "ا",
        "ة": "ه", "ۃ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ں": "ن", "ڼ": "ن", "ڵ": "ل", "ڕ": "ر", "ړ": "ر", "ۆ": "و", "ۇ": "و", "ۈ": "و", "ڤ": "ف",
        "ء": None, "ٴ": None, "ـ": None,
    }
    | {chr(at): chr(at - 0x60) for at in range(0x30A1, 0x30F7)}  # katakana as hiragana
)  # fmt: skip
# Of letters with two spellings the second; the first is what is left without their marks.
_WRITTEN_OUT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj", "ة": "ت", "\u0670": "ا"}
)
_UMLAUT: Final = re.compile("(?<=[b-df-hj-np-tv-z][aou])e")  # not of Bauer, neue, Quelle
_TWO_WAYS: Final = re.compile("[äöüøåđÄÖÜØÅĐة\u0670]|[aouAOU]\u0308|[aA]\u030a")
# Hamza stands on another seat from country to country and person to person (مسئول, مسؤول), or its seat is written twice (مسوول,
# داوود): beside the seat the word without it is kept.
_SEATS: Final = re.compile("[ئؤأ]|[یوا]\u0654|وو")
_SEAT: Final = re.compile("(?<=[\u0620-\u06ff])(?:[ئؤأ]|[یوا]\u0654)|ئ|ی\u0654|(?<=و)و")
# خانه‌ی is خانۀ: the same ending, written as a letter of its own.
_EZAFE: Final = re.compile("(?<=[هەة])\u200c[یيى](?![^\\W_])")
_ARTICLE: Final = "ال"
# Beginnings of names and verbs that are written with the next word and apart from it.
_JOINED: Final = frozenset(
    "عبد ابو ابا ابی ابن بن بنت ام ال نور سیف شمس جمال صلاح محمد علی امیر غلام سید میر حاجی شاه می نمی "
    "al el abd abdul abdel abu bin ibn mac mc o d de di da del della la le van von der den ter st".split()
)
_ENDINGS: Final = frozenset("الله الدین الحق الاسلام الملک النبی ها های هایی ام اند تر ترین".split())
_HUMP: Final = re.compile("(?<=[^\\W\\d_])(?=[A-Z][a-z]{2})")
_LONGEST: Final = 64
_MOST_WORDS: Final = 16

_DIGIT: Final = re.compile("[0-9]")
_MOST_IN_CODE: Final = 6
_MOST_JOINED: Final = 4

Token = tuple[str, bool]  # and whether it is meant as the beginning of a word


@dataclass(frozen=True, slots=True)
class Asked:
    """All of one of the alternatives of each word: and(or(and(token))). Or `code`: a serial that was typed with blanks in it."""

    words: list[list[list[Token]]]
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)

    def tsquery(self, *, some: bool = False) -> str:
        """As PostgreSQL reads it; empty where nothing is asked."""
        told = (" | " if some else " & ").join(f"({' | '.join(_all_of(way) for way in ways)})" for ways in self.words)
        return f"({told}) | '{self.code}':*" if self.code and told else told


def tokens(text: str) -> list[str]:
    """What of `text` is stored: sorted, without repeats. Fill a column with `array_to_tsvector($1::text[])`."""
    out: set[str] = set()
    for form in _forms(text):
        rest = form
        if not form.isascii():
            for run in _CJK_RUN.findall(form):
                out.update(run[at : at + 2] for at in range(len(run) - 1))
                out.add(run[-1])  # so that every sign begins something
            rest = _CJK_RUN.sub(" ", form)
        chunks = _CHUNK.findall(rest)
        words = {word for chunk in chunks for word in _whole_and_parts(chunk)}
        out |= words
        if not _JOINED.isdisjoint(words) or not _ENDINGS.isdisjoint(words):
            out.update(_joined([_SPLIT.sub("", chunk) for chunk in chunks]))
        if _ARTICLE in rest:
            out.update(word[2:] for word in words if _has_article(word))
    humps = _HUMP.split(text if text.isascii() else unicodedata.normalize("NFC", text))
    for part in humps[1:]:  # McDonald, OBrien
        chunks = _CHUNK.findall(_forms(part[:_LONGEST])[0])
        out.update(_whole_and_parts(chunks[0]) if chunks else ())
    return sorted({word[:_LONGEST] for word in out})


def _joined(words: Sequence[str]) -> Iterable[str]:
    """Neighbours as one word, two or three, where the first often is written with the next, or the second with the one before."""
    for at, word in enumerate(words[1:], 1):
        before = words[at - 1]
        if before in _JOINED or word in _ENDINGS:
            yield before + word
            if at > 1 and words[at - 2] in _JOINED:
                yield words[at - 2] + before + word


@lru_cache(maxsize=4096)
def kept_tokens(text: str) -> frozenset[str]:
    """Those of a text that comes again and again, such as the name of a model."""
    return frozenset(tokens(text))


def asked_for(text: str) -> Asked:
    """What a typed text asks for; empty when nothing in it can be searched. At most its first 16 words count."""
    found: list[list[list[Token]]] = []
    typed = text.translate(_SIGNS).split()
    kept = typed[:_MOST_WORDS]
    for at, word in enumerate(kept):
        ways = [way for form in _forms(word) for way in _ways(form)]
        if any(ways) and len(kept) <= _MOST_JOINED:  # or as one word with the next, or with the one before
            for run in _runs(kept, at):
                ways += [way for form in _forms(run) for way in _ways(form)[:1]]
        if told := [way for nth, way in enumerate(ways) if way and way not in ways[:nth]]:
            found.append(told)
    code = "".join(_CHUNK.findall(_forms("".join(typed))[0])) if 1 < len(typed) <= _MOST_IN_CODE else ""
    return Asked(found, _SPLIT.sub("", code)[:_LONGEST] if _DIGIT.search(code) else "")


def _runs(words: Sequence[str], at: int) -> Iterable[str]:
    """Two or three neighbours of which this word is one, as one word."""
    for size in (2, 3):
        for first in range(max(at - size + 1, 0), min(at, len(words) - size) + 1):
            yield "".join(words[first : first + size])


def tsquery(text: str, *, some: bool = False) -> str | None:
    """A tsquery literal that asks for words beginning as those of `text` do (all of them, or `some`); None when nothing in it can
    be searched."""
    asked = asked_for(text)
    return asked.tsquery(some=some) if asked else None


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
    """The text folded; more than once where its letters have several spellings."""
    if text.isascii():
        plain = text.lower().replace("`", "'")
        return _also_bare((plain,)) if _UMLAUT.search(plain) else (plain,)
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    written = [text]
    if _TWO_WAYS.search(text):
        written.append(unicodedata.normalize("NFC", text).casefold().translate(_WRITTEN_OUT))
    if _SEATS.search(text):
        written += [_SEAT.sub(seat, form) for form in written for seat in ("", "ا")]
    return _also_bare(map(fold, written))


def _also_bare(forms: Iterable[str]) -> tuple[str, ...]:
    """With Mueller also Muller, as who misses the letter on the keyboard may write Müller."""
    kept = dict.fromkeys(forms)
    return tuple(dict.fromkeys([*kept, *(_UMLAUT.sub("", form) for form in kept)]))


def fold(text: str) -> str:
    """Letters as they compare in a search (ID-3); blanks and what stands between words stay."""
    plain = unicodedata.normalize("NFKD", _EZAFE.sub("", text)).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFC", _MARKS.sub("", plain))
    if plain.isascii():
        return plain
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return _CJK_RUN.sub(lambda run: "".join(map(_simplified, run[0])), plain)


@lru_cache(maxsize=32_768)
def _simplified(sign: str) -> str:
    """臺 as 台, 髙 as 高. Sign by sign, so that a name folds alike wherever it stands."""
    sign = _VARIANTS.get(sign, sign)
    kept: str = _TO_SIMPLIFIED.transliterate(sign)
    return _VARIANTS.get(kept, kept) if len(kept) == 1 else sign


_TO_SIMPLIFIED: Final = icu.Transliterator.createInstance("Traditional-Simplified")
# Signs of names that neither normal forms nor the simplification make one: forms of older print, of Japan, of other registers.
_VARIANTS: Final = dict(
    pair
    for one, others in {
        "高": "髙", "吉": "𠮷", "崎": "﨑嵜", "吴": "呉吳", "黄": "黃", "温": "溫", "强": "強彊", "峰": "峯", "群": "羣", "里": "裡裏",
        "户": "戶戸", "净": "浄", "青": "靑", "真": "眞", "清": "淸", "为": "爲", "众": "衆", "台": "臺檯颱", "泽": "沢澤", "边": "辺邉邊",
        "广": "広廣", "滨": "浜濱", "樱": "桜櫻", "铁": "鉄鐵", "国": "圀國", "德": "徳", "惠": "恵", "学": "斈學", "岛": "嶋嶌", "柳": "栁",
        "锺": "鍾", "钟": "鐘锺", "叶": "葉", "于": "於", "游": "遊", "秘": "祕", "启": "啓啟", "郎": "郞", "隆": "隆", "福": "福", "神": "神",
        "静": "靜静", "晴": "晴", "荣": "栄榮", "庆": "慶", "龙": "竜龍", "齐": "斉齊", "斋": "斎齋", "关": "関關", "实": "実實", "圆": "円圓",
        "气": "気氣", "电": "電", "对": "対", "单": "単", "图": "図", "转": "転", "动": "働", "发": "発髮髪", "变": "変", "亚": "亜", "检": "検",
        "么": "幺麽", "凉": "涼", "冲": "沖", "决": "決", "况": "況", "减": "減", "册": "冊", "别": "別", "兑": "兌", "产": "產産", "说": "説",
    }.items()
    for pair in ((other, one) for other in others if other != one)
)  # fmt: skip
