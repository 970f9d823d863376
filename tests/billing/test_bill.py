import asyncio
from datetime import date
from decimal import Decimal

import pytest

from service_desk.billing import queries
from service_desk.billing.actions import bill
from service_desk.centres.actions import create_centre, create_company
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.pricing.actions import set_tax
from service_desk.pricing.queries import NoTaxRate
from service_desk.products.actions import create_product
from tests.billing.conftest import CLOSED_ON, closed, line


async def build_centre():
    await create_company(code="A1", name={"en": "Aftercare"}, book_currency="EUR", by=SYSTEM)
    await set_tax(country="DE", percent=Decimal(19), valid_from=date(2020, 1, 1), by=SYSTEM)
    return await create_centre(
        code="BER", name={"en": "Berlin"}, zone="Europe/Berlin", country="DE", language="en", currency="EUR", by=SYSTEM
    )


@pytest.fixture
async def centre(db):
    return await build_centre()


async def test_a_closed_repair_is_billed_to_each_who_pays(centre):
    event = closed(line("100", ("warranty", 60)), line("10"), centre_id=centre)
    await bill(event)
    customer, warranty = await queries.charges_of(event.payload.order_id)
    assert (customer.invoice_number, customer.net, customer.tax, customer.total) == (
        "BER-I-000001",
        50,
        Decimal("9.50"),
        Decimal("59.50"),
    )
    assert (warranty.payer, warranty.invoice_number, warranty.total) == ("warranty", None, 60)
    assert customer.issued_on == CLOSED_ON


async def test_billing_tells_what_it_wrote(centre):
    await bill(closed(line("10", ("warranty", 50)), centre_id=centre))
    told = {
        row["payload"]["payer"]: row["payload"]
        for row in await fetch("select payload from event where kind = 'billed'")
    }
    assert told["customer"]["invoice_number"] == "BER-I-000001"
    assert (told["customer"]["tax"], told["warranty"]["total"]) == ("0.95", "5.00")


async def test_the_same_closing_delivered_twice_is_billed_once(centre):
    event = closed(line("10"), centre_id=centre)
    await bill(event)
    await bill(event)
    assert len(await queries.charges_of(event.payload.order_id)) == 1


async def test_a_reopened_order_is_billed_for_what_was_added_only(centre):
    first = closed(line("10"), centre_id=centre)
    await bill(first)
    await bill(closed(line("5"), centre_id=centre, order_id=first.payload.order_id, closing=2))
    assert [one.net for one in await queries.charges_of(first.payload.order_id)] == [10, 5]


async def test_what_is_given_back_is_a_credit_note_with_its_number_that_names_its_invoice(centre):
    sold = line("10")
    first = closed(sold, centre_id=centre)
    await bill(first)
    back = closed(
        line("10", quantity="-1", reverses_id=sold.line_id),
        centre_id=centre,
        order_id=first.payload.order_id,
        closing=2,
    )
    await bill(back)
    invoice, credit = await queries.charges_of(first.payload.order_id)
    assert (invoice.invoice_number, invoice.corrects) == ("BER-I-000001", ())
    assert (credit.state, credit.invoice_number, credit.corrects) == ("credit", "BER-I-000002", ("BER-I-000001",))
    assert (await queries.invoice("BER-I-000002")).total == -invoice.total


async def test_what_warranty_bears_draws_no_invoice_number(centre):
    await bill(closed(line("10", ("warranty", 100)), centre_id=centre))
    await bill(closed(line("10"), centre_id=centre))
    assert (await queries.invoice("BER-I-000001")).net == 10


async def test_an_invoice_keeps_the_words_of_its_day(centre):
    part = await create_product(
        sku="P-BAT", name={"en": "Battery", "fa": "باتری"}, kind="part", tracking="none", by=SYSTEM
    )
    event = closed(line("10", kind="part", product_id=part), line("5", kind="travel"), centre_id=centre)
    await bill(event)
    battery, travel = (await queries.charges_of(event.payload.order_id))[0].lines
    assert (battery.text["en"], battery.text["fa"], travel.text["ru"]) == ("P-BAT Battery", "P-BAT باتری", "Выезд")


async def test_no_invoice_goes_out_while_its_tax_is_not_known(centre):
    early = closed(line("10"), centre_id=centre)
    await set_tax(country="DE", percent=Decimal(7), code="reduced", valid_from=date(2000, 1, 1), by=SYSTEM)
    object.__setattr__(early.payload, "closed_on", date(2010, 1, 1))
    with pytest.raises(NoTaxRate):
        await bill(early)
    assert await queries.charges_of(early.payload.order_id) == []


async def test_an_unknown_invoice_is_told(centre):
    with pytest.raises(NotFound, match="no charge or invoice BER-I-9"):
        await queries.invoice("BER-I-9")


async def test_invoices_have_no_gap_even_when_billed_at_once_or_twice(committed_db):
    centre = await build_centre()
    events = [closed(line("10"), centre_id=centre) for _ in range(4)]
    await asyncio.gather(*(bill(event) for event in events * 2), return_exceptions=True)
    numbers = [row["invoice_number"] for row in await fetch("select invoice_number from charge order by 1")]
    assert numbers == [f"BER-I-{n:06}" for n in range(1, 5)]
    assert await fetchval("select count(*) from event where kind = 'billed'") == 4
