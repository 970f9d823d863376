"""Switch a country pack on once counsel has confirmed it, or off again."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.warranty.actions.policies import RIGHT
from service_desk.warranty.rules.happenings import PackSwitched

LEAST_NOTE: Final = 5
LONGEST: Final = 2000
_OTHER: Final = """
select code, number from rule_pack where switched_on and code <> $1 and countries && $2 order by code, number limit 1"""
_KEEP: Final = """
insert into pack_switch (id, pack_id, switched_on, confirmed_by, note, at, by_id) values ($1, $2, $3, $4, $5, $6, $7)"""


class CounselMissing(Invalid):
    code = "counsel_missing"
    message = "Say who confirmed these rules (counsel, by name) and in a few words what was confirmed. Both stay with the pack."


class NoteMissing(Invalid):
    code = "pack_note_missing"
    message = "Say in a few words why the pack is switched off; the note stays with it."


class PackOverlap(Conflict):
    code = "pack_overlap"
    message = "The pack {code} {number} is on for some of these countries. Switch it off first: a unit is sold under one pack."


async def switch_pack(*, pack_id: UUID, on: bool, by: Actor, confirmed_by: str = "", note: str = "") -> bool:
    """Units sold in its countries from now on are frozen with it, or no longer. False when it is so already.

    on: needs `confirmed_by` and `note`; off: needs `note`. Raises CounselMissing, NoteMissing, PackOverlap, NotFound.
    """
    by.require_company(RIGHT)
    who, why = confirmed_by.strip()[:200], note.strip()[:LONGEST]
    async with atomic():
        await execute("select pg_advisory_xact_lock(hashtext('warranty.packs'))")
        row = await fetchrow("select code, number, countries, switched_on from rule_pack where id = $1", pack_id)
        if row is None:
            raise NotFound(kind="rule pack", key=pack_id)
        if row["switched_on"] is on:
            return False
        if on and (not who or len(why) < LEAST_NOTE):
            raise CounselMissing(field="note" if who else "confirmed_by")
        if len(why) < LEAST_NOTE:
            raise NoteMissing(field="note")
        if on and (other := await fetchrow(_OTHER, row["code"], row["countries"])) is not None:
            raise PackOverlap(**other)
        await execute("update rule_pack set switched_on = $2 where id = $1", pack_id, on)
        await execute(_KEEP, uuid7(), pack_id, on, who, why, clock.now(), by.id)
        fact = PackSwitched(pack_id, row["code"], row["number"], on)
        await record(fact, subject=("rule_pack", pack_id), centre_id=None, by=by)
    return True
