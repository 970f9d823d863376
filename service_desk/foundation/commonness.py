"""How often the words of a search stand in a column, as far as the server's own statistics know: the common ones are met soon
by walking along a list, the rare ones are looked up in the index of words."""

import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from service_desk.foundation.db import DB, fetchrow
from service_desk.foundation.search import Asked, Token

COMMON: Final = 0.002
_TWO: Final = 2
_LONG: Final = 6  # signs of a word; one that is unknown to the statistics is rare
_KEPT_SECONDS: Final = 300.0
_STATISTICS: Final = """
select c.reltuples, s.most_common_elems::text::text[] as words, s.most_common_elem_freqs as shares
  from pg_class c left join pg_stats s on s.schemaname = c.relnamespace::regnamespace::text and s.tablename = c.relname
       and s.attname = 'search' where c.oid = $1::text::regclass"""


@dataclass(frozen=True, slots=True)
class Commonness:
    """Of a table's column `search`: about how many rows there are, and the share of them that has each of the commonest words."""

    rows: float = 0.0
    words: Sequence[str] = ()
    _sums: Sequence[float] = field(default=(0.0,))  # of the shares before each word

    def of_asked(self, asked: Asked) -> float:
        """The share of the rows that all asked words meet, if they stand there independently; at least as far as is known."""
        share = 1.0
        for ways in asked.words:
            share *= self.of_word(ways)
        return share

    def of_word(self, ways: Sequence[Sequence[Token]]) -> float:
        return min(1.0, sum(min(self._of_token(token) for token in way) for way in ways))

    def rarest(self, asked: Asked) -> Asked:
        """The words by which the index is asked, so that it does not collect half the table for a common one beside a rare one."""
        shares = [self.of_word(ways) for ways in asked.words]
        rare = [ways for ways, share in zip(asked.words, shares, strict=True) if share < COMMON]
        long = [ways for ways in rare if not brief(ways)]
        kept = long or rare or [asked.words[shares.index(min(shares))]]
        return Asked([[self._telling(way) for way in ways] for ways in kept], asked.code)

    def _telling(self, way: Sequence[Token]) -> list[Token]:
        """Of P-0000077 the number, not the P."""
        telling = [(word, part) for word, part in way if len(word) > _TWO and self._of_token((word, part)) < COMMON]
        return telling or [min(way, key=lambda token: (self._of_token(token), -len(token[0])))]

    def _of_token(self, token: Token) -> float:
        word, beginning = token
        first = bisect_left(self.words, word)
        if beginning:
            return self._sums[bisect_left(self.words, f"{word}\U0010ffff")] - self._sums[first]
        found = first < len(self.words) and self.words[first] == word
        return self._sums[first + 1] - self._sums[first] if found else 0.0


def brief(ways: Sequence[Sequence[Token]]) -> bool:
    """Whether a typed word is a beginning that many words may share, none of which the statistics know."""
    return all(len(word) < _LONG for word, _ in ways[0])


_known: dict[tuple[str, str], tuple[float, Commonness]] = {}


async def commonness(table: str) -> Commonness:
    """Read anew every five minutes; nothing is common where nothing was counted yet."""
    key = (str(DB.config.get("dsn")), table)
    if (held := _known.get(key)) is not None and held[0] > time.monotonic():
        return held[1]
    row = await fetchrow(_STATISTICS, table)
    if row is None or not row["words"]:
        read = Commonness(max(row["reltuples"], 0.0) if row else 0.0)
    else:
        pairs = sorted(zip(row["words"], row["shares"], strict=False))  # behind the shares stand the least and the most
        read = Commonness(
            max(row["reltuples"], 0.0),
            [word for word, _ in pairs],
            [0.0, *accumulate(share for _, share in pairs)],
        )
    _known[key] = (time.monotonic() + _KEPT_SECONDS, read)
    return read
