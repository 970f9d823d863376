"""Change the company and its centres, where what they did allows it; and bring the desk to what a document says."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_desk.centres import actions as centres
from service_desk.centres import queries as places
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import Conflict
from service_desk.setup import queries


class BooksBegun(Conflict):
    code = "books_begun"
    message = "{count:# posting was|# postings were} made in {currency} already, so the currency of the books stays. A company with other books needs a database of its own."


class CentreBegun(Conflict):
    code = "centre_begun"
    message = "{centre} has worked in {currency} already ({count:# posting|# postings}), so its currency stays. Open another centre for another currency."


class CentreBusy(Conflict):
    code = "centre_busy"
    message = "{centre} still has {what}. End, close or move that first, then retire it."


async def change_company(*, by: Actor, currency: str | None = None, **wanted: Any) -> bool:
    """What is not given stays. Whether anything changed. Raises BooksBegun once anything was posted."""
    held = (await places.company()).book_currency
    if currency is not None and currency != held and (count := await queries.postings()):
        raise BooksBegun(count=count, currency=held, field="currency")
    return await centres.change_company(currency=currency, by=by, **wanted)


async def change_centre(*, centre_id: UUID, by: Actor, currency: str | None = None, **wanted: Any) -> bool:
    """What is not given stays. Whether anything changed. Raises CentreBegun."""
    by.require_row("centres.write", centre_id, kind="service centre", key=centre_id)
    held = await places.centre(centre_id)
    if currency is not None and currency != held.currency and (count := await queries.postings(centre_id)):
        raise CentreBegun(centre=held.code, count=count, currency=held.currency, field="currency")
    return await centres.change_centre(centre_id=centre_id, currency=currency, by=by, **wanted)


async def retire_centre(*, centre_id: UUID, by: Actor) -> None:
    """Raises CentreBusy while there is open work or stock."""
    by.require_company("centres.write")
    held = await places.centre(centre_id)
    if left := await queries.open_work(centre_id):
        raise CentreBusy(centre=held.code, what=left)
    await centres.retire_centre(centre_id=centre_id, by=by)


async def revive_centre(*, centre_id: UUID, by: Actor) -> None:
    await centres.revive_centre(centre_id=centre_id, by=by)


__all__: Sequence[str] = [
    "BooksBegun",
    "CentreBegun",
    "CentreBusy",
    "change_centre",
    "change_company",
    "retire_centre",
    "revive_centre",
]
