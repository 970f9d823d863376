"""Find a sold unit by what was scanned or typed. One hand-written statement answers with the whole card."""

import re
import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.naming import the_one
from service_desk.foundation.paging import DEFAULT, Page, checked_limit, cut, id_mark
from service_desk.foundation.search import narrowed
from service_desk.foundation.sorting import code_key
from service_desk.foundation.where import Where
from service_desk.foundation.written import Either, Phrase, Term
from service_desk.parties import queries as parties
from service_desk.products.queries.catalogue import ids_by_words
from service_desk.products.rules import ItemFacts, Notice, SerialTooLong, UnreadableSerial, lookalikes, serial_forms
from service_desk.products.rules.identity import sku_form

MOST_CHOICES: Final = 20
SHORTEST_SUBSTRING: Final = 4
_SHORTEST_INDEXED: Final = 3  # fewer signs make no trigram
LONGEST_PART: Final = 70
_MOST_TYPED: Final = 8
MOST_HITS: Final = 500
_MOST_UNITS: Final = 100
_MOST_MODELS: Final = 50

CARD: Final = """
select i.id, i.product_id, p.sku, p.name as product_name, p.brand, p.product_class, p.tracking, i.serial, i.batch,
       i.quantity, o.id as owner_id, o.name as owner_name, i.country_of_sale, i.replaces_id,
       (select n.id from service_item n where n.replaces_id = i.id limit 1) as replaced_by_id,
       i.retired_at is not null as retired, i.version,
       (select jsonb_agg(jsonb_build_array(n.kind, n.subject_kind, n.subject_id, n.words) order by n.put_at)
          from item_notice n where n.item_id = i.id and n.cleared_at is null) as notices
  from {source} join product p on p.id = i.product_id
       left join party a on a.id = i.owner_id
       left join party o on o.id = coalesce(a.merged_into, a.id)
"""
_ITEM: Final = CARD.format(source="service_item i")
BY_SERIAL: Final = f"{_ITEM} where i.serial = any($1) order by i.id limit {MOST_CHOICES + 1}"
_BY_ID: Final = f"{_ITEM} where i.id = $1"
_BY_OWNER: Final = f"{_ITEM} where i.owner_id = $1 or a.merged_into = $1 order by i.id desc limit $2"
_BY_PREFIX: Final = "select id, serial from service_item where serial >= $1 and serial < $2 order by serial limit 500"
# Written with hyphens and such it is found without them: the index service_item_bare_serial has this expression and predicate.
BARE: Final = "serial ~ '[-./_]' and translate(serial, '-./_', '')"
_BY_SUBSTRING: Final = f"""
(select id, serial from service_item where serial like any($1) limit $2) union
(select id, serial from service_item where {BARE} like any($1) limit $2)"""
_BY_BARE_PREFIX: Final = f"select id, serial from service_item where {BARE} like $1 limit 500"
_BY_BARE: Final = f"""
{_ITEM} where i.id in (select id from service_item where serial = $1 union select id from service_item where {BARE} = $1)
 order by i.id limit {MOST_CHOICES + 1}"""
_BY_IDS: Final = f"{_ITEM} where i.id = any($1)"
# A range of one key and its order: so the index is walked. Asked for equality the planner expects units of each model to be met
# soon anywhere, and reads all units there are for a part of which there is none.
_BY_OWNERS_OR_WORDS: Final = CARD.format(
    source="""(
  (select * from service_item where owner_id = any($1) limit $3) union
  (select u.* from unnest($2::uuid[]) as m (id)
     cross join lateral (
       select * from service_item where product_id >= m.id and product_id <= m.id order by product_id limit $3) u limit $3)) i"""
)


class UnknownSerial(NotFound):
    code = "unknown_serial"
    message = "No item with the serial '{serial}' is known.{hint} Check it against the label, or register the item."


