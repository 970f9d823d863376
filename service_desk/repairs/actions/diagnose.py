"""Say what was found and done, in codes; put cover back on where a holder of the right decides so."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.faults import queries as faults
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute, joined
from service_desk.foundation.errors import Invalid
from service_desk.repairs.actions.judge import judge
from service_desk.repairs.actions.lines import item_of
from service_desk.repairs.actions.seen import begun, changeable
from service_desk.repairs.rules import CHANGEABLE, SUBJECT, Diagnosed, RepairItemFacts, State
from service_desk.warranty.actions.decisions import OVERRIDE_RIGHT

LEAST_NOTE: Final = 5
LONGEST_NOTE: Final = 2000
_CODES: Final = """
update repair_item set scheme = $2, scheme_version = $3, symptom = $4, condition = $5, section = $6, defect = $7, repair = $8
 where id = $1"""
_OVERRIDE: Final = "update repair_item set override_note = $2, override_by = $3, override_at = $4 where id = $1"


class NoteNeeded(Invalid):
    code = "note_needed"
    message = "Say in a few words why the cover is put back; the note stays with the order."


async def diagnose(
    *,
    order_id: UUID,
    by: Actor,
    repair_item_id: UUID | None = None,
    symptom: str | None = None,
    condition: str | None = None,
    section: str | None = None,
    defect: str | None = None,
    repair: str | None = None,
) -> RepairItemFacts:
    """Codes that are given replace those before (None: as it was). A defect that excludes cover changes who pays.

    An order that was coded before stays in the scheme of those codes. Raises UnknownFaultCode, WhichItem, and ClosedOrder or EstimateOutstanding.
    """
    given = {"symptom": symptom, "condition": condition, "section": section, "defect": defect, "repair": repair}
    async with joined():
        order = await changeable(order_id, by, "repairs.work")
        item = await item_of(order, repair_item_id)
        await begun(order, State.DIAGNOSING, by, CHANGEABLE - {State.RECEIVED}, item)
        held = {name: getattr(item, name) for name in given}
        scheme = item.scheme if any(held.values()) else await faults.active_scheme(order.centre_id)
        found = {
            name: await faults.fault_code(name, code, scheme=scheme) for name, code in given.items() if code is not None
        }
        version = next((code.scheme_version for code in found.values()), item.scheme_version)
        codes = held | {name: code.code for name, code in found.items()}
        await execute(_CODES, item.id, scheme, version, *codes.values())
        item = await item_of(order, item.id)
        await judge(order, item, by)
        event = Diagnosed(order.id, order.number, item.item_id, item.symptom, item.section, item.defect, item.repair)
        await record(event, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
    return item


async def override_cover(
    *, order_id: UUID, note: str, by: Actor, repair_item_id: UUID | None = None
) -> RepairItemFacts:
    """Cover that a defect took off is put back, with a note; both decisions stay visible (LINE-5)."""
    why = note.strip()
    if not LEAST_NOTE <= len(why) <= LONGEST_NOTE:
        raise NoteNeeded(field="note")
    async with joined():
        order = await changeable(order_id, by, OVERRIDE_RIGHT)
        item = await item_of(order, repair_item_id)
        await execute(_OVERRIDE, item.id, why, by.id, now())
        item = await item_of(order, item.id)
        await judge(order, item, by)
    return item
