from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.foundation.money import Money, exponent
from service_desk.pricing.rules import (
    NO_TAX,
    BadPercent,
    BadShares,
    TaxFacts,
    add_up,
    converted,
    line_total,
    split,
    spread,
    tax_lines,
)

CURRENCIES = st.sampled_from(["EUR", "IRR", "CNY", "RUB", "KWD", "JPY", "AED"])
PERCENT = st.decimals(0, 100, places=2)
VAT = TaxFacts("standard", Decimal(19))


@st.composite
def amounts(draw, currency=None):
    code = currency or draw(CURRENCIES)
    return Money(draw(st.decimals(-(10**9), 10**9, places=exponent(code))), code)


@st.composite
def shares(draw):
    payers = draw(st.lists(st.sampled_from(["warranty", "contract", "vendor", "goodwill", "internal"]), max_size=4))
    left, result = Decimal(100), []
    for payer in payers:
        percent = draw(st.decimals(0, left, places=2))
        result.append((payer, percent))
        left -= percent
    return result


def eur(text):
    return Money(Decimal(text), "EUR")


def test_a_line_is_rounded_once_half_up_to_the_smallest_unit():
    assert line_total(Decimal("0.5"), Decimal("0.05"), "EUR") == eur("0.03")
    assert line_total(Decimal(3), Decimal("1000.5"), "IRR") == Money(Decimal(3002), "IRR")


def test_the_customer_gets_what_rounding_leaves():
    assert split(eur("0.05"), [("warranty", Decimal(50))]) == {"warranty": eur("0.03"), "customer": eur("0.02")}


def test_without_shares_the_customer_pays_all():
    assert split(eur(10), []) == {"customer": eur(10)}


def test_what_is_covered_in_full_leaves_the_customer_out():
    assert split(eur(10), [("warranty", Decimal(100)), ("customer", Decimal(0))]) == {"warranty": eur(10)}


def test_two_halves_of_a_cent_are_one_cent():
    halves = [("warranty", Decimal(50)), ("vendor", Decimal(50))]
    assert split(eur("0.01"), halves) == {"warranty": eur("0.01"), "vendor": eur("0.00")}


def test_two_shares_of_one_payer_add_up():
    assert split(eur(10), [("vendor", Decimal(10)), ("vendor", Decimal(20))])["vendor"] == eur(3)


def test_shares_over_a_hundred_are_refused():
    with pytest.raises(BadShares, match="at most 100"):
        split(eur(10), [("warranty", Decimal(60)), ("vendor", Decimal(50))])


@pytest.mark.parametrize("percent", ["-1", "101", "NaN"])
def test_a_share_below_zero_or_over_a_hundred_is_refused(percent):
    with pytest.raises(BadPercent):
        split(eur(10), [("warranty", Decimal(percent))])


@given(amounts(), shares())
def test_the_shares_add_up_to_the_total_in_every_currency(total, parts):
    assert add_up(split(total, parts).values(), total.currency) == total


@given(amounts(), shares())
def test_no_share_has_the_other_sign_or_is_more_than_the_total(total, parts):
    for piece in split(total, parts).values():
        assert piece.amount * total.amount >= 0
        assert abs(piece.amount) <= abs(total.amount)


@given(amounts(), shares())
def test_a_reversal_splits_as_the_mirror_image(total, parts):
    assert split(-total, parts) == {payer: -piece for payer, piece in split(total, parts).items()}


def test_tax_is_rounded_on_the_sum_of_its_code_not_per_line():
    lines = tax_lines([(eur("0.13"), VAT)] * 3)
    assert add_up((line.tax for line in lines), "EUR") == eur("0.07")


def test_two_tax_codes_are_rounded_each_on_its_own():
    reduced = TaxFacts("reduced", Decimal(7))
    assert [line.tax for line in tax_lines([(eur(10), VAT), (eur(10), reduced), (eur(1), NO_TAX)])] == [
        eur("1.90"), eur("0.70"), eur(0),
    ]  # fmt: skip


@given(CURRENCIES.flatmap(lambda code: st.lists(amounts(code), min_size=1, max_size=8)), PERCENT)
def test_the_tax_of_the_lines_is_the_tax_of_their_sum(nets, percent):
    lines = tax_lines([(net, TaxFacts("standard", percent)) for net in nets])
    whole = add_up(nets, nets[0].currency).share(percent)
    assert add_up((line.tax for line in lines), nets[0].currency) == whole
    assert all(line.total == line.net + line.tax for line in lines)


@given(amounts(), st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=9))
def test_what_is_spread_adds_up(total, weights):
    assert add_up(spread(total, weights), total.currency) == total


def test_units_left_over_go_to_the_largest_remainders():
    assert spread(eur("0.10"), [Decimal(1), Decimal(1), Decimal(1)]) == [eur("0.04"), eur("0.03"), eur("0.03")]


def test_a_conversion_is_rounded_to_the_currency_it_ends_in():
    assert converted(eur(1), Decimal("625000.7"), "IRR") == Money(Decimal(625001), "IRR")
