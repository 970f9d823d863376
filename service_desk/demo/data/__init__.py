"""The made-up goods and complaints of the demo, in five languages."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from service_desk.foundation.i18n import LANGUAGES


@dataclass(frozen=True, slots=True)
class Thing:
    """A model or a part. `fits`: the product classes that a part is for; `policy`: what a model is sold under."""

    kind: str
    sku: str
    tracking: str
    brand: str
    product_class: str
    fits: frozenset[str]
    policy: str
    cost: Decimal
    price: Decimal
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a customer says, and the codes of what it turns out to be."""

    symptom: str
    section: str
    defect: str
    repair: str
    words: dict[str, str]


def _rows(name: str) -> list[dict[str, str]]:
    text = files("service_desk.demo.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def _words(row: dict[str, str]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES}


@cache
def things() -> tuple[Thing, ...]:
    return tuple(
        Thing(
            row["kind"], row["sku"], row["tracking"], row["brand"], row["class"], frozenset(row["fits"].split()),
            row["policy"], Decimal(row["cost"] or 0), Decimal(row["price"]), _words(row),
        )
        for row in _rows("catalogue.tsv")
    )  # fmt: skip


@cache
def models() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if thing.kind == "model")


@cache
def parts_for(product_class: str) -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if thing.kind == "part" and product_class in thing.fits)


@cache
def complaints() -> tuple[Complaint, ...]:
    return tuple(
        Complaint(row["symptom"], row["section"], row["defect"], row["repair"], _words(row))
        for row in _rows("complaints.tsv")
    )
