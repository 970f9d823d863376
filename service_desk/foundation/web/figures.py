"""Bodies whose numbers are answered as people write them: 1E+3, as some programs write a thousand, as 1000."""

from decimal import Decimal

import msgspec


class Figures(msgspec.Struct):
    """Base of a body that is kept, told in an event or answered as it came."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, Decimal) and value.is_finite():
                setattr(self, name, Decimal(f"{value:f}"))
