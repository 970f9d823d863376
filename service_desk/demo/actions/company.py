"""Found the company: centres, calendar, periods, rates, taxes, accounts, codes and policies."""

from datetime import date
from uuid import UUID

from service_desk.centres import actions as centres
from service_desk.centres import queries
from service_desk.centres.rules import SERVICE_EMAIL, SERVICE_PHONE
from service_desk.demo.rules.places import (
    BOOK,
    COMPANY,
    COMPANY_NAME,
    PERIODS_FROM,
    PLACES,
    POLICIES,
    SUPPLIES_FROM,
    Place,
    rates,
    taxes,
)
from service_desk.erp import actions as erp
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.pricing import actions as pricing
from service_desk.starter import actions as starter
from service_desk.warranty import actions as warranty


async def found_company() -> dict[str, UUID]:
    """The ids of the centres by code."""
    await centres.create_company(code=COMPANY, name=COMPANY_NAME, book_currency=BOOK, by=SYSTEM)
    ids = {place.code: await _found_centre(place) for place in PLACES}
    await open_periods()
    for country, day, percent in taxes():
        await pricing.set_tax(country=country, percent=percent, valid_from=day, by=SYSTEM)
    await erp.set_default_accounts(by=SYSTEM)
    await _publish_policies()
    await starter.load_starter(by=SYSTEM)
    return ids


async def _found_centre(place: Place) -> UUID:
    centre_id = await centres.create_centre(
        code=place.code, name=place.name, zone=place.zone, country=place.country, language=place.language,
        currency=place.currency, weekend=place.weekend, by=SYSTEM,
    )  # fmt: skip
    for known, value in ((SERVICE_PHONE, place.phone), (SERVICE_EMAIL, place.email)):
        await centres.set_setting(
            name=known.name, value=value, valid_from=SUPPLIES_FROM, centre_id=centre_id, by=SYSTEM
        )
    if place.currency != BOOK:
        for since, rate in rates(place.currency):
            await centres.set_rate(currency=BOOK, per_currency=place.currency, rate=rate, valid_from=since, by=SYSTEM)
    return centre_id


async def open_periods() -> None:
    """Whole years up to this one, where no period begins in the year yet."""
    begun = {period.starts_on.year for period in await queries.periods()}
    for year in range(PERIODS_FROM, clock.now().year + 1):
        if year not in begun:
            await centres.open_period(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=SYSTEM)


async def _publish_policies() -> None:
    for code, (name, terms) in POLICIES.items():
        policy_id = await warranty.create_policy(code=code, name=name, by=SYSTEM)
        await warranty.publish_version(policy_id=policy_id, terms=terms, valid_from=SUPPLIES_FROM, by=SYSTEM)
