"""Starter data: what a release ships for a new company, in files beside their rooms. The company may change all of it."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from service_desk.foundation.actor import Actor

Value: TypeAlias = Mapping[str, Any]  # of JSON: what is compared, kept and shown
Entries: TypeAlias = Mapping[str, Value]  # by key, in the order in which a person reads them


@dataclass(frozen=True, slots=True)
class Starter:
    """One kind of starter data, as its room offers it.

    name: `roles`, `fault_codes`; with an entry's key it names the entry everywhere: `roles/agent`.
    right: what `put` and `retire` ask for, of the whole company.
    shipped: what this release ships for the company as it is. held: what the database holds now, retired or not.
    put: writes entries as they are shipped, new ones and those that are there. retire: takes entries out of use.
    """

    name: str
    right: str
    shipped: Callable[[], Awaitable[Entries]]
    held: Callable[[], Awaitable[Entries]]
    put: Callable[[Entries, Actor], Awaitable[None]]
    retire: Callable[[Collection[str], Actor], Awaitable[None]]

    async def load(self, by: Actor) -> int:
        """Put what is not there yet, and leave the rest alone. How many were new."""
        by.require_company(self.right)
        held = await self.held()
        missing = {key: value for key, value in (await self.shipped()).items() if key not in held}
        if missing:
            await self.put(missing, by)
        return len(missing)
