"""No sum of money without its currency: every decimal of every body, answer, event and message is known to be no money, or has one."""

import dataclasses
import json
import typing
from decimal import Decimal
from itertools import product

import pytest

from notifications.message import Medium
from notifications.templates import render
from service_desk.app import litestar
from service_desk.correspondence.words import MESSAGES
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.web.description import described
from tests.events.facts import recorded_facts

# Quantities, percents and rates of exchange: everything else that is a decimal is money.
NO_MONEY = {
    "quantity", "on_hand", "change", "counted", "expected", "difference", "kept", "returned", "desk", "books",
    "percent", "tax_percent", "percents", "rate", "CentreRow.tax", "CentreRow.book_rate",
}  # fmt: skip
DECIMAL = "^-?[0-9]{1,15}"


@pytest.fixture(scope="module")
def schemas():
    return json.loads(json.dumps(described(litestar)))["components"]["schemas"]


def is_money(name, field):
    return not {field, f"{name}.{field}"} & NO_MONEY


def has_currency(fields):
    return any(field == "currency" or field.endswith("_currency") for field in fields)


def bare(name, fields_of, holders, seen=()):
    """Who shows `name` without a currency at it or at any that holds it, up to what is sent whole."""
    if has_currency(fields_of[name]) or name in seen:
        return False
    above = holders.get(name, ())
    return not above or any(bare(each, fields_of, holders, (*seen, name)) for each in above)


def test_every_sum_in_a_body_or_an_answer_has_its_currency_beside_or_above_it(schemas):
    fields_of = {name: schema.get("properties", {}) for name, schema in schemas.items()}
    holders = {
        name: [each for each, schema in schemas.items() if f'"#/components/schemas/{name}"' in json.dumps(schema)]
        for name in schemas
    }
    sums = [
        (name, field)
        for name, fields in fields_of.items()
        for field, shape in fields.items()
        if DECIMAL in json.dumps({key: shape[key] for key in shape if key not in {"examples", "description"}})
        and is_money(name, field)
    ]
    assert len(sums) > 40
    assert [f"{name}.{field}" for name, field in sums if bare(name, fields_of, holders)] == []


def inner(kind):
    """The types that a type is made of."""
    yield kind
    for each in typing.get_args(kind):
        yield from inner(each)


def sums_without(fact, currency_above=False):
    hints = typing.get_type_hints(fact)
    told = currency_above or has_currency(hints)
    for field in dataclasses.fields(fact):
        for kind in inner(hints[field.name]):
            if kind is Decimal and not told and is_money(fact.__name__, field.name):
                yield f"{fact.__name__}.{field.name}"
            if dataclasses.is_dataclass(kind):
                yield from sums_without(kind, told)


def test_every_sum_in_an_event_has_its_currency_beside_or_above_it():
    assert [found for fact in recorded_facts().values() for found in sums_without(fact)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sum_in_a_message_is_said_with_its_currency(language):
    shown = 0
    for entry in MESSAGES:
        assert not [name for name, value in entry.sample.items() if isinstance(value, Decimal)]
        for medium, (name, value) in product(Medium, entry.sample.items()):
            if not isinstance(value, dict) or "amount" not in value:
                continue

            def said(entry=entry, medium=medium, name=name, value=value, **other):
                return render(entry, language, medium, {**entry.sample, name: value | other}).body

            if said() != said(amount=Decimal("77.00")):
                shown += 1
                assert len({said(currency=each) for each in ("EUR", "USD", "AED")}) == 3, (entry.key, medium)
    assert shown >= 6
