"""Numbers among the options, as whoever types them writes them: ۴٬۵۰۰٬۰۰۰, 4500000, 12,50."""

from decimal import Decimal
from typing import Any

import click

from service_desk.commands.output import told
from service_desk.foundation.numbers import read_number


class Number(click.ParamType[Decimal]):
    """Not below `least`, nor above `most`; with `above` not `least` itself either."""

    name = "number"

    def __init__(self, *, least: int = 0, most: int | None = None, above: bool = False) -> None:
        self.least, self.most, self.above = least, most, above

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        found = value if isinstance(value, Decimal) else read_number(str(value))
        if found is None:
            self.fail(told("'{value}' is no number, or could be two. Write it like 1234.50.", value=value), param, ctx)
        if found < self.least or (self.above and found == self.least):
            least = told(
                "It has to be above {least}." if self.above else "It has to be {least} or more.", least=self.least
            )
            self.fail(least, param, ctx)
        if self.most is not None and found > self.most:
            self.fail(told("It has to be {most} or less.", most=self.most), param, ctx)
        return found
