"""Search tokens: words, and pairs of Chinese, Japanese or Korean characters, folded alike when stored and when asked."""

import re
import unicodedata
from functools import lru_cache

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_CJK_RUN = re.compile(f"[{CJK}]+")
_WORD = re.compile(r"[^\W_]{2,}")
_FOLD = str.maketrans("يىك", "ییک") | dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640])
_LONGEST = 64


def tokens(text: str, query: bool = False) -> list[str]:
    """What of `text` is stored (or, with `query`, asked for): sorted, without repeats. Fill a column with
    `array_to_tsvector($1::text[])`."""
    if not text:
        return []
    if text.isascii():
        return sorted({word[:_LONGEST] for word in _WORD.findall(text.lower())})
    text = unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    out: set[str] = set()
    for run in _CJK_RUN.findall(text):
        out.update((run[i : i + 2] for i in range(len(run) - 1)) if len(run) > 1 else [run])
    spaced = _CJK_RUN.sub(" ", text)  # so that E12 in 洗衣机E12 survives
    whole = spaced.replace("\u200c", "")  # a half-space: stored split and joined, asked joined
    for form in (whole,) if query else (spaced, whole):
        out.update(word[:_LONGEST] for word in _WORD.findall(form))
    return sorted(out)


@lru_cache(maxsize=4096)
def kept_tokens(text: str) -> frozenset[str]:
    """Those of a text that comes again and again, such as the name of a model."""
    return frozenset(tokens(text))


def tsquery(text: str) -> str | None:
    """A tsquery literal that asks for all tokens of `text`; None when nothing in it can be searched."""
    asked = tokens(text, query=True)
    if not asked:
        return None
    return " & ".join(f"'{word}'" + (":*" if len(word) == 1 else "") for word in asked)
