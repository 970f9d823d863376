"""The shipped country packs in the database: published, but switched off until counsel confirms them."""

from collections.abc import Collection
from datetime import date
from typing import Final

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, fetch
from service_desk.foundation.starter import Entries, Starter
from service_desk.warranty.actions.policies import RIGHT, publish_pack
from service_desk.warranty.starter import starter_packs

_FROM: Final = date(2000, 1, 1)  # what counts is when a pack is switched on


async def _shipped() -> Entries:
    return starter_packs()


async def _held() -> Entries:
    rows = await fetch("select code, number, content from rule_pack order by code, number")
    return {f"{row['code']} {row['number']}": row["content"] for row in rows}


async def _put(entries: Entries, by: Actor) -> None:
    """A number that the company gave to a version of its own is left to it: the shipped one gets the next."""
    numbers: dict[str, int] = {}
    for row in await fetch("select code, max(number) as last from rule_pack group by code"):
        numbers[row["code"]] = row["last"]
    held = await _held()
    async with atomic():
        for key, pack in entries.items():
            content = dict(pack)
            if key in held:
                content["version"] = numbers[pack["pack"]] = numbers[pack["pack"]] + 1
            await publish_pack(content=content, valid_from=_FROM, switched_on=False, by=by)


async def _retire(keys: Collection[str], by: Actor) -> None:
    """Published versions stay: sold units are frozen with them."""


STARTER: Final = Starter("packs", RIGHT, _shipped, _held, _put, _retire)
