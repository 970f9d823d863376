"""Money: exact sums, half-up rounding in the smallest unit of each currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service_desk.foundation import money
from service_desk.foundation.money import (
    MixedCurrencies,
    Money,
    NotAnAmount,
    UnknownCurrency,
    exponent,
    parse_amount,
    rounded,
    zero,
)

CURRENCIES = some.sampled_from(sorted(money._TWO | set(money._EXPONENTS)))
AMOUNTS = some.decimals(-(10**12), 10**12, places=4)
PERCENTS = some.decimals(0, 100, places=2)


@given(AMOUNTS, PERCENTS, CURRENCIES)
def test_a_share_and_the_rest_add_up_in_every_currency(amount, percent, currency):
    total = Money(amount, currency).rounded()
    share = total.share(percent)
    rest = total - share
    assert share + rest == total
    for part in (share, rest):
        assert part == part.rounded()


@given(AMOUNTS, some.lists(PERCENTS, min_size=1, max_size=5), CURRENCIES)
def test_many_shares_and_the_rest_add_up_too(amount, percents, currency):
    total = Money(amount, currency).rounded()
    shares = [total.share(percent) for percent in percents]
    rest = total
    for share in shares:
        rest -= share
    assert sum((share.amount for share in shares), rest.amount) == total.amount


@given(AMOUNTS, CURRENCIES)
def test_rounding_is_off_by_half_a_unit_at_most_and_stays(amount, currency):
    once = rounded(amount, currency)
    assert abs(once - amount) <= money.unit(currency) / 2
    assert rounded(once, currency) == once


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0.005", "EUR", "0.01 EUR"),
        ("-0.005", "EUR", "-0.01 EUR"),
        ("2.675", "EUR", "2.68 EUR"),
        ("0.5", "IRR", "1 IRR"),
        ("0.5", "JPY", "1 JPY"),
        ("1.0005", "KWD", "1.001 KWD"),
        ("0.0049", "USD", "0.00 USD"),
    ],
)
def test_a_half_is_rounded_away_from_zero(amount, currency, text):
    assert str(Money(Decimal(amount), currency)) == text


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("IRR", 0), ("JPY", 0), ("CNY", 2), ("RUB", 2), ("AED", 2), ("KWD", 3)]
)
def test_a_currency_has_the_digits_of_iso_4217(currency, digits):
    assert exponent(currency) == digits


@pytest.mark.parametrize("currency", ["", "eur", "XXX", "EURO", "€", "IRT", "A" * 500])
def test_an_unknown_currency_is_refused(currency):
    with pytest.raises(UnknownCurrency, match="ISO 4217"):
        Money(Decimal(1), currency)


def test_two_currencies_are_never_added():
    for act in (Money.__add__, Money.__sub__):
        with pytest.raises(MixedCurrencies):
            act(zero("EUR"), zero("IRR"))


@pytest.mark.parametrize("value", ["", "abc", "1,5", "NaN", "Infinity", "1e20", "--1", None, [], "1" * 5000])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(NotAnAmount, match=r"120\.50"):
        parse_amount(value)


@pytest.mark.parametrize("value", ["120.50", 7, Decimal("0.01"), "-3", "1e3"])
def test_an_amount_is_read_exactly(value):
    assert parse_amount(value) == Decimal(str(value))
