"""The starter scheme SD, version 1: our own codes in five languages, free to ship and to translate."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service_desk.foundation.i18n import LANGUAGES


@dataclass(frozen=True, slots=True)
class StarterCode:
    list_name: str
    code: str
    flags: tuple[str, ...]
    words: dict[str, str]


@cache
def starter_codes() -> tuple[StarterCode, ...]:
    """In the order of the pick lists."""
    text = files("service_desk.faults").joinpath("starter_sd1.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(
        StarterCode(
            row["list"],
            row["code"],
            tuple(row["flags"].split()),
            {language: row[language] for language in LANGUAGES},
        )
        for row in rows
    )


def starter_links() -> tuple[tuple[str, str, int], ...]:
    """(symptom, section, weight): where a fault of a group is most often found. They rank, they never forbid."""
    return tuple(
        (each.code, section, weight)
        for each in starter_codes()
        if each.list_name == "symptom"
        for weight, section in enumerate(reversed(_USUAL.get(each.code[1], ())), start=1)
    )


_USUAL = {
    "1": ("L01", "L02", "L03", "L04"),
    "2": ("L13", "L12", "L14"),
    "3": ("L06", "L04", "L09"),
    "4": ("L07", "L10", "L16"),
    "5": ("L08", "L09", "L19"),
    "6": ("L05", "L04", "L19"),
    "7": ("L10", "L16", "L17"),
    "8": ("L15", "L11"),
    "9": ("L01", "L02", "L17"),
}
