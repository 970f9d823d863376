"""What stands on each label, read from the records: one statement for all labels of a request."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from barcodes.gs1.link import digital_link
from barcodes.gs1.table import identifiers
from barcodes.labels.data import (
    CalibrationLabel,
    ClaimSlip,
    CommandSheet,
    ItemLabel,
    LabelData,
    OrderTag,
    PartLabel,
    ShelfLabel,
)
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.foundation.errors import NotFound
from service_desk.foundation.i18n import say
from service_desk.foundation.settings import environment
from service_desk.foundation.written import written_day
from service_desk.scanning.rules import LabelKind, badge_token, number_token, place_token
from service_desk.scanning.rules.labels import MOST_LABELS, RIGHTS, WITHOUT_IDS, NothingToPrint, command_list
from service_desk.scanning.rules.words import CALIBRATION, CLAIM, SERIAL, SHEET, SHOW_IT, WITH_IT

# Units and parts belong to the company: $2, the centres, narrows nothing there.
_ITEMS: Final = """
select i.id, i.serial, i.batch, p.gtin, p.sku, p.name from service_item i join product p on p.id = i.product_id
 where i.id = any($1) and coalesce($2::uuid[], '{}') is not null"""
_PARTS: Final = (
    "select p.id, p.sku, p.gtin, p.name from product p where p.id = any($1) and coalesce($2::uuid[], '{}') is not null"
)
_ORDERS: Final = """
select r.id, r.number, r.reported_on, coalesce(o.name, '') as customer, coalesce((select t.accessories from ticket t where t.id = r.ticket_id), '') as accessories,
       (select p.name from repair_item n join service_item i on i.id = n.item_id join product p on p.id = i.product_id
         where n.order_id = r.id order by n.seq limit 1) as name,
       coalesce((select string_agg(coalesce(i.serial, i.batch, n.serial_given), ', ' order by n.seq)
          from repair_item n left join service_item i on i.id = n.item_id where n.order_id = r.id), '') as serials
  from repair_order r left join party a on a.id = r.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
 where r.id = any($1) and ($2::uuid[] is null or r.centre_id = any($2))"""
_TICKETS: Final = """
select t.id, t.number, t.reported_on, p.gtin, i.serial, t.serial_given, p.name, o.language, c.name as centre, t.accessories
  from ticket t join centre c on c.id = t.centre_id left join service_item i on i.id = t.item_id
       left join product p on p.id = i.product_id
       left join party a on a.id = t.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
 where t.id = any($1) and ($2::uuid[] is null or t.centre_id = any($2))"""
_PLACES: Final = """
select l.id, l.code, l.name, c.code as centre from location l join centre c on c.id = l.centre_id
 where l.id = any($1) and l.kind in ('warehouse', 'van', 'bench') and ($2::uuid[] is null or l.centre_id = any($2))"""
_BADGES: Final = """
select r.id, r.code, r.name, c.code as centre from resource r join centre c on c.id = r.centre_id
 where r.id = any($1) and r.retired_at is null and ($2::uuid[] is null or r.centre_id = any($2))"""

Labelled = tuple[str, LabelData]


async def label_data(
    kind: LabelKind,
    ids: Sequence[UUID],
    language: str | None,
    by: Actor,
    *,
    links: Mapping[UUID, str] | None = None,
) -> list[Labelled]:
    """(what people call it, what stands on it) in the order of `ids`. NotFound where one may not see it. `links`: the secret part of
    their customers' links, which slips that are printed carry."""
    by.require(RIGHTS[kind])
    if kind in WITHOUT_IDS:
        return [_sheet(kind, language or by.language)]
    if not 0 < len(ids) <= MOST_LABELS:
        raise NothingToPrint(most=MOST_LABELS, field="ids")
    sql, made = _KINDS[kind]
    where = by.where(RIGHTS[kind])
    rows = {row["id"]: row for row in await fetch(sql, list(ids), None if where is None else list(where))}
    missing = next((key for key in ids if key not in rows), None)
    if missing is not None:
        raise NotFound(kind=_SPOKEN[kind], key=missing)
    told = [dict(rows[key]) | {"link": (links or {}).get(key, "")} for key in ids]
    return [made(row, language or by.language, language) for row in told]


