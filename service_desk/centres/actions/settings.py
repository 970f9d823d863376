"""Set settings from a day on; write them to a file and read them back."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from service_desk.centres.queries import centre_by_code, company, forget
from service_desk.centres.rules import SettingChanged, known
from service_desk.centres.rules.settings import SettingValue
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import after_commit, atomic, execute, fetch
from service_desk.foundation.errors import Invalid
from service_desk.foundation.ids import uuid7


class NotASettingsFile(Invalid):
    code = "not_a_settings_file"
    message = (
        "Entry {entry} is not a setting. Each needs name, value and valid_from (2026-03-14), and may name a centre."
    )


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


async def export_settings() -> list[dict[str, Any]]:
    """Every value ever set, ready for JSON, with centres by their code."""
    rows = await fetch(
        "select s.name, c.code as centre, s.value, s.valid_from "
        "from setting s left join centre c on c.id = s.centre_id order by s.name, c.code nulls first, s.valid_from"
    )
    return [
        {"name": r["name"], "centre": r["centre"], "value": r["value"]["is"], "valid_from": r["valid_from"].isoformat()}
        for r in rows
    ]


async def import_settings(entries: Sequence[Mapping[str, Any]], *, by: Actor) -> int:
    """All of an exported file, or none of it; how many were set."""
    async with atomic():
        for at, entry in enumerate(entries, start=1):
            try:
                name, value = entry["name"], entry["value"]
                valid_from = date.fromisoformat(entry["valid_from"])
                code = entry.get("centre")
            except (KeyError, TypeError, ValueError, AttributeError):
                raise NotASettingsFile(entry=at) from None
            centre_id = (await centre_by_code(code)).id if code else None
            await set_setting(name=name, value=value, valid_from=valid_from, centre_id=centre_id, by=by)
    return len(entries)
