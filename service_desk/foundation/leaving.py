"""A seam for what leaves: rooms above say what is in its way, or tidy up what hangs on it, in the same transaction.

Filled in `service_desk.leaving`, since a lower room does not know who uses what is its.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import Conflict

# What leaves (`staff`) -> for each kind of thing that hangs on it (`unassigned_tickets`) who tidies up and names what was found.
Tidy = Callable[[UUID, Actor], Awaitable[list[str]]]
TIDIERS: Final[dict[str, dict[str, Tidy]]] = {}
# What leaves (`location`) -> those who name, by codes and numbers, what needs it still (the stations that take parts from it).
Needs = Callable[[UUID], Awaitable[list[str]]]
NEEDED_BY: Final[dict[str, list[Needs]]] = {}
# Who takes a thing out of our own stock when it is sold: product, serial, the sold unit, whether it is said to come from there.
OutOfStock = Callable[[UUID, str, UUID, bool, Actor], Awaitable[None]]
OUT_OF_STOCK: Final[list[OutOfStock]] = []
# Who puts a thing back into our own stock when its sale is undone: the unit, where to (None: where it lay). The place's code.
BackInStock = Callable[[UUID, UUID | None, Actor], Awaitable[str | None]]
BACK_IN_STOCK: Final[list[BackInStock]] = []
MOST_NAMED: Final = 10


class StillNeeded(Conflict):
    code = "still_needed"
    message = "{name} is still needed by {users}. End or change that first, then retire it."


async def free(kind: str, key: UUID, name: str) -> None:
    """Run within the transaction in which it leaves, when its row is locked. Raises StillNeeded, which names what is in the way."""
    users = [user for needs in NEEDED_BY.get(kind, ()) for user in await needs(key)]
    if users:
        more = len(users) - MOST_NAMED
        raise StillNeeded(name=name, users=", ".join(users[:MOST_NAMED]) + (f" (+{more})" if more > 0 else ""))


async def tidy(kind: str, key: UUID, by: Actor) -> dict[str, list[str]]:
    """Run within the transaction in which it leaves. What hung on it, by human numbers; empty lists where nothing did."""
    return {name: await each(key, by) for name, each in TIDIERS.get(kind, {}).items()}


async def out_of_stock(product_id: UUID, serial: str, item_id: UUID, *, sold: bool, by: Actor) -> None:
    """Run within the transaction in which a unit gets an owner: one thing is not in our stock and with a customer."""
    for each in OUT_OF_STOCK:
        await each(product_id, serial, item_id, sold, by)


async def back_in_stock(item_id: UUID, location_id: UUID | None, *, by: Actor) -> str | None:
    """Run within the transaction in which the sale of a unit is undone. Where it lies from now on; None: it was not ours."""
    for each in BACK_IN_STOCK:
        if (place := await each(item_id, location_id, by)) is not None:
            return place
    return None
