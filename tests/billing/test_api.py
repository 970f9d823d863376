"""Charges and invoices through the door."""

from service_desk.billing.actions import bill
from tests.billing.conftest import closed, line


async def test_the_charges_of_a_repair_and_its_invoice_are_shown(client, world):
    event = closed(line("100", ("warranty", 60)), centre_id=world.ber)
    await bill(event)
    charges = (await client.get(f"/api/v1/repairs/{event.payload.order_id}/charges")).json()["items"]
    assert [(one["payer"], one["net"]) for one in charges] == [("customer", "40.00"), ("warranty", "60.00")]
    invoice = (await client.get("/api/v1/invoices/BER-I-000001")).json()
    assert invoice["lines"][0]["text"]["en"] == "Labour"
    assert (await client.get(f"/api/v1/charges/{invoice['id']}")).json() == invoice


async def test_an_invoice_nobody_wrote_is_not_found(client):
    answer = await client.get("/api/v1/invoices/BER-I-999999")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
