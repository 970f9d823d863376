"""Set settings from a day on; write them to a file and read them back."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.centres.queries import company, forget
from service_desk.centres.rules import HOLIDAY_REGION, SettingChanged, known
from service_desk.centres.rules.settings import SettingValue
from service_desk.centres.starter import checked_region
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import after_commit, atomic, execute, fetch
from service_desk.foundation.ids import uuid7

_COUNTRIES: Final = "select distinct country from centre where retired_at is null and ($1::uuid is null or id = $1)"


async def set_setting(
    *, name: str, value: SettingValue, valid_from: date, by: Actor, centre_id: UUID | None = None
) -> None:
    """For the whole company, or for one centre; the older values stay for their days."""
    if centre_id is None:
        by.require_company("centres.write")
    else:
        by.require_row("centres.write", centre_id, kind="service centre", key=centre_id)
    plausible(valid_from, "valid_from")
    checked = known(name).read(value)
    stored = str(checked) if isinstance(checked, Decimal) else checked
    async with atomic():
        if name == HOLIDAY_REGION.name and stored:
            for row in await fetch(_COUNTRIES, centre_id):
                checked_region(row["country"], str(stored))
        await execute(
            "insert into setting (id, centre_id, name, value, valid_from, set_at, set_by) "
            "values ($1, $2, $3, $4, $5, $6, $7) on conflict (name, centre_id, valid_from) "
            "do update set value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by",
            uuid7(),
            centre_id,
            name,
            {"is": stored},
            valid_from,
            now(),
            by.id,
        )
        forget()
        after_commit(forget)
        subject = ("centre", centre_id) if centre_id else ("company", (await company()).id)
        changed = SettingChanged(name=name, value=str(stored), valid_from=valid_from)
        await record(changed, subject=subject, centre_id=centre_id, by=by)