class AmbiguousScan(Conflict):
    code = "ambiguous_scan"
    message = "'{written}' may be several items: {choices}. Say which one is meant."

    def __init__(self, *, written: str, items: Sequence[ItemFacts]) -> None:
        self.items = tuple(items)
        choices: list[object] = [f"{item.identity} ({item.sku})" for item in items[:MOST_CHOICES]]
        super().__init__(written=written, choices=choices + [Term("others")] * (len(items) > MOST_CHOICES))


def card(row: Any) -> ItemFacts:
    (
        item_id, product_id, sku, product_name, brand, product_class, tracking, serial, batch, quantity, owner_id,
        owner_name, country, replaces_id, replaced_by_id, retired, version, notices,
    ) = row  # fmt: skip
    return ItemFacts(
        item_id, product_id, sku, product_name, brand, product_class, tracking, serial, batch, quantity, owner_id,
        owner_name, country, replaces_id, replaced_by_id, retired, version,
        tuple(Notice(kind, on, UUID(key), words) for kind, on, key, words in notices) if notices else (),
    )  # fmt: skip


async def find_by_serial(written: str) -> list[ItemFacts]:
    """Every unit with that serial, of whatever product, swapped-out ones too; at most 21. Where none is written so, those that
    differ in hyphens and the like alone."""
    forms = serial_forms(written)
    rows = await fetch(BY_SERIAL, forms)
    if not rows and (bare := unhyphened(forms[-1])):
        rows = await fetch(_BY_BARE, bare)
    return [card(row) for row in rows]


async def only(items: Sequence[ItemFacts], written: str) -> ItemFacts:
    """The one item, or a sentence: UnknownSerial with what may have been meant, AmbiguousScan with the choices."""
    if len(items) == 1:
        return items[0]
    if items:
        raise AmbiguousScan(written=written[:80], items=items)
    meant = await suggest(written)
    hint = Phrase(" Did you mean {serials}?", serials=Either(meant)) if meant else ""
    raise UnknownSerial(serial=written[:80], hint=hint, field="serial")


async def suggest(written: str) -> list[str]:
    """Known serials that differ only in letters and digits that look alike."""
    meant = [form for form in lookalikes(serial_forms(written)[-1]) if form]
    if not meant:
        return []
    rows = await fetch("select distinct serial from service_item where serial = any($1) order by serial limit 3", meant)
    return [row["serial"] for row in rows]


async def item(item_id: UUID) -> ItemFacts:
    rows = await fetch(_BY_ID, item_id)
    if not rows:
        raise NotFound(kind="item", key=item_id)
    return card(rows[0])


async def items_of(owner_id: UUID, limit: int = 50) -> list[ItemFacts]:
    """What a party owns now, the newest first; what its merged aliases own too."""
    return [card(row) for row in await fetch(_BY_OWNER, owner_id, limit)]


async def items(
    *,
    product_id: UUID | None = None,
    owner_id: UUID | None = None,
    updated_since: datetime | None = None,
    among: Collection[UUID] | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT,
) -> Page[ItemFacts]:
    """Units of one product, of one owner (now), changed since a moment, or among given ones; the newest first."""
    where = Where(checked_limit(limit) + 1)
    where.add("i.product_id = {}", product_id)
    where.add("i.owner_id in (select id from party where id = {0} or merged_into = {0})", owner_id)
    where.add("i.changed_at >= {}", updated_since)
    where.add("i.id = any({})", None if among is None else list(among))
    where.add("i.id < {}", id_mark(cursor))
    rows = await fetch(f"{_ITEM} where {where} order by i.id desc limit $1", *where.args)
    return cut([card(row) for row in rows], limit, lambda item: (item.id,))


async def search_serials(part: str, limit: int = 20) -> list[ItemFacts]:
    """Units whose serial begins with `part`, and from four characters on those that contain it, with or without its hyphens; in
    natural order."""
    hits = await serials_with(part)
    first = sorted(hits, key=lambda key: code_key(hits[key]))[:limit]
    found = {row["id"]: card(row) for row in await fetch(_BY_IDS, first)}
    return [found[key] for key in first]


