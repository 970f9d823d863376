"""Forget what was written about an owner: the units, their dates and who had them when stay, under the pseudonym."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.foundation.db import atomic, execute, fetch

_UNITS: Final = """
select id from service_item where owner_id = any($1) union select item_id from item_owner where party_id = any($1)"""
_EVIDENCE: Final = "update item_date set evidence = '' where item_id = any($1) and evidence <> ''"


async def erase_evidence(*, party_ids: Sequence[UUID]) -> list[UUID]:
    """What was written on the proofs of units that these parties have or had, for the room privacy. The units' ids."""
    async with atomic():
        ids = [row["id"] for row in await fetch(_UNITS, party_ids)]
        await execute(_EVIDENCE, ids)
    return ids
