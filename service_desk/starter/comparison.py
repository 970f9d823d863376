"""What this release ships, and how it differs from what the company holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from service_desk.foundation.db import fetch
from service_desk.foundation.errors import Invalid
from service_desk.foundation.starter import Entries, Starter
from service_desk.starter.rules import Difference, Standing, differences
from service_desk.starter.sources import SOURCES


class UnknownSource(Invalid):
    code = "unknown_starter_source"
    message = "There are no starter data called '{given}'. There are: {known}."


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """How many entries of a kind the release ships, how many of them are held just so, and how the others stand."""

    name: str
    shipped: int
    same: int
    new: int
    changed: int
    retired: int
    yours: int


def source(name: str) -> Starter:
    found = next((each for each in SOURCES if each.name == name), None)
    if found is None:
        raise UnknownSource(given=name[:40], known=[each.name for each in SOURCES], field="source")
    return found


async def last_shipped(name: str) -> Entries:
    rows = await fetch("select key, value from starter_entry where source = $1 order by id", name)
    return {row["key"]: row["value"] for row in rows}


async def differing(each: Starter) -> list[Difference]:
    return list(differences(each.name, await each.shipped(), await last_shipped(each.name), await each.held()))


async def all_differences(names: Iterable[str] = ()) -> list[Difference]:
    """Of the kinds named, else of all. Raises UnknownSource."""
    chosen = [source(name) for name in names] or SOURCES
    return [difference for each in chosen for difference in await differing(each)]


async def overview() -> list[SourceFacts]:
    """Every kind of starter data with its counts."""
    facts = []
    for each in SOURCES:
        shipped, found = await each.shipped(), await differing(each)
        counts = {standing: sum(1 for one in found if one.standing is standing) for standing in Standing}
        same = len(shipped) - sum(1 for one in found if one.shipped is not None)
        facts.append(SourceFacts(each.name, len(shipped), same, *counts.values()))
    return facts
