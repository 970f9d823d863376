"""Found the company of the demo, by the same action that founds a real one, from a document of its own."""

from datetime import date
from uuid import UUID

from service_desk.centres import actions as centres
from service_desk.centres import queries
from service_desk.centres.rules import SERVICE_EMAIL, SERVICE_PHONE
from service_desk.demo.rules.places import (
    BENCH,
    BOOK,
    COMPANY,
    COMPANY_NAME,
    COUNTRY,
    PASSWORD,
    PERIODS_FROM,
    PLACES,
    POLICIES,
    SHELVES,
    STAFF,
    SUPPLIES_FROM,
    WAREHOUSE,
    Place,
    hours,
    rates,
    taxes,
)
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.i18n import LANGUAGES
from service_desk.parts.rules import LocationKind
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.printing import Language
from service_desk.setup import actions as setup
from service_desk.setup.rules import AdminRow, CentreRow, CompanyRow, Document
from service_desk.setup.rules.document import (
    LabourRow,
    PeriodRow,
    PlaceRow,
    PolicyRow,
    PrinterRow,
    RateRow,
    SettingRow,
    StationRow,
    TaxRow,
    VersionRow,
)


async def found_company() -> dict[str, UUID]:
    """The ids of the centres by code."""
    made = await setup.set_up(_document(), by=SYSTEM)
    return {place.code: made.centres[place.code] for place in PLACES}


def _document() -> Document:
    admin = next(member for member in STAFF if member.role == "admin")
    return Document(
        company=CompanyRow(name=COMPANY_NAME, code=COMPANY, country=COUNTRY, languages=list(LANGUAGES), currency=BOOK),
        centres=[_centre(place) for place in PLACES],
        admin=AdminRow(
            login=admin.login, name=admin.name, language=admin.language, email=admin.email, password=PASSWORD
        ),
        periods=[PeriodRow(starts_on=first, ends_on=last) for first, last in _years()],
        taxes=[TaxRow(country=country, percent=percent, since=day) for country, day, percent in taxes()],
        rates=[
            RateRow(currency=BOOK, per=place.currency, rate=rate, since=since)
            for place in PLACES
            if place.currency != BOOK
            for since, rate in rates(place.currency)
        ],
        labour=[
            LabourRow(centre=place.code, cost=cost, price=price, since=since)
            for place in PLACES
            for since, cost, price in hours(place)
        ],
        places=[
            PlaceRow(centre=place.code, code=code, kind=LocationKind(kind), name=name)
            for place in PLACES
            for code, kind, name in SHELVES
        ],
        policies=[
            PolicyRow(code=code, name=name, versions=[VersionRow(since=SUPPLIES_FROM, terms=terms)])
            for code, (name, terms) in POLICIES.items()
        ],
        settings=[
            SettingRow(name=known.name, value=value, since=SUPPLIES_FROM, centre=place.code)
            for place in PLACES
            for known, value in ((SERVICE_PHONE, place.phone), (SERVICE_EMAIL, place.email))
        ],
        printers=[
            PrinterRow(centre=place.code, code=f"{place.code}-LABELS", kind=PrinterKind.DOWNLOAD, language=Language.PDF)
            for place in PLACES
        ],
        stations=[_station(place) for place in PLACES],
    )


def _centre(place: Place) -> CentreRow:
    return CentreRow(
        name=place.name, code=place.code, country=place.country, zone=place.zone, language=place.language,
        currency=place.currency, weekend=list(place.weekend),
    )  # fmt: skip


def _station(place: Place) -> StationRow:
    """Parts are taken from the warehouse; labels come as PDF to look at or to print from the browser."""
    code, name = BENCH
    return StationRow(
        centre=place.code, code=code, name=name[place.language], printer=f"{place.code}-LABELS", place=WAREHOUSE
    )


def _years() -> list[tuple[date, date]]:
    return [(date(year, 1, 1), date(year, 12, 31)) for year in range(PERIODS_FROM, clock.now().year + 1)]


async def open_periods() -> None:
    """Whole years up to this one, where no period begins in the year yet."""
    begun = {period.starts_on.year for period in await queries.periods()}
    for first, last in _years():
        if first.year not in begun:
            await centres.open_period(starts_on=first, ends_on=last, by=SYSTEM)
