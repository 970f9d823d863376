"""Who reads a page, and how they like it: language, calendar, digits, light and dark, keys."""

from dataclasses import dataclass
from enum import StrEnum

from service_desk.foundation.actor import Actor


class Calendar(StrEnum):
    """In which days are told."""

    OWN = ""  # as the language does
    GREGORIAN = "gregorian"
    JALALI = "jalali"


class Digits(StrEnum):
    """In which quantities, money and days are written; codes have Latin ones always."""

    OWN = ""  # as the language does
    LATIN = "latin"


class Theme(StrEnum):
    DEVICE = ""  # as the device has it
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Taste:
    """How pages look to one person; `single_keys`: keys without a modifier do something (WCAG 2.1.4 lets them be switched off)."""

    calendar: Calendar = Calendar.OWN
    digits: Digits = Digits.OWN
    theme: Theme = Theme.DEVICE
    single_keys: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    """`zone`: of the centre they work in, in which hours are told. `house`: the company, in their language."""

    actor: Actor
    name: str = ""
    language: str = "en"
    taste: Taste = Taste()
    zone: str = "UTC"
    house: str = ""

    @property
    def jalali(self) -> bool:
        """Whether days are told in that calendar."""
        return self.taste.calendar is Calendar.JALALI or (self.taste.calendar is Calendar.OWN and self.language == "fa")
