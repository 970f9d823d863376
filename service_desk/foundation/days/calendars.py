"""The calendars in which files write days."""

from enum import StrEnum


class CalendarSystem(StrEnum):
    GREGORIAN = "gregorian"
    JALALI = "jalali"
    HIJRI = "hijri"
