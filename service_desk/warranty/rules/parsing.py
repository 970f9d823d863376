"""Reading of terms that people write as JSON: each mistake is named by its place, and said in a sentence."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Either, Phrase
from service_desk.warranty.rules.dates import LONGEST_MONTHS, Period

E = TypeVar("E", bound=StrEnum)
LONGEST_DAYS = 36_525


class BadTerms(Invalid):
    code = "bad_terms"
    message = "{place}: {problem}"


def bad(place: str, problem: str, **places: Any) -> BadTerms:
    return BadTerms(place=place, problem=Phrase(problem, **places), field=place)


def mapping(value: Any, place: str, known: Sequence[str]) -> Mapping[str, Any]:
    """An object with none but the `known` names: a misspelt one would silently take cover away."""
    if not isinstance(value, Mapping):
        raise bad(place, "write an object here, with names and values")
    for name in value:
        if name not in known:
            raise bad(f"{place}.{str(name)[:40]}", "this name is not known; use {known}", known=Either(known))
    return value


def listed(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise bad(place, "write a list here")
    return value


def whole(value: Any, place: str, *, least: int = 0, most: int = LONGEST_DAYS) -> int:
    """DATE-2: fractions of a month are refused, since nobody can check them by hand."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise bad(place, "write a whole number from {least} to {most}", least=least, most=most)
    return value


def yes_no(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise bad(place, "write true or false")
    return value


def word(value: Any, place: str, most: int = 60) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise bad(place, "write a text of 1 to {most:# character|# characters}", most=most)
    return value


def member(kind: type[E], value: Any, place: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise bad(place, "use {known}", known=Either(each.value for each in kind)) from None


def decimal(value: Any, place: str, *, most: int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise bad(place, "write a number, as digits or as a text of digits with a point")
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError, TypeError):
        raise bad(place, "write a number, as digits or as a text of digits with a point") from None
    if not number.is_finite() or not 0 <= number <= most:
        raise bad(place, "write a number from 0 to {most}", most=most)
    return number


def period(value: Mapping[str, Any], place: str) -> Period:
    return Period(
        whole(value.get("months", 0), f"{place}.months", most=LONGEST_MONTHS),
        whole(value.get("days", 0), f"{place}.days"),
    )
