"""The configuration of this desk, read as a document; and whether there is a company yet."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final
from uuid import UUID

import msgspec

from service_desk.centres.rules import KNOWN, KnownSetting
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.written import Phrase
from service_desk.rooms import ROOMS
from service_desk.setup.rules.complete import written_hours
from service_desk.setup.rules.document import Document

# Each section as the rows of its struct; in the order in which a reader looks for things.
SECTIONS: Final[Mapping[str, str]] = {
    "periods": "select starts_on, ends_on, state from accounting_period order by starts_on",
    "taxes": "select country, code, percent, valid_from as since from tax_rate order by country, code, valid_from",
    "rates": """
        select currency, per_currency as per, rate, valid_from as since from currency_rate order by currency, per_currency, valid_from""",
    "holidays": """
        select c.code as centre, h.on_date as on, h.name from holiday h join centre c on c.id = h.centre_id order by c.code, h.on_date""",
    "places": """
        select c.code as centre, l.code, l.kind, l.name from location l join centre c on c.id = l.centre_id
         where l.kind in ('warehouse', 'van', 'bench') and l.retired_at is null order by c.code, l.code""",
    "labour": """
        select c.code as centre, r.cost_rate as cost, r.bill_rate as price, r.valid_from as since, r.activity,
               case when r.currency = c.currency then '' else r.currency end as currency
          from labour_rate r join centre c on c.id = r.centre_id where r.resource_id is null
         order by c.code, r.activity, r.valid_from""",
    "accounts": "select code, name from book_account order by code",
    "account_roles": "select role, account, valid_from as since from account_role order by role, valid_from",
    "roles": "select code, name, rights from role order by code",
    "policies": """
        select p.code, p.name, coalesce(jsonb_agg(jsonb_build_object('since', v.valid_from, 'terms', v.terms) order by v.number)
               filter (where v.id is not null), '[]') as versions
          from policy p left join policy_version v on v.policy_id = p.id where p.retired_at is null group by p.id order by p.code""",
    "packs": 'select code as pack, number as version, switched_on as "on" from rule_pack order by code, number',
    "settings": """
        select s.name, s.value -> 'is' as value, s.valid_from as since, coalesce(c.code, '') as centre
          from setting s left join centre c on c.id = s.centre_id order by s.name, c.code nulls first, s.valid_from""",
    "texts": """
        select distinct on (key, medium, language) key, medium, language, subject, body, content_sid
          from template_text where withdrawn_at is null
         order by key, medium, language, number desc""",
    "windows": "select medium, weekday, opens, closes from send_window order by medium, weekday, opens",
    "error_rules": "select channel, code, verdict from error_rule order by channel, code",
    "products": """
        select p.sku, p.name, p.kind, p.tracking, coalesce(p.gtin, '') as gtin, p.brand, p.product_class, p.uom,
               coalesce(p.serial_mask, '') as serial_mask,
               coalesce((select jsonb_agg(part.sku order by part.sku) from product_part f join product part on part.id = f.part_id
                          where f.product_id = p.id and part.retired_at is null), '[]') as parts
          from product p where p.retired_at is null order by p.sku""",
    "prices": """
        select p.sku, r.amount, r.currency, r.valid_from as since, r.price_list from price r join product p on p.id = r.product_id
         where p.retired_at is null order by p.sku, r.price_list, r.currency, r.valid_from""",
    "part_costs": """
        select p.sku, r.cost, r.currency, r.valid_from as since from part_cost r join product p on p.id = r.product_id
         where p.retired_at is null order by p.sku, r.valid_from""",
    "printers": """
        select c.code as centre, p.code, p.kind, p.address, p.language, p.dpi, p.stock from printer p join centre c on c.id = p.centre_id
         where p.retired_at is null and c.retired_at is null order by c.code, p.code""",
    "stations": """
        select c.code as centre, s.code, s.name, coalesce(p.code, '') as printer, coalesce(l.code, '') as place,
               coalesce((s.profile ->> 'gap_ms')::int, 300) as gap_ms
          from station s join centre c on c.id = s.centre_id left join printer p on p.id = s.printer_id
          left join location l on l.id = s.location_id
         where s.retired_at is null and c.retired_at is null order by c.code, s.code""",
}
_OPEN: Final = """
select (select count(*) from ticket where centre_id = $1 and state not in ('resolved', 'closed', 'cancelled')) as tickets,
       (select count(*) from repair_order where centre_id = $1 and state not in ('closed', 'handed_over', 'cancelled')) as repairs,
       (select count(*) from stock s join location l on l.id = s.location_id
         where l.centre_id = $1 and s.quantity > 0 and l.kind in ('warehouse', 'van', 'bench')) as parts"""
_COUNTED: Final = {
    "tickets": "{count:# open ticket|# open tickets}",
    "repairs": "{count:# open repair|# open repairs}",
    "parts": "{count:# part in stock|# parts in stock}",
}
_COMPANY: Final = "select name, code, country, languages, book_currency as currency, late_posting from company"
_CENTRES: Final = """
select c.name, c.code, c.country, c.zone, c.language, c.currency, c.weekend,
       coalesce((select jsonb_agg(jsonb_build_array(h.weekday, h.opens, h.closes) order by h.weekday, h.opens)
                   from working_hours h where h.centre_id = c.id), '[]') as hours
  from centre c where c.retired_at is null order by c.code"""


async def founded() -> bool:
    """Whether this database holds a company."""
    return bool(await fetchval("select exists (select 1 from company)"))


async def door_code() -> str | None:
    found: str | None = await fetchval("select code from setup_code order by id limit 1")
    return found


async def document() -> Document:
    """All of it but what `own` holds. What people do every day (customers, items, stock, staff, orders) is no configuration."""
    found: dict[str, Any] = {name: [dict(row) for row in await fetch(sql)] for name, sql in SECTIONS.items()}
    for company in await fetch(_COMPANY):
        found["company"] = dict(company)
    found["centres"] = [
        {**row, "hours": written_hours([(day, opens, closes) for day, opens, closes in row["hours"]])}
        for row in await fetch(_CENTRES)
    ]
    return msgspec.convert(found, Document)


async def postings(centre_id: UUID | None = None) -> int:
    """How many were ever owed, by the company or one centre."""
    return int(await fetchval("select count(*) from posting where $1::uuid is null or centre_id = $1", centre_id))


async def open_work(centre_id: UUID) -> list[Phrase]:
    """What a centre cannot leave behind, in words with numbers."""
    row = (await fetch(_OPEN, centre_id))[0]
    return [Phrase(_COUNTED[what], count=count) for what, count in row.items() if count]


@cache
def settings() -> Mapping[str, KnownSetting]:
    """Every setting that there is: each room declares its own in its rules."""
    for room in ROOMS:
        if find_spec(f"service_desk.{room}.rules") is not None:
            import_module(f"service_desk.{room}.rules")
    return KNOWN
