"""Change the company and its centres; retire a centre. What only other rooms know (is anything posted?) they ask before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_desk.centres.queries import NoCompany, centre, company, forget, setting
from service_desk.centres.rules import HOLIDAY_REGION, CentreChanged, CentreRetired, CentreRevived, CompanyChanged
from service_desk.centres.rules.places import (
    checked_country,
    checked_language,
    checked_late_posting,
    checked_spoken,
    checked_weekend,
)
from service_desk.centres.starter import checked_region
from service_desk.centres.tables import Centre, Company
from service_desk.events.actions import record
from service_desk.foundation import version
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.clock import zone as known_zone
from service_desk.foundation.db import after_commit, atomic, fetchrow
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.money import exponent


class LanguagesNeeded(Invalid):
    code = "languages_needed"
    message = "A company speaks at least one language. Name them, its own first."


class StillSpoken(Conflict):
    code = "still_spoken"
    message = "The centre {centre} works in '{language}'. Give it another language first, or keep this one among the company's."


class CentreStanding(Conflict):
    code = "centre_standing"
    message = "The centre {centre} is {state} already."


async def change_company(
    *,
    by: Actor,
    name: Mapping[str, str] | None = None,
    country: str | None = None,
    languages: Sequence[str] | None = None,
    currency: str | None = None,
    late_posting: str | None = None,
    if_version: int | None = None,
) -> bool:
    """What is not given stays; said as it is already, nothing happens. Whether anything changed. Raises Stale."""
    by.require_company("centres.write")
    wanted: dict[str, Any] = {}
    if name is not None:
        wanted["name"] = checked_words(name)
    if country is not None:
        wanted["country"] = checked_country(country)
    if languages is not None:
        if not languages:
            raise LanguagesNeeded(field="languages")
        wanted["languages"] = [checked_language(one) for one in dict.fromkeys(languages)]
        wanted["default_language"] = wanted["languages"][0]
    if currency is not None:
        exponent(currency)
        wanted["book_currency"] = currency
    if late_posting is not None:
        wanted["late_posting"] = checked_late_posting(late_posting)
    async with atomic():
        row = await fetchrow("select * from company for update")
        if row is None:
            raise NoCompany
        changed = {field: value for field, value in wanted.items() if row[field] != value}
        if not changed:
            return False
        if "languages" in changed:
            await _still_spoken(changed["languages"])
        await version.save(Company, row["id"], version=if_version, **changed)
        _changed()
        fact = CompanyChanged(row["id"], tuple(sorted(changed)))
        await record(fact, subject=("company", row["id"]), centre_id=None, by=by)
        return True


async def _still_spoken(languages: Sequence[str]) -> None:
    sql = "select code, language from centre where retired_at is null and language <> all($1) order by code limit 1"
    if (left := await fetchrow(sql, list(languages))) is not None:
        raise StillSpoken(centre=left["code"], language=left["language"], field="languages")


async def change_centre(
    *,
    centre_id: UUID,
    by: Actor,
    name: Mapping[str, str] | None = None,
    zone: str | None = None,
    country: str | None = None,
    language: str | None = None,
    currency: str | None = None,
    weekend: Sequence[int] | None = None,
) -> bool:
    """What is not given stays; said as it is already, nothing happens. Whether anything changed."""
    by.require_row("centres.write", centre_id, kind="service centre", key=centre_id)
    wanted: dict[str, Any] = {}
    if name is not None:
        wanted["name"] = checked_words(name)
    if zone is not None:
        known_zone(zone)
        wanted["zone"] = zone
    if country is not None:
        wanted["country"] = checked_country(country)
    if language is not None:
        wanted["language"] = checked_spoken(language, (await company()).languages)
    if currency is not None:
        exponent(currency)
        wanted["currency"] = currency
    if weekend is not None:
        wanted["weekend"] = checked_weekend(weekend)
    async with atomic():
        await centre(centre_id)
        row = await fetchrow("select * from centre where id = $1 for update", centre_id)
        assert row is not None
        changed = {field: value for field, value in wanted.items() if row[field] != value}
        if not changed:
            return False
        if "country" in changed:
            checked_region(changed["country"], str(await setting(HOLIDAY_REGION.name, centre_id)))
        await version.save(Centre, centre_id, version=None, **changed)
        _changed()
        fact = CentreChanged(centre_id, tuple(sorted(changed)))
        await record(fact, subject=("centre", centre_id), centre_id=centre_id, by=by)
        return True


async def retire_centre(*, centre_id: UUID, by: Actor) -> None:
    """It takes no more work; what it did stays. Raises CentreStanding."""
    async with atomic():
        await _stand(centre_id, by, retired_at=now())
        await record(CentreRetired(centre_id), subject=("centre", centre_id), centre_id=centre_id, by=by)


async def revive_centre(*, centre_id: UUID, by: Actor) -> None:
    """It works again. Raises CentreStanding."""
    async with atomic():
        await _stand(centre_id, by, retired_at=None)
        await record(CentreRevived(centre_id), subject=("centre", centre_id), centre_id=centre_id, by=by)


async def _stand(centre_id: UUID, by: Actor, *, retired_at: datetime | None) -> None:
    by.require_company("centres.write")
    facts = await centre(centre_id)
    row = await fetchrow("select retired_at from centre where id = $1 for update", centre_id)
    assert row is not None
    if (row["retired_at"] is None) == (retired_at is None):
        raise CentreStanding(centre=facts.code, state="at work" if retired_at is None else "retired")
    await version.save(Centre, centre_id, version=None, retired_at=retired_at)
    _changed()


def _changed() -> None:
    forget()
    after_commit(forget)
