"""Try a file: load all of it in one transaction, tell what would happen, and forget it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from service_desk.centres.queries import centre as centre_facts
from service_desk.centres.queries import forget
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.days.written import share
from service_desk.foundation.db import atomic
from service_desk.imports.actions.loading import loader_for
from service_desk.imports.actions.runs import Progress, Run
from service_desk.imports.reading import Look
from service_desk.imports.rules import Mapping, Preview, Tally
from service_desk.imports.rules.fitting import ambiguous
from service_desk.imports.rules.guessing import heading
from service_desk.imports.rules.tally import DayPreview, RowFault


class _ForgetAll(Exception):
    """Rolls the trial back."""


async def try_file(
    *,
    path: Path,
    mapping: Mapping,
    centre_id: UUID,
    by: Actor,
    language: str = "en",
    progress: Progress = lambda _tally, _total: None,
) -> tuple[Tally, Preview]:
    """What would happen, and the preview: how the file is written, its dates, its first rows as they would be loaded."""
    by.require("imports.run", centre_id)
    centre = await centre_facts(centre_id)
    run: Run[Any] = Run(
        path=path, mapping=mapping, centre_id=centre_id, by=by, latest=clock.today(centre.zone), language=language
    )
    look = run.open()
    try:
        async with atomic():
            await run.load(loader_for(mapping, centre, by), progress, dry=True)
            raise _ForgetAll  # noqa: TRY301  # it is what rolls the block back
    except _ForgetAll:
        forget()
    return run.tally, _shown(run, look, language)


def _shown(run: Run[Any], look: Look, language: str) -> Preview:
    return Preview(
        **run.written(),
        broken_characters=look.broken,
        dates={name: _day(run, look, name) for name, day in run.mapping.days.items() if day.value is None},
        headings={field: heading(field, language) for row in run.examples for field in row},
        rows=run.examples,
        refused=[RowFault(each.line, each.column, each.reason) for each in run.refusals],
    )


def _day(run: Run[Any], look: Look, name: str) -> DayPreview:
    day = run.mapping.days[name]
    values = look.days[day.column]
    other = ambiguous(day, values, run.latest)
    return DayPreview(
        column=day.column,
        form=", ".join(map(str, day.forms)),
        calendar=day.calendar.value,
        filled=sum(values.values()),
        fitting=share(values, day.forms, run.latest),
        could_be=None if other is None else str(other),
    )
