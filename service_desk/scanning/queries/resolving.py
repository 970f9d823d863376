"""Find what one scan means, whatever it is: one statement for sold units, one for everything else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from barcodes import Kind, ScanHints, ScanResult, parse_scan
from barcodes.commands import command_of
from service_desk.centres import queries as centres
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.foundation.i18n import latin_digits, say
from service_desk.foundation.phones import possible_phones
from service_desk.products import queries as products
from service_desk.products.rules import ItemFacts
from service_desk.products.rules.identity import sku_form
from service_desk.scanning.rules import (
    BADGE,
    MOST_CHOICES,
    OWN,
    PLACE,
    Hit,
    Outcome,
    Record,
    RecordKind,
    Resolved,
    decided,
    is_number,
    posted,
    readings,
    unsettled,
)

LONGEST_CODE: Final = 60
_PHONE: Final = re.compile(r"(\+|0)[0-9 ()./-]{6,24}")
# Every branch is an equality on an index, so the answer takes as long among ten million rows as among ten thousand.
# $5 and $6: the centres in which tickets and repairs may be read, $7 places, $8 badges; null: all of them.
EVERYTHING_ELSE: Final = f"""
(select 'repair' as kind, r.id, r.number, null::jsonb as words, coalesce(o.name, '') as title, r.state, r.centre_id,
        'code' as by, null::uuid as product_id
   from repair_order r left join party a on a.id = r.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
  where r.number = any($1) and ($6::uuid[] is null or r.centre_id = any($6)) limit {MOST_CHOICES})
union all
(select 'ticket', t.id, t.number, null, coalesce(o.name, ''), t.state, t.centre_id, 'code', null
   from ticket t left join party a on a.id = t.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
  where t.number = any($1) and ($5::uuid[] is null or t.centre_id = any($5)) limit {MOST_CHOICES})
union all
(select case p.kind when 'part' then 'part' else 'product' end, p.id, p.sku, p.name, '',
        case when p.retired_at is null then 'in_use' else 'retired' end, null, 'code', null
   from product p where (p.sku = any($9) or p.sku_form = any($9)) limit {MOST_CHOICES})
union all
(select case p.kind when 'part' then 'part' else 'product' end, p.id, p.sku, p.name, '',
        case when p.retired_at is null then 'in_use' else 'retired' end, null, 'gtin', null
   from product p where p.gtin = any($2) limit {MOST_CHOICES})
union all
(select 'part', p.id, p.sku || ' ' || s.serial, p.name, l.code, 'in_stock', l.centre_id, 'serial', null
   from stock s join product p on p.id = s.product_id join location l on l.id = s.location_id
  where s.serial = any($3) and s.serial <> '' and s.quantity > 0 and ($7::uuid[] is null or l.centre_id = any($7))
  limit {MOST_CHOICES})
union all
(select 'item', i.id, coalesce(i.serial, i.batch, p.sku), p.name, c.serial,
        case when c.removed_on is null then 'component' else 'removed_component' end, null, 'serial', i.product_id
   from item_component c join service_item i on i.id = c.item_id join product p on p.id = i.product_id
  where c.serial = any($3) and c.serial <> '' limit {MOST_CHOICES})
union all
(select 'location', l.id, l.code, l.name, '', case when l.retired_at is null then l.kind else 'retired' end, l.centre_id,
        'token', null
   from centre c join location l on l.centre_id = c.id and rtrim(translate(l.code, '._', '--'), '-') = $11
  where c.code = $10 and $11 <> '' and l.kind in ('warehouse', 'van', 'bench') and ($7::uuid[] is null or c.id = any($7))
  limit {MOST_CHOICES})
union all
(select 'location', l.id, l.code, l.name, '', case when l.retired_at is null then l.kind else 'retired' end, l.centre_id,
        'code', null
   from centre c join location l on l.centre_id = c.id and l.code = any($1)
  where l.kind in ('warehouse', 'van', 'bench') and ($7::uuid[] is null or c.id = any($7)) limit {MOST_CHOICES})
union all
(select 'resource', r.id, r.code, null, r.name, case when r.retired_at is null then r.kind else 'retired' end, r.centre_id,
        'token', null
   from centre c join resource r on r.centre_id = c.id and rtrim(translate(r.code, '._', '--'), '-') = $13
  where c.code = $12 and $13 <> '' and ($8::uuid[] is null or c.id = any($8)) limit {MOST_CHOICES})
union all
(select 'resource', r.id, r.code, null, r.name, case when r.retired_at is null then r.kind else 'retired' end, r.centre_id,
        'code', null
   from centre c join resource r on r.centre_id = c.id and r.code = any($1)
  where $8::uuid[] is null or c.id = any($8) limit {MOST_CHOICES})
