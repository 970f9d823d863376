"""Fill what was left out of a document that founds a company with what is usual in its country, and find every fault at once."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec

from service_desk.accounts.rules import login_fits, login_form, password_fault
from service_desk.centres.rules.numbers import checked_code
from service_desk.centres.rules.places import (
    DAY,
    NotACountry,
    NotALanguage,
    checked_hours,
    checked_language,
    checked_spoken,
    checked_weekend,
)
from service_desk.foundation.clock import UnknownZone, zone
from service_desk.foundation.errors import DeskError, Invalid
from service_desk.foundation.i18n import LANGUAGES, checked_words
from service_desk.foundation.money import UnknownCurrency, exponent
from service_desk.foundation.written import Country, Either, Phrase, Term
from service_desk.parts.rules import LocationKind
from service_desk.setup.rules import countries
from service_desk.setup.rules.document import (
    AdminRow,
    CentreRow,
    CompanyRow,
    Document,
    LabourRow,
    PeriodRow,
    PlaceRow,
    PolicyRow,
    RateRow,
    TaxRow,
    VersionRow,
    Words,
)

T = TypeVar("T")
NOTHING: Final[Words] = {}
FROM_THE_START: Final = date(2000, 1, 1)
WAREHOUSE: Final = "WH"
POLICY: Final = "STANDARD-24"
POLICY_NAME: Final[Words] = {
    "en": "Standard, 24 months", "fa": "استاندارد، ۲۴ ماه", "ar": "قياسي، ٢٤ شهرًا", "zh": "标准，24个月", "ru": "Стандартная, 24 месяца",
}  # fmt: skip
# From the invoice or the purchase: parts and work for two years, journeys for half a year, what was repaired for 90 days.
POLICY_TERMS: Final[dict[str, Any]] = {
    "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}, {"basis": "purchase"}]},
    "classes": {"parts": {"months": 24}, "labour": {"months": 24}, "travel": {"months": 6}},
    "repair_warranty_days": 90,
    "repeat": {"days": 30},
}
PLACES: Final[tuple[tuple[str, str, Words], ...]] = (
    (WAREHOUSE, "warehouse", {"en": "Warehouse", "fa": "انبار", "ar": "المستودع", "zh": "仓库", "ru": "Склад"}),
    ("BENCH", "bench", {"en": "Bench", "fa": "میز تعمیر", "ar": "طاولة الإصلاح", "zh": "维修台", "ru": "Стол"}),
)


class BadSetup(Invalid):
    """Everything that is wrong with a document, in `parts`."""

    code = "bad_setup"
    message = "Nothing was made: {count} of the values cannot be taken. Correct them and send all of it again."

    def __init__(self, parts: Sequence[DeskError]) -> None:
        super().__init__(count=len(parts))
        self.parts = parts


class ValueNeeded(Invalid):
    code = "value_needed"
    message = "A value is needed here: {what}."


class ZoneNeeded(Invalid):
    code = "zone_needed"
    message = "{country} has several time zones. Choose one of {choices}."


class RateNeeded(Invalid):
    code = "rate_needed"
    message = (
        "The books are kept in {book}, and this centre works in {currency}. Say what one {book} costs in {currency}."
    )


class NotATime(Invalid):
    code = "not_a_shift_text"
    message = "'{value}' is not a shift. Write it as 08:00-17:00; weekdays are 1 (Monday) to 7."


class UnsuitablePassword(Invalid):
    code = "unsuitable_password"
    message = "That password cannot be used: {why}. Leave it out, and a one-time password is made up."


class _Check:
    """Collects faults, each with the place it was found at."""

    def __init__(self) -> None:
        self.faults: list[DeskError] = []

    def find(self, error: DeskError, field: str) -> None:
        error.field = field
        self.faults.append(error)

    def read(self, field: str, call: Callable[..., T], value: Any, otherwise: T) -> T:
        try:
            return call(value)
        except DeskError as error:
            self.find(error, field)
            return otherwise


def complete(given: Document, today: date) -> Document:
    """The whole document of a new company, ready to be made. Raises BadSetup with every fault in it."""
    check = _Check()
    country = _country(
        check, given.company.country or next((c.country for c in given.centres if c.country), ""), "company.country"
    )
    company = _company(check, given.company, country)
    rows = given.centres or [CentreRow()]
    centres = [_centre(check, row, company, f"centres[{at}]") for at, row in enumerate(rows)]
    for at, centre in enumerate(centres):
        if centre.code and centre.code in [other.code for other in centres[:at]]:
            check.find(
                ValueNeeded(what=Phrase("a code that no other centre has, not {code}", code=centre.code)),
                f"centres[{at}].code",
            )
    _rates(check, given, company, centres)
    admin = _admin(check, given.admin or AdminRow(), company)
    if check.faults:
        raise BadSetup(check.faults)
    whole = msgspec.structs.replace(given, company=company, centres=centres, admin=admin)
    return _furnished(whole, today)


def complete_centre(row: CentreRow, company: CompanyRow) -> CentreRow:
    """A further centre, with what is usual in its country. Raises the first fault."""
    check = _Check()
    whole = _centre(check, row, company, "centres")
    if check.faults:
        raise check.faults[0]
    return whole


def _country(check: _Check, written: str, field: str) -> str:
    if not written.strip():
        check.find(ValueNeeded(what="the country, such as IR or DE"), field)
        return ""
    found = countries.country_of(written)
    if found is None:
        near = countries.near_countries(written)
        check.find(NotACountry(value=written[:40], near=near) if near else NotACountry(value=written[:40]), field)
    return found or ""


def _company(check: _Check, row: CompanyRow, country: str) -> CompanyRow:
    spoken = list(dict.fromkeys(row.languages)) or ([countries.language_of(country)] if country else [])
    languages = [check.read(f"company.languages[{at}]", _language, one, "") for at, one in enumerate(spoken)]
    name = check.read("company.name", _words("the company's name"), row.name, NOTHING)
    guessed = countries.code_of(_latin(name)) or f"{country}1"
    return CompanyRow(
        name=name,
        country=country,
        code=check.read("company.code", checked_code, row.code or guessed, "")
        if row.code or (name and country)
        else "",
        languages=languages,
        currency=_currency(check, row.currency, country, "company.currency"),
        late_posting=row.late_posting,
    )


def _centre(check: _Check, row: CentreRow, company: CompanyRow, at: str) -> CentreRow:
    country = _country(check, row.country, f"{at}.country") if row.country else company.country
    first = next(filter(None, company.languages), "en")
    where = row.zone or (countries.zone_of(country, next(iter(_latin(row.name)), "")) if country else "")
    zone_name = _zone(check, where, country, f"{at}.zone")
    city = where.rpartition("/")[2].replace("_", " ")
    name = check.read(
        f"{at}.name", _words("the centre's name, such as its city"), row.name or ({"en": city} if city else {}), NOTHING
    )
    guessed = countries.code_of([*_latin(name), city]) or "C1"
    weekend = row.weekend if row.weekend is not None else countries.weekend_of(country)
    return msgspec.structs.replace(
        row,
        name=name,
        code=check.read(f"{at}.code", checked_code, row.code or guessed, "") if name or row.code else "",
        country=country,
        zone=zone_name,
        language=check.read(f"{at}.language", _spoken(company.languages), row.language or first, ""),
        currency=_currency(check, row.currency, country, f"{at}.currency"),
        weekend=check.read(f"{at}.weekend", checked_weekend, weekend, [6, 7]),
        hours=check.read(f"{at}.hours", _hours, row.hours, None),
    )


def _latin(name: Words) -> list[str]:
    return [name["en"], *name.values()] if "en" in name else list(name.values())


def _words(what: str) -> Callable[[Words], Words]:
    def read(words: Words) -> Words:
        if not any(word.strip() for word in words.values()):
            raise ValueNeeded(what=what)
        return checked_words(words)

    return read


def _language(written: str) -> str:
    code = written.strip().lower()[:5]
    if code not in LANGUAGES:
        raise NotALanguage(value=written[:20], choices=Either(LANGUAGES))
    return checked_language(code)


def _spoken(languages: Sequence[str]) -> Callable[[str], str]:
    return lambda written: checked_spoken(_language(written), [one for one in languages if one])


def _currency(check: _Check, written: str, country: str, field: str) -> str:
    usual = countries.currency_of(country) if country else ""
    code = written.strip().upper() or usual
    if not code:
        if country:
            check.find(ValueNeeded(what="the currency, such as EUR"), field)
        return ""
    try:
        exponent(code)
    except UnknownCurrency:
        check.find(
            UnknownCurrency(currency=written[:16], near=usual) if usual else UnknownCurrency(currency=written[:16]),
            field,
        )
        return ""
    return code


def _zone(check: _Check, written: str, country: str, field: str) -> str:
    if not written:
        if country:
            choices = Either(countries.zones_of(country)[:40])
            check.find(ZoneNeeded(country=country, choices=choices), field)
        return ""
    try:
        zone(written)
    except UnknownZone:
        near = countries.near_zones(written) or countries.zones_of(country)[:3]
        check.find(UnknownZone(value=written[:60], near=near) if near else UnknownZone(value=written[:60]), field)
        return ""
    return written


def _hours(hours: dict[str, list[str]] | None) -> dict[str, list[str]] | None:
    if hours is not None:
        checked_hours(shifts(hours))
    return hours


def shifts(hours: dict[str, list[str]]) -> dict[int, list[tuple[int, int]]]:
    """Minutes of the day by ISO weekday. Raises NotATime."""
    return {_day(day): [_shift(text) for text in texts] for day, texts in hours.items()}


def _day(written: str) -> int:
    if written not in set("1234567"):
        raise NotATime(value=written[:20])
    return int(written)


def _shift(text: str) -> tuple[int, int]:
    try:
        opens, closes = (
            int(hour) * 60 + int(minute) for hour, minute in (part.strip().split(":") for part in text.split("-"))
        )
    except ValueError:
        raise NotATime(value=text[:20]) from None
    if not 0 <= opens < closes <= DAY or text.partition(":")[2][:2] >= "60" or text.rpartition(":")[2][:2] >= "60":
        raise NotATime(value=text[:20])
    return opens, closes


def written_hours(hours: Sequence[tuple[int, int, int]]) -> dict[str, list[str]]:
    """The other way round."""
    written: dict[str, list[str]] = {}
    for day, opens, closes in hours:
        text = f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
        written.setdefault(str(day), []).append(text)
    return written


def _rates(check: _Check, given: Document, company: CompanyRow, centres: Sequence[CentreRow]) -> None:
    known = {frozenset((row.currency, row.per)) for row in given.rates or ()}
    for at, centre in enumerate(centres):
        pair = frozenset((company.currency, centre.currency))
        if len(pair) == 2 and "" not in pair and pair not in known and centre.book_rate is None:
            error = RateNeeded(book=company.currency, currency=centre.currency)
            check.find(error, f"centres[{at}].book_rate")


def _admin(check: _Check, row: AdminRow, company: CompanyRow) -> AdminRow:
    login = login_form(row.login)
    if not login_fits(login):
        check.find(
            ValueNeeded(what="a log-in name without blanks, of at most 80 characters, such as mina"), "admin.login"
        )
    if row.password and (why := password_fault(row.password, login)) is not None:
        check.find(UnsuitablePassword(why=why), "admin.password")
    first = next(filter(None, company.languages), "en")
    language = check.read("admin.language", _language, row.language or first, "en")
    return msgspec.structs.replace(row, login=login, name=row.name.strip() or row.login.strip(), language=language)


def _furnished(whole: Document, today: date) -> Document:
    """The sections that nobody filled, and the short ways of the centres put into them."""
    first, last = countries.year_around(whole.company.country, today)
    months = countries.months(whole.company.country, first, last)
    places = [place for centre in whole.centres for place in places_of(centre.code)]
    policy = PolicyRow(code=POLICY, name=POLICY_NAME, versions=[VersionRow(since=FROM_THE_START, terms=POLICY_TERMS)])
    short = msgspec.structs.replace
    return short(
        whole,
        centres=[short(c, tax=None, hour_cost=None, hour_price=None, book_rate=None) for c in whole.centres],
        rates=[*(whole.rates or ()), *_book_rates(whole)],
        taxes=_taxes(whole) if whole.taxes is None else whole.taxes,
        labour=_labour(whole) if whole.labour is None else whole.labour,
        places=places if whole.places is None else whole.places,
        periods=[PeriodRow(starts_on=a, ends_on=b) for a, b in months] if whole.periods is None else whole.periods,
        policies=[policy] if whole.policies is None else whole.policies,
    )


def places_of(centre: str) -> list[PlaceRow]:
    """Where the parts of a new centre lie."""
    return [PlaceRow(centre=centre, code=code, kind=LocationKind(kind), name=name) for code, kind, name in PLACES]


def _book_rates(whole: Document) -> list[RateRow]:
    book = whole.company.currency
    found = {c.currency: c.book_rate for c in whole.centres if c.book_rate is not None and c.currency != book}
    return [RateRow(currency=book, per=per, rate=rate, since=FROM_THE_START) for per, rate in found.items()]


def _taxes(whole: Document) -> list[TaxRow]:
    found: dict[str, Decimal] = {}
    for centre in whole.centres:
        percent = countries.tax_of(centre.country) if centre.tax is None else centre.tax
        if percent is not None:
            found.setdefault(centre.country, percent)
    return [TaxRow(country=country, percent=percent, since=FROM_THE_START) for country, percent in found.items()]


def to_confirm(made: Document) -> list[Phrase]:
    """What was only guessed: taxes by the law that we know of, and an hour that is worth nothing."""
    said = []
    known = {(tax.country, tax.percent) for tax in made.taxes or ()}
    for country in dict.fromkeys(centre.country for centre in made.centres):
        tax = countries.taxes().get(country)
        if tax is not None and (country, tax.percent) in known:
            said.append(
                Phrase(
                    "Sales tax in {country}: {percent} % by “{law}”, as far as we know. Let whoever keeps the books confirm it.",
                    country=Country(country),
                    percent=tax.percent,
                    law=Term(tax.law),
                )
            )
        elif country not in {tax.country for tax in made.taxes or ()}:
            said.append(
                Phrase(
                    "Sales tax in {country}: none is charged, since we know of no rate. Set it: POST /api/v1/taxes.",
                    country=Country(country),
                )
            )
    priced = {row.centre for row in made.labour or () if row.price}
    said += [
        Phrase(
            "An hour of work at {code} is billed at nothing. Price it: POST /api/v1/labour-rates, or `desk settings import` with the line {line}",
            code=centre.code, line=hour_line(centre.code, centre.currency, FROM_THE_START),
        )
        for centre in made.centres
        if centre.code not in priced
    ]  # fmt: skip
    return said


# What an hour costs and is billed at in an example, in round sums that somebody might really take. A currency without an entry
# is written as the euro is, which whoever reads it mends.
HOURS: Final[dict[str, tuple[int, int]]] = {
    "IRR": (2_000_000, 5_000_000), "IQD": (15_000, 40_000), "AFN": (400, 1_000), "AED": (130, 330), "SAR": (130, 330), "QAR": (130, 330),
    "EGP": (200, 500), "TRY": (400, 1_000), "CNY": (80, 200), "TWD": (400, 1_000), "HKD": (200, 500), "JPY": (3_000, 8_000),
    "KRW": (25_000, 60_000), "INR": (300, 800), "PKR": (800, 2_000), "IDR": (80_000, 200_000), "VND": (120_000, 300_000),
    "RUB": (800, 2_000), "BYN": (20, 50), "KZT": (4_000, 10_000), "UZS": (60_000, 150_000), "AMD": (4_000, 10_000),
    "LBP": (900_000, 2_500_000), "SYP": (60_000, 150_000), "KWD": (10, 25), "BHD": (10, 25), "OMR": (10, 25), "JOD": (10, 25),
}  # fmt: skip


def hour_line(centre: str, currency: str, since: date) -> str:
    """An example for `desk settings import`, in the centre's own currency."""
    cost, price = HOURS.get(currency, (35, 90))
    return f"labour: [{{centre: {centre}, cost: {cost}, price: {price}, currency: {currency}, since: {since}}}]"


def _labour(whole: Document) -> list[LabourRow]:
    """Nothing, where nobody says otherwise: an hour must be worth something before an order with time can be closed."""
    return [
        LabourRow(centre=c.code, cost=c.hour_cost or Decimal(0), price=c.hour_price or Decimal(0), since=FROM_THE_START)
        for c in whole.centres
    ]
