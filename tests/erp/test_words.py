"""A posting is found by what people know of it: the order in any form, or the customer."""

from service_desk.erp import connectors, queries
from service_desk.foundation.db import execute, fetch
from service_desk.repairs import actions as repairs
from tests.erp.conftest import deliver
from tests.erp.fake_erp import FakeErp


async def test_a_posting_is_found_by_its_customer_or_its_order_in_any_form(workshop):
    world = workshop.world
    with connectors.instead(FakeErp()):
        await deliver()
    brought = [repairs.Brought(item_id=world.s1)]
    order = await repairs.start(centre_id=world.ber, party_id=world.ada, items=brought, by=world.cy)
    mine, *others = [row["id"] for row in await fetch("select id from posting order by id desc")]
    assert others, "the world owes three receipts"
    await execute("update posting set order_number = $2 where id = $1", mine, order.number)
    short = order.number.split("-")[-1].lstrip("0")
    for words in ("Lovelace", "345678", "ADA@example.com", order.number.lower(), f"#{short}", short):
        page = await queries.postings(centres=None, words=words, regions=("DE",))
        assert [each.id for each in page.items] == [mine], words
    assert (await queries.postings(centres=None, words="Nobody", regions=("DE",))).items == []
