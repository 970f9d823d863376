"""The words by which orders are found: what their ticket is found by, their units, their customer."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.events.rules import Recorded
from service_desk.foundation.db import execute, fetch
from service_desk.foundation.search import tokens
from service_desk.parties.rules import PartyChanged, PartyErased, PartyMerged, PartyUnmerged
from service_desk.tickets import actions as tickets

_TEXTS: Final = """
select r.id, coalesce(string_agg(concat_ws(' ', n.serial_given, i.serial, i.batch, p.sku), ' '), '') as units
  from repair_order r left join repair_item n on n.order_id = r.id left join service_item i on i.id = n.item_id
       left join product p on p.id = i.product_id
 where r.id = any($1) group by r.id"""
_FILL: Final = """
update repair_order r set search = array_to_tsvector(array_remove(string_to_array(w.words, E'\\n'), ''))
    || coalesce((select t.search from ticket t where t.id = r.ticket_id), '')
    || coalesce((select string_agg(p.search::text, ' ')::tsvector from repair_item n join service_item i on i.id = n.item_id
         join product p on p.id = i.product_id where n.order_id = r.id), '')
    || coalesce((select string_agg(o.search::text, ' ')::tsvector from party a
         join party o on o.id = coalesce(a.merged_into, a.id) where a.id = r.party_id or a.id in (
           select i.owner_id from repair_item n join service_item i on i.id = n.item_id where n.order_id = r.id)), '')
  from unnest($1::uuid[], $2::text[]) as w (id, words) where r.id = w.id"""
# Also with units that they owned once: an owner of then may stand in the words of an order of then.
_THEIRS: Final = """
with them as (select id from party where id = $1 or merged_into = $1),
owned as (select id from service_item where owner_id in (select id from them)
          union select item_id from item_owner where party_id in (select id from them))
select id from repair_order where party_id in (select id from them)
union select order_id from repair_item where item_id in (select id from owned)"""
BATCH: Final = 500


async def refill(ids: Sequence[UUID]) -> None:
    rows = await fetch(_TEXTS, list(ids))
    await execute(_FILL, [row["id"] for row in rows], ["\n".join(tokens(row["units"])) for row in rows])


async def refill_renamed(event: Recorded[PartyChanged]) -> None:
    """Tickets and orders of a customer are found by the new name."""
    if "name" in event.payload.fields:
        await refill_of(event.payload.party_id)


async def refill_merged(event: Recorded[PartyMerged]) -> None:
    """Tickets and orders of both are found by either name."""
    await refill_of(event.payload.into_id)


async def refill_unmerged(event: Recorded[PartyUnmerged]) -> None:
    """Those of each of the two are found by its own name again."""
    for party_id in (event.payload.party_id, event.payload.from_id):
        await refill_of(party_id)


async def refill_erased(event: Recorded[PartyErased]) -> None:
    """Those of others, with units that a forgotten customer owned, are no longer found by their name."""
    await refill_of(event.payload.party_id)


async def refill_of(party_id: UUID) -> None:
    """Tickets first: orders take over their words."""
    await tickets.refill_of(party_id)
    ids = [row["id"] for row in await fetch(_THEIRS, party_id)]
    for first in range(0, len(ids), BATCH):
        await refill(ids[first : first + BATCH])
