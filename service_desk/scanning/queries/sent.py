"""Sent pictures as people see them: from whom, what was read, and what is wrong in their language."""

from typing import Any, Final

from service_desk.foundation.db import fetch
from service_desk.foundation.paging import Page, checked_limit, cut
from service_desk.foundation.sentences import sentence
from service_desk.foundation.where import OneOf, Where
from service_desk.scanning.queries.marks import before
from service_desk.scanning.rules.sent import FAULTS, SentPicture, SentScan, SentState

_SENT: Final = """
select p.id, p.source, p.sender, o.id as party_id, coalesce(o.name, '') as party, p.file_name, p.media_type, p.state, p.attempts,
       p.not_before, p.fault, p.codes, p.received_at, p.state_at
  from sent_picture p left join party a on a.id = p.party_id left join party o on o.id = coalesce(a.merged_into, a.id)"""
_SCANS: Final = "select picture_id, given, read_as from scan_record where picture_id = any($1) order by id"


async def sent_pictures(
    language: str, *, state: OneOf = None, cursor: str | None = None, limit: int = 50
) -> Page[SentPicture]:
    """The newest first."""
    where = Where(checked_limit(limit) + 1)
    where.among("p.state", state)
    where.add("p.id < {}", before(cursor))
    rows = await fetch(f"{_SENT} where {where} order by p.id desc limit $1", *where.args)
    scans: dict[Any, list[SentScan]] = {row["id"]: [] for row in rows}
    for scan in await fetch(_SCANS, list(scans)):
        raw = bytes(scan["given"]).decode("utf-8", "replace")
        scans[scan["picture_id"]].append(SentScan(raw, scan["read_as"]))
    return cut([_picture(row, scans[row["id"]], language) for row in rows], limit, lambda one: (one.id,))


def _picture(row: Any, scans: list[SentScan], language: str) -> SentPicture:
    values = dict(row)
    fault = FAULTS.get(values.pop("fault"))
    return SentPicture(
        **values | {"state": SentState(row["state"])},
        message=sentence(fault(), language) if fault else "",
        scans=scans,
    )
