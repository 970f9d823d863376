"""A seam for what leaves: rooms above tidy up what hangs on it, in the same transaction, and say what they found.

Filled in `service_desk.leaving`, since a lower room does not know who uses what is its.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from service_desk.foundation.actor import Actor

# What leaves (`staff`) -> for each kind of thing that hangs on it (`unassigned_tickets`) who tidies up and names what was found.
Tidy = Callable[[UUID, Actor], Awaitable[list[str]]]
TIDIERS: Final[dict[str, dict[str, Tidy]]] = {}


async def tidy(kind: str, key: UUID, by: Actor) -> dict[str, list[str]]:
    """Run within the transaction in which it leaves. What hung on it, by human numbers; empty lists where nothing did."""
    return {name: await each(key, by) for name, each in TIDIERS.get(kind, {}).items()}
