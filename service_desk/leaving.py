"""What hangs on those who leave, who tidies it up, and what is in their way: the whole list on one page."""

from uuid import UUID

from service_desk.calls.actions import silence_extensions
from service_desk.foundation.leaving import BACK_IN_STOCK, NEEDED_BY, OUT_OF_STOCK, TIDIERS
from service_desk.parties.queries import entries_of
from service_desk.parts.actions import put_back, sell_from_stock
from service_desk.parts.queries import places_of
from service_desk.repairs import queries as repairs
from service_desk.repairs.actions import free_units
from service_desk.scanning.actions.bench_records import sign_off, sign_off_person
from service_desk.scanning.queries import sessions_at, stations_with
from service_desk.tickets import queries as tickets
from service_desk.tickets.actions import unassign_all
from service_desk.timesheets.actions import name_running_clocks


def fill() -> None:
    TIDIERS["staff"] = {
        "unassigned_tickets": unassign_all,
        "units_without_technician": free_units,
        "running_clocks": name_running_clocks,
        "extensions": silence_extensions,
        "benches": sign_off_person,
    }
    TIDIERS["resource"] = {"benches": sign_off}
    NEEDED_BY["party"] = [_open_for]
    NEEDED_BY["product"] = [places_of, repairs.open_with_part]
    NEEDED_BY["location"] = [stations_with, sessions_at]
    NEEDED_BY["printer"] = [stations_with]
    OUT_OF_STOCK[:] = [sell_from_stock]
    BACK_IN_STOCK[:] = [put_back]


async def _open_for(party_id: UUID) -> list[str]:
    entries = await entries_of(party_id)
    return [*await tickets.open_of_parties(entries), *await repairs.open_of_parties(entries)]
