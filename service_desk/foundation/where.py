"""The conditions of a list: only what is asked for stands in the statement, so that each question finds its own index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service_desk.foundation.clock import aware
from service_desk.foundation.i18n import half_width

OneOf = str | Sequence[str] | None  # a word of a closed set, or several of which any will do


def several(wanted: OneOf) -> list[str]:
    return [wanted] if isinstance(wanted, str) else list(wanted or ())


class Where:
    """`add("t.state = {}", state)`: left out when it is None. Places are numbered as they come, after `args`."""

    def __init__(self, *args: Any) -> None:
        self.args = list(args)
        self._conditions: list[str] = []

    def add(self, condition: str, *values: Any) -> None:
        """A condition of which all `values` are known; `{}` stands for each, `{0}` for the first wherever it is needed.

        Raises NaiveMoment.
        """
        if not any(value is None for value in values):
            self._conditions.append(self.placed(condition, *values))

    def placed(self, condition: str, *values: Any) -> str:
        """The condition as text, its values known from now on; it does not stand among the others."""
        first = len(self.args) + 1
        self.args.extend(aware(value) if isinstance(value, datetime) else value for value in values)
        return condition.format(*(f"${first + place}" for place in range(len(values))))

    def copy(self) -> "Where":
        more = Where(*self.args)
        more._conditions = list(self._conditions)
        return more

    def only(self, beginning: str) -> str:
        """Those conditions that begin so."""
        return " and ".join(each for each in self._conditions if each.startswith(beginning)) or "true"

    def among(self, column: str, wanted: OneOf) -> None:
        """`column` is `wanted`, or one of them; a single one is compared as such, and so keeps the order of its index."""
        asked = several(wanted)
        if len(asked) > 1:
            self.add(f"{column} = any({{}})", asked)
        elif asked:
            self.add(f"{column} = {{}}", asked[0])

    def words(self, text: str, typed: str | None, *others: str) -> None:
        """Every typed word somewhere in a short text, in small letters and the usual digits; or what `others` say, placed."""
        if typed is None:
            return
        words = half_width(typed).lower().split()
        there = self.placed(
            f"not exists (select 1 from unnest({{}}::text[]) as w (word) where position(w.word in lower({text})) = 0)",
            words,
        )
        self._conditions.append(f"({' or '.join((there, *others))})")

    def __str__(self) -> str:
        return " and ".join(self._conditions) or "true"