async def serials_with(part: str) -> dict[UUID, str]:
    """The units that `search_serials` chooses from, with their serials."""
    forms = _parts(part)
    hits: dict[UUID, str] = {}
    for asked in forms:
        hits |= dict(await fetch(_BY_PREFIX, asked, asked + chr(sys.maxunicode)))
    if forms and len(forms[-1]) >= _SHORTEST_INDEXED:
        hits |= dict(await fetch(_BY_BARE_PREFIX, f"{_literal(forms[-1])}%"))
    return hits or dict(await _holding(forms, MOST_HITS))


async def ids_by_serial_part(written: str) -> list[UUID]:
    """Units that may be meant by a serial or a part of one, where what was typed can be that: with a digit, of four signs."""
    if len(written) > LONGEST_PART or not any(c.isdigit() for c in written):
        return []
    return [key for key, _ in await _holding(_parts(written), _MOST_UNITS)]


async def items_by_words(words: str, *, owners: bool, limit: int = DEFAULT) -> list[ItemFacts]:
    """Units by a part of their serial, alone or beside other words (`wasch 7700`); else those of the owners (`owners`: they may
    be told) or the models that have these words. By serial in natural order."""
    units, rest = await _beside_words(words)
    if not units:
        units, rest = await _ids_of(words), ""
    if units:
        rows = await fetch(_BY_IDS, units)
    else:
        people = [each.id for each in (await parties.search(words, limit=limit)).items] if owners else []
        rows = await fetch(_BY_OWNERS_OR_WORDS, people, await ids_by_words(words, _MOST_MODELS), limit)
    found = narrowed([card(row) for row in rows], rest or None, partial(_said_of, owners=owners))
    return sorted(found, key=lambda each: code_key(each.identity))[:limit]


async def _ids_of(serial: str) -> list[UUID]:
    """Of the whole serial, however short, else of a part of it."""
    whole = await find_by_serial(serial) if len(serial) <= LONGEST_PART else []
    return [unit.id for unit in whole] or await ids_by_serial_part(serial)


def _said_of(unit: ItemFacts, *, owners: bool) -> str:
    return " ".join((unit.sku, unit.brand, *unit.product_name.values(), (unit.owner_name or "") if owners else ""))


async def _beside_words(written: str) -> tuple[list[UUID], str]:
    """Units by the part of a serial that was typed beside words, and those words; none where no word is such a part."""
    typed = written.split()
    for at, part in enumerate(typed[:_MOST_TYPED] if len(typed) > 1 else ()):
        if units := await _ids_of(part):
            return units, " ".join(typed[:at] + typed[at + 1 :])
    return [], ""


async def _holding(forms: Sequence[str], most: int) -> list[Any]:
    patterns = [f"%{_literal(asked)}%" for asked in forms if len(asked) >= SHORTEST_SUBSTRING]
    return await fetch(_BY_SUBSTRING, patterns, most) if patterns else []


def _parts(written: str) -> list[str]:
    """How a part of a serial may be stored: as typed and without what people put between its signs."""
    try:
        asked = serial_forms(written)[-1]
    except (SerialTooLong, UnreadableSerial):
        return []
    return [form for form in dict.fromkeys((asked, unhyphened(asked))) if form]


def same_serial(typed: str, kept: str) -> bool:
    """Whether a serial as somebody types it may be the one that is kept: in small letters, without hyphens, in other digits."""
    try:
        forms = serial_forms(typed)
    except (SerialTooLong, UnreadableSerial):
        return False
    return unhyphened(kept).upper() in {unhyphened(form).upper() for form in forms}


def unhyphened(serial: str) -> str:
    """Without what people put between its signs, or leave out."""
    return re.sub(r"[-./_]", "", serial)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def item_named(written: str, _by: Actor) -> UUID:
    """By its serial, or SKU:SERIAL where several products have that serial."""
    found = await find_by_serial(written)
    if not found and ":" in written:
        sku, _, serial = written.partition(":")
        found = [item for item in await find_by_serial(serial) if sku_form(item.sku) == sku_form(sku)]
    if not found:
        await only(found, written)
    return the_one("item", written, [(item.id, f"{item.sku}:{item.serial}") for item in found])
