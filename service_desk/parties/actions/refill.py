"""What a party is found by: its name, and those of the entries that were merged into it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.foundation.db import execute, fetch
from service_desk.foundation.search import tokens
from service_desk.foundation.sorting import kept_key

# An erased party has no search column and gets none.
_NAMES: Final = """
select p.id, p.name, p.language,
       coalesce((select string_agg(a.name, ' ') from party a where a.merged_into = p.id), '') as aliases
  from party p where p.id = any($1) and p.search is not null"""
_FILL: Final = """
update party set search = array_to_tsvector(array_remove(string_to_array(w.words, E'\\n'), '')), name_key = w.name_key
  from unnest($1::uuid[], $2::text[], $3::bytea[]) as w (id, words, name_key) where party.id = w.id"""


async def refill(ids: Sequence[UUID]) -> None:
    rows = await fetch(_NAMES, list(ids))
    await execute(
        _FILL,
        [row["id"] for row in rows],
        ["\n".join(tokens(f"{row['name']} {row['aliases']}")) for row in rows],
        [kept_key(row["name"], row["language"]) for row in rows],
    )
