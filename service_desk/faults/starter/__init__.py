"""The starter scheme SD, version 1, as shipped: our own codes in five languages, free to ship and to translate.

One pair of files a scheme: `SD-1.codes.tsv` in the order of the pick lists, `SD-1.links.tsv` says which codes usually go
together; links rank, they never forbid (CODE-2).
"""

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
    group: str
    needs: str
    outcome: str
    words: dict[str, str]


@cache
def starter_codes() -> tuple[StarterCode, ...]:
    """In the order of the pick lists."""
    return tuple(
        StarterCode(
            row["list"],
            row["code"],
            tuple(row["flags"].split()),
            row["group"],
            row["needs"],
            row["outcome"],
            {language: row[language] for language in LANGUAGES},
        )
        for row in _rows("SD-1.codes.tsv")
    )


@cache
def starter_links() -> tuple[tuple[tuple[str, str], tuple[str, str], int], ...]:
    """((list, code), (list, code), weight): where a fault is most often found."""
    return tuple(
        ((row["from_list"], row["from_code"]), (row["to_list"], row["to_code"]), int(row["weight"]))
        for row in _rows("SD-1.links.tsv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))
