"""The words by which tickets are found: the report, the unit, its model, its owner and whoever reported."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import execute, fetch
from service_desk.foundation.search import tokens
from service_desk.tickets.rules import searched

# A ticket whose customer was forgotten has no words and gets none. Loaded ones keep words that are found but not shown.
_TEXTS: Final = """
select t.id, t.serial_given, coalesce(i.serial, i.batch, '') as serial, p.sku, p.name, t.words,
       case when t.external_ref is not null then array_to_string(tsvector_to_array(t.search), ' ') else '' end as loaded
  from ticket t left join service_item i on i.id = t.item_id left join product p on p.id = i.product_id
 where t.id = any($1) and t.search is not null"""
_FILL: Final = """
update ticket t set search = array_to_tsvector(array_remove(string_to_array(w.words, E'\\n'), '')) || coalesce(
  (select string_agg(o.search::text, ' ')::tsvector from party a join party o on o.id = coalesce(a.merged_into, a.id)
    where a.id in (t.party_id, (select owner_id from service_item where id = t.item_id))), '')
  from unnest($1::uuid[], $2::text[]) as w (id, words) where t.id = w.id"""
# Also of units that they owned once: an owner of then may stand in the words of a ticket of then.
_THEIRS: Final = """
with them as (select id from party where id = $1 or merged_into = $1),
owned as (select id from service_item where owner_id in (select id from them)
          union select item_id from item_owner where party_id in (select id from them))
select id from ticket where party_id in (select id from them)
union select id from ticket where item_id in (select id from owned)"""
BATCH: Final = 500


async def refill(ids: Sequence[UUID]) -> None:
    rows = await fetch(_TEXTS, list(ids))
    words = [tokens(_text(row)) for row in rows]
    await execute(_FILL, [row["id"] for row in rows], ["\n".join(each) for each in words])


def _text(row: Any) -> str:
    serials = f"{row['serial_given']} {row['serial']}"
    return f"{searched(serials, row['sku'], row['name'], row['words'])} {row['loaded']}"


async def refill_of(party_id: UUID) -> None:
    """The tickets of a customer, after their name changed, or whom it stands for."""
    ids = [row["id"] for row in await fetch(_THEIRS, party_id)]
    for first in range(0, len(ids), BATCH):
        await refill(ids[first : first + BATCH])
