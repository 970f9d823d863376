"""Load a file of any kind: what reads it, and what its rows become."""

from pathlib import Path
from typing import Any
from uuid import UUID

from service_desk.centres.queries import centre as centre_facts
from service_desk.centres.rules import CentreFacts
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.imports.actions.customers import CustomersLoader
from service_desk.imports.actions.dates import DatesLoader
from service_desk.imports.actions.items import ItemsLoader
from service_desk.imports.actions.runs import Progress, Run
from service_desk.imports.actions.stock import PartsLoader
from service_desk.imports.actions.tickets import TicketsLoader
from service_desk.imports.rules import (
    CustomersMapping,
    DatesMapping,
    ItemsMapping,
    Mapping,
    PartsMapping,
    Tally,
    TicketsMapping,
)


def loader_for(mapping: Mapping, centre: CentreFacts, by: Actor) -> Any:
    match mapping:
        case ItemsMapping():
            return ItemsLoader(mapping, centre, by)
        case TicketsMapping():
            return TicketsLoader(mapping, centre, by)
        case CustomersMapping():
            return CustomersLoader(mapping, centre, by)
        case PartsMapping():
            return PartsLoader(mapping, centre, by)
        case DatesMapping():
            return DatesLoader(mapping, centre, by)


async def import_file(
    *,
    path: Path,
    mapping: Mapping,
    centre_id: UUID,
    by: Actor,
    language: str = "en",
    progress: Progress = lambda _tally, _total: None,
) -> tuple[Run[Any], Tally]:
    """Every row of the file is loaded, there already, there with other content, or refused with a reason; the run and its
    tally. Raises what makes the whole file unreadable before anything is loaded.
    """
    centre = await centre_facts(centre_id)
    run: Run[Any] = Run(
        path=path, mapping=mapping, centre_id=centre_id, by=by, latest=clock.today(centre.zone), language=language
    )
    return run, await run.all(loader_for(mapping, centre, by), progress)
