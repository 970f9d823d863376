"""Bring a desk that has a company to what a document says."""

from dataclasses import dataclass
from typing import Final

from service_desk.centres import queries as places
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic
from service_desk.foundation.written import Phrase
from service_desk.setup.actions.apply import apply, configuration
from service_desk.setup.actions.change import change_company
from service_desk.setup.rules.document import Document
from service_desk.setup.rules.health import spoken


@dataclass(frozen=True, slots=True)
class Brought:
    """`done`: how many things of each section were set. `left`: what a person has to do, in words."""

    done: dict[str, int]
    left: list[str]


ON_THERE: Final = "The law pack {pack} is switched on in the file and off here: somebody has to confirm it here too."


class _TriedError(Exception):
    """It was only tried: the block it is raised in is taken back, whatever block stands around it."""


async def bring(document: Document, *, by: Actor, dry_run: bool = False) -> Brought:
    """All of it or nothing; what the document does not name stays, and what is so already is not touched (no event).

    Company-wide rights are needed for each section that differs. With `dry_run` all is tried and taken back.
    """
    by.require_company("centres.write")
    try:
        async with atomic():
            brought = await _bring(document, by)
            if dry_run:
                raise _TriedError  # noqa: TRY301  # it takes the block back
    except _TriedError:
        pass
    finally:
        places.forget()  # what was remembered of what is taken back
    return brought


async def _bring(document: Document, by: Actor) -> Brought:
    old = await configuration()
    company, done = document.company, {}
    if await change_company(
        name=company.name or None, country=company.country or None, languages=company.languages or None,
        currency=company.currency or None, late_posting=company.late_posting, by=by,
    ):  # fmt: skip
        done["company"] = 1
    done |= await apply(document, old, by)
    off = {(row.pack, row.version) for row in old.packs or () if not row.on}
    spoken_by = (await places.masthead())[1] if by == SYSTEM else by.language
    left = [
        spoken(Phrase(ON_THERE, pack=f"{row.pack}-{row.version}"), spoken_by)
        for row in document.packs or ()
        if row.on and (row.pack, row.version) in off
    ]
    return Brought(done, left)
