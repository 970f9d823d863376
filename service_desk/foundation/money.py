"""Money: a Decimal with its currency, rounded half-up to the currency's smallest unit (DATE-9)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Term

# ISO 4217 minor units that are not 2. The rial has 2 on paper but no coin smaller than itself: the trade books it with 0.
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF IRR ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
_TWO = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS "
    "KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
    "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW".split()
)


_NEAR = ("EUR", "IRR")


class UnknownCurrency(Invalid):
    code = "unknown_currency"
    message = "{currency} is not a currency. Use its three-letter ISO 4217 code, such as {near}."

    def __init__(self, *, currency: str, near: str | tuple[str, ...] = _NEAR, field: str | None = None) -> None:
        super().__init__(currency=currency, near=near, field=field)


class MixedCurrencies(Invalid):
    code = "mixed_currencies"
    message = "{left} and {right} cannot be added. Convert one of them first."


class NotAnAmount(Invalid):
    code = "not_an_amount"
    message = "{value} is not an amount. Write digits with a point, for example 120.50."


class CurrencyNeeded(Invalid):
    code = "currency_needed"
    message = (
        "An amount needs its currency: 12 may be euros or rials. Send '{field_name}' with its 'currency', such as EUR."
    )


def stated(amount: Decimal | None, currency: str | None, field: str) -> str | None:
    """The currency that a caller sent beside an amount; none is needed where there is no amount. Raises CurrencyNeeded."""
    if amount is not None and currency is None:
        raise CurrencyNeeded(field_name=field, field="currency")
    return currency


def exponent(currency: str) -> int:
    """Digits after the point in `currency`."""
    if (digits := _EXPONENTS.get(currency)) is not None:
        return digits
    if currency in _TWO:
        return 2
    meant = currency.strip().upper()
    raise UnknownCurrency(
        currency=currency[:16] or Term("an empty text"), near=meant if meant in _EXPONENTS or meant in _TWO else _NEAR
    )


@lru_cache(maxsize=256)
def unit(currency: str) -> Decimal:
    """The smallest amount of `currency`: 0.01 for EUR, 1 for IRR."""
    return Decimal(1).scaleb(-exponent(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(unit(currency), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(left=self.currency, right=other.currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def rounded(self) -> "Money":
        return Money(rounded(self.amount, self.currency), self.currency)

    def share(self, percent: Decimal) -> "Money":
        """A payer's share, rounded half-up; whoever takes the rest takes `total - share`, so the sum stays exact."""
        return Money(self.amount * percent / 100, self.currency).rounded()

    def __str__(self) -> str:
        return f"{rounded(self.amount, self.currency)} {self.currency}"


def zero(currency: str) -> Money:
    return Money(Decimal(0), currency)


def parse_amount(value: str | int | Decimal) -> Decimal:
    """A finite decimal; floats are refused by type."""
    try:
        amount = Decimal(value)
    except (InvalidOperation, ValueError, TypeError):
        raise NotAnAmount(value=str(value)[:40]) from None
    if not amount.is_finite() or amount.adjusted() > 15:
        raise NotAnAmount(value=str(value)[:40])
    return amount
