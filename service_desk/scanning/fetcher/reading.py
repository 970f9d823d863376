"""One sent picture on its way from the provider to its codes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from barcodes import Source
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import Queue
from service_desk.foundation.fault_points import fault_point
from service_desk.foundation.settings import environment
from service_desk.scanning.actions.pictures import Look, PictureRefused, look_at
from service_desk.scanning.actions.sent import TOPIC
from service_desk.scanning.fetcher import claims, media
from service_desk.scanning.rules.sent import FetchFailed, PictureFault, PictureUnreadable


async def _work(row: Any, token: UUID) -> None:
    try:
        looks = await _looks(row)
    except PictureFault as fault:
        cause = fault.__cause__
        await claims.faulted(row, token, fault, f"{type(cause).__name__}: {cause}" if cause else "")
        return
    fault_point("picture.before_settle")
    await claims.read(row, token, looks)


async def _looks(row: Any) -> Sequence[Look]:
    data = await media.fetched(row["address"], environment())
    try:
        return await look_at(data, Source(row["source"]), SYSTEM)
    except PictureRefused as refused:
        raise PictureUnreadable from refused


async def _failed(row: Any, token: UUID, error: Exception) -> None:
    await claims.faulted(row, token, FetchFailed(), f"{type(error).__name__}: {error}")


def queue() -> Queue[Any]:
    """The pictures that are due. Wide, since a provider that hangs must not hold up the others."""
    return Queue(
        name="sent pictures",
        table="sent_picture",
        claim=claims.claim,
        work=_work,
        failed=_failed,
        sweep=claims.sweep,
        topics=(TOPIC,),
    )