def _sheet(kind: LabelKind, language: str) -> Labelled:
    if kind is LabelKind.COMMANDS:
        return say(SHEET, language), CommandSheet(command_list(language), say(SHEET, language))
    return "calibration", CalibrationLabel(say(CALIBRATION, language))


def _item(row: Any, language: str, _chosen: str | None) -> Labelled:
    number = row["serial"] or row["batch"] or row["sku"]
    name = say(row["name"], language)
    return number, ItemLabel(row["serial"] or "", row["gtin"] or "", row["batch"] or "", name, (row["sku"],))


def _part(row: Any, language: str, _chosen: str | None) -> Labelled:
    return row["sku"], PartLabel(row["sku"], row["gtin"] or "", name=say(row["name"], language))


def _order(row: Any, language: str, _chosen: str | None) -> Labelled:
    with_it = say(WITH_IT, language).format(things=things(row["accessories"], language)) if row["accessories"] else ""
    told = (row["serials"], row["customer"], with_it, written_day(row["reported_on"], language))
    lines = tuple(filter(None, told))
    name = say(row["name"], language) if row["name"] else ""
    return row["number"], OrderTag(number_token(row["number"]), row["number"], name, lines)


def things(written: str, language: str) -> str:
    """What came with the unit, as a list within a sentence."""
    return {"fa": "، ", "ar": "، ", "zh": "、"}.get(language, ", ").join(written.split("\n"))


def _claim(row: Any, language: str, chosen: str | None) -> Labelled:
    """In the customer's language, unless another was asked for."""
    spoken = chosen or row["language"] or language
    serial = row["serial"] or row["serial_given"]
    lines = (
        say(row["name"], spoken) if row["name"] else "",
        f"{say(SERIAL, spoken)} {serial}" if serial else "",
        say(WITH_IT, spoken).format(things=things(row["accessories"], spoken)) if row["accessories"] else "",
        written_day(row["reported_on"], spoken),
        say(row["centre"], spoken),
        say(SHOW_IT, spoken),
    )
    link = claim_link(row["number"], row["gtin"], row["serial"], row["link"])
    return row["number"], ClaimSlip(link, row["number"], say(CLAIM, spoken), tuple(filter(None, lines)))


def claim_link(number: str, gtin: str | None, serial: str | None, secret: str = "") -> str:
    """A Digital Link of the unit that also names the claim; the desk's short address where the unit is not known. Both are scanned to
    their record; a phone is led on by `secret` to the page of the customer."""
    base, token = environment().public_url.rstrip("/"), number_token(number)
    if gtin and serial and identifiers()["21"].value.fullmatch(serial):
        return f"{digital_link((('01', gtin), ('21', serial)), base)}?claim={token}{f'&l={secret}' if secret else ''}"
    return f"{base}/s/{token}{f'?l={secret}' if secret else ''}"


def _place(row: Any, language: str, _chosen: str | None) -> Labelled:
    return row["code"], ShelfLabel(place_token(row["centre"], row["code"]), row["code"], say(row["name"], language))


def _badge(row: Any, _language: str, _chosen: str | None) -> Labelled:
    return row["code"], ShelfLabel(badge_token(row["centre"], row["code"]), row["code"], row["name"])


_KINDS: Final[dict[LabelKind, tuple[str, Callable[[Any, str, str | None], Labelled]]]] = {
    LabelKind.ITEM: (_ITEMS, _item),
    LabelKind.PART: (_PARTS, _part),
    LabelKind.ORDER: (_ORDERS, _order),
    LabelKind.CLAIM: (_TICKETS, _claim),
    LabelKind.SHELF: (_PLACES, _place),
    LabelKind.BADGE: (_BADGES, _badge),
}
_SPOKEN: Final = {
    LabelKind.ITEM: "item",
    LabelKind.PART: "part",
    LabelKind.ORDER: "repair order",
    LabelKind.CLAIM: "ticket",
    LabelKind.SHELF: "location",
    LabelKind.BADGE: "resource",
}
