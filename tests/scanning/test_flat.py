"""The look-up behind the one box walks indexes only: as fast among ten million rows as among ten thousand."""

import re

import pytest

from barcodes import ScanHints, parse_scan
from service_desk.foundation.db import execute, fetch
from service_desk.products.queries.scans import _BY_SCAN, _keys, columns
from service_desk.scanning.queries import resolving

BIG = "service_item product ticket repair_order contact_point stock item_component location resource".split()
MANY = """insert into service_item (id, product_id, serial, quantity, created_at, version)
select gen_random_uuid(), $1, 'SN' || n, 1, now(), 1 from generate_series(1, 50000) n"""


async def plan(sql, *values):
    """The plan as it is chosen for these very values."""
    return "\n".join(row[0] for row in await fetch(f"explain {sql}", *values))


def scanned(text):
    return set(re.findall(r"Seq Scan on (\w+)", text)) & set(BIG)


@pytest.mark.parametrize("raw", ["SN4711", "BER-R-000123-D", "4006381333931", "+4915112345678", "LOC-BER-WH-BER-E"])
async def test_no_big_table_is_read_through_by_any_kind_of_scan(world, raw):
    await execute("set local enable_seqscan = off")
    result = parse_scan(raw)
    values = resolving.parameters(await resolving._keys(result, world.bo), world.bo)
    assert scanned(await plan(resolving.EVERYTHING_ELSE, *values)) == set()
    keys = _keys(result)
    assert scanned(await plan(_BY_SCAN, *columns(keys))) == set()


async def test_among_many_units_the_index_is_what_the_planner_takes_by_itself(world):
    await execute(MANY, world.drill)
    await execute("analyze service_item")
    keys = _keys(parse_scan("SN4711"))
    chosen = await plan(_BY_SCAN, *columns(keys))
    assert "service_item" not in scanned(chosen)
    found = await resolving.resolve("sn4711", ScanHints(), world.cy)
    assert found.record.number == "SN4711"
