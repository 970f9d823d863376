"""What stands on labels that go to paper: a claim slip gets a link of its own, which nobody can guess."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch, joined
from service_desk.links.actions import make_link
from service_desk.links.rules import Origin, Subject
from service_desk.scanning import queries
from service_desk.scanning.queries import Labelled
from service_desk.scanning.rules import LabelKind
from service_desk.tickets.rules import SUBJECT

_THEIRS: Final = "select id, centre_id, party_id from ticket where id = any($1) and party_id is not null"


async def labels_to_print(kind: LabelKind, ids: Sequence[UUID], language: str | None, by: Actor) -> list[Labelled]:
    """As `queries.label_data`. The link of a slip opens the page of its customer, as the one in a message does."""
    async with joined():
        links = {}
        if kind is LabelKind.CLAIM:
            for row in await fetch(_THEIRS, list(ids)):
                subject = Subject(SUBJECT, row["id"])
                made = await make_link(
                    subject=subject, centre_id=row["centre_id"], party_id=row["party_id"], origin=Origin.SLIP, by=by
                )
                links[row["id"]] = made.rpartition("/")[2]
        return await queries.label_data(kind, ids, language, by, links=links)
