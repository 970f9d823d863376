"""What a file says of a centre in short (tax, hour_cost, hour_price, book_rate), as rows of the sections, for a desk that has a company."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from service_desk.foundation.errors import Conflict
from service_desk.foundation.written import Country
from service_desk.setup.rules import countries
from service_desk.setup.rules.complete import FROM_THE_START, RateNeeded, places_of
from service_desk.setup.rules.document import CentreRow, Document, LabourRow, RateRow, TaxRow


class TaxThere(Conflict):
    code = "tax_there"
    message = (
        "{country} is taxed at {percent} % here already, for all its centres. Leave `tax` out of the centre, or add the new "
        "rate with its first day to `taxes`."
    )


def unfolded(given: Document, rows: Sequence[CentreRow], held: Document, today: date) -> Document:
    """`given` with the short ways of its centres in their sections. `rows`: the centres, complete.

    A centre that is new gets what `desk init` gives the first: places, an hour's cost and price, the usual tax of its
    country. What is said otherwise of one that is there holds from `today`. Raises TaxThere, RateNeeded.
    """
    there = {one.code: one for one in held.centres}
    rates, taxes, labour, places = (list(getattr(given, name) or ()) for name in ("rates", "taxes", "labour", "places"))
    for at, row in enumerate(rows):
        known = there.get(row.code)
        whole = known or row
        labour += _hour(
            row, [*(held.labour or ()), *labour], FROM_THE_START if known is None else today, new=known is None
        )
        try:
            rates += _rate(
                row, held.company.currency, whole.currency, [*(held.rates or ()), *rates], today, new=known is None
            )
            taxes += _tax(row, whole.country, [*(held.taxes or ()), *taxes], new=known is None)
        except (TaxThere, RateNeeded) as error:
            error.field = f"centres[{at}].{'tax' if isinstance(error, TaxThere) else 'book_rate'}"
            raise
        if known is None and row.code not in {place.centre for place in places}:
            places += places_of(row.code)
    return msgspec.structs.replace(given, rates=rates, taxes=taxes, labour=labour, places=places)


def _hour(row: CentreRow, known: Sequence[LabourRow], since: date, *, new: bool) -> list[LabourRow]:
    own = [each for each in known if each.centre == row.code and not each.activity and not each.currency]
    last = max(own, key=lambda each: each.since, default=None)
    if last is None and not new and row.hour_cost is None and row.hour_price is None:
        return []
    was = (last.cost, last.price) if last is not None else (Decimal(0), Decimal(0))
    cost = was[0] if row.hour_cost is None else row.hour_cost
    price = was[1] if row.hour_price is None else row.hour_price
    return (
        []
        if last is not None and (cost, price) == was
        else [LabourRow(centre=row.code, cost=cost, price=price, since=since)]
    )


def _rate(
    row: CentreRow, book: str, currency: str, known: Sequence[RateRow], today: date, *, new: bool
) -> list[RateRow]:
    if currency == book:
        return []
    pair = [each for each in known if {each.currency, each.per} == {book, currency}]
    if row.book_rate is None:
        if new and not pair:
            raise RateNeeded(book=book, currency=currency)
        return []
    last = max((each for each in pair if each.currency == book), key=lambda each: each.since, default=None)
    if last is not None and last.rate == row.book_rate:
        return []
    return [RateRow(currency=book, per=currency, rate=row.book_rate, since=today if pair else FROM_THE_START)]


def _tax(row: CentreRow, country: str, known: Sequence[TaxRow], *, new: bool) -> list[TaxRow]:
    last = max(
        (each for each in known if each.country == country and each.code == "standard"),
        key=lambda each: each.since, default=None,
    )  # fmt: skip
    if last is not None:
        if row.tax is not None and row.tax != last.percent:
            raise TaxThere(country=Country(country), percent=last.percent)
        return []
    usual = countries.tax_of(country) if new else None
    percent = usual if row.tax is None else row.tax
    return [] if percent is None else [TaxRow(country=country, percent=percent, since=FROM_THE_START)]