union all
(select 'customer', o.id, c.value, null, o.name, case when o.retired_at is null then 'in_use' else 'retired' end, null,
        'phone', null
   from contact_point c join party a on a.id = c.party_id join party o on o.id = coalesce(a.merged_into, a.id)
  where c.value = any($4) and c.kind in ('phone', 'whatsapp') limit {MOST_CHOICES})"""


async def resolve(raw: str, hints: ScanHints, by: Actor) -> Resolved:
    """What a scan, or a text typed into the one box, means for this person: one record, a choice, a command, or nothing.

    Work is found in the centres where the right to read it holds; what one may not see is not there.
    """
    # Enter ends a scan; a station's layout cannot have typed it, so it would stand in the way of undoing the layout.
    result = parse_scan(raw.rstrip("\r\n\t"), hints if hints.internal_formats else _own(hints))
    if result.private:
        return _answer(result, [], ())
    if (told := command_of(result)) is not None:
        command, reason = told
        return _answer(result, [], (), command=command.value, reason=reason or None)
    keys = await _keys(result, by)
    hits = [_item(unit, by) for unit in await _units(result, by)]
    hits += [_hit(row, keys, by) for row in await fetch(EVERYTHING_ELSE, *parameters(keys, by))]
    return _answer(result, decided(hits), keys.tried)


def _own(hints: ScanHints) -> ScanHints:
    """Our own beginnings leave no doubt."""
    return replace(hints, internal_formats=OWN)


@dataclass(frozen=True, slots=True)
class Keys:
    """What is looked for. `posted`: whether a token of ours was read, whose number is then surely meant."""

    codes: tuple[str, ...]
    skus: tuple[str, ...]
    gtins: tuple[str, ...]
    serials: tuple[str, ...]
    phones: tuple[str, ...]
    place: tuple[str, str] = ("", "")
    badge: tuple[str, str] = ("", "")
    token: str = ""
    tried: tuple[str, ...] = field(default=())


async def _keys(result: ScanResult, by: Actor) -> Keys:
    token = next((each.extra["token"] for each in result.candidates if each.kind is Kind.INTERNAL), "")
    written = " ".join(latin_digits(result.normalized).split())
    texts = [text for text in (written, " ".join(result.raw.split())) if 0 < len(text) <= LONGEST_CODE]
    codes = _clean([token, *texts, *(text.upper() for text in texts)])
    serials = _clean([*(key.serial for key in result.lookup_keys), *codes])
    gtins = _clean(key.gtin for key in result.lookup_keys)
    phones = await _phones(written, by)
    place, badge = posted(token, PLACE), posted(token, BADGE)
    tried = tuple(dict.fromkeys([*codes, *result.part_numbers, *gtins, *serials, *phones]))
    named = [*codes, *result.part_numbers]
    skus = _clean([*named, *map(sku_form, named)])
    return Keys(codes, skus, gtins, serials, phones, place or ("", ""), badge or ("", ""), token, tried)


def _clean(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value and value.isprintable()))


async def _phones(written: str, by: Actor) -> tuple[str, ...]:
    """A number that begins with + or 0, as it is dialled in each country where this person works."""
    return tuple(possible_phones(written, await centres.dialled_in(by))) if _PHONE.fullmatch(written) else ()


async def _units(result: ScanResult, by: Actor) -> tuple[ItemFacts, ...]:
    return (await products.find_by_scan(result)).items if by.may("items.read") else ()


def parameters(keys: Keys, by: Actor) -> tuple[Any, ...]:
    """The values of EVERYTHING_ELSE, narrowed to what this person may see."""
    items, customers = by.may("items.read"), by.may("customers.read")
    return (
        list(keys.codes),
        list(keys.gtins) if items else [],
        list(keys.serials) if items else [],
        list(keys.phones) if customers else [],
        *(_centres(by, right) for right in ("tickets.read", "repairs.read", "parts.read", "centres.read")),
        list(keys.skus) if items else [],
        *keys.place,
        *keys.badge,
    )


def _centres(by: Actor, right: str) -> list[Any] | None:
    where = by.where(right)
    return None if where is None else list(where)


def _item(unit: ItemFacts, by: Actor) -> Hit:
    state = "retired" if unit.retired else "in_use"
    name = say(unit.product_name, by.language)
    return Hit(Record(RecordKind.ITEM, unit.id, unit.identity, name, state), "serial", unit.product_id)


def _hit(row: Any, keys: Keys, by: Actor) -> Hit:
    title = " · ".join(filter(None, (say(row["words"], by.language) if row["words"] else "", row["title"])))
    record = Record(RecordKind(row["kind"]), row["id"], row["number"], title, row["state"], row["centre_id"])
    surely = keys.token and row["number"] == keys.token and is_number(keys.token)
    return Hit(record, "token" if surely else row["by"], row["product_id"])


def _answer(
    result: ScanResult,
    found: list[Record],
    tried: tuple[str, ...],
    *,
    command: str | None = None,
    reason: str | None = None,
) -> Resolved:
    outcome = Outcome.NONE if not found else Outcome.ONE if len(found) == 1 else Outcome.SEVERAL
    return Resolved(
        outcome=Outcome.COMMAND if command else outcome,
        raw=result.raw,
        record=found[0] if len(found) == 1 else None,
        choices=tuple(found[:MOST_CHOICES]) if len(found) > 1 else (),
        more=len(found) > MOST_CHOICES,
        command=command,
        reason=reason,
        ask=unsettled(result, found),
        readings=readings(result),
        tried=tried,
    )
