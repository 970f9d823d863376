"""The calendars in which files write days."""

from enum import StrEnum


class Calendar(StrEnum):
    GREGORIAN = "gregorian"
    JALALI = "jalali"
    HIJRI = "hijri"
