"""A day at the desk: a drill comes back broken; scan to posting to message, with real commits."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from service_desk import worker
from service_desk.billing.queries import charges_of
from service_desk.erp import queries as erp
from service_desk.erp.actions import set_default_accounts
from service_desk.events.queries import undelivered, verify
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.repairs import actions as repairs
from service_desk.tickets import actions as tickets

MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
async def desk(committed_db):
    from tests.world import build_world

    with clock.at(MORNING):
        world = await build_world()
        await set_default_accounts(by=SYSTEM)
    return world


async def repaired(world, *, at=MORNING, reported_at=None, defect="D01"):
    """Ada's drill S1 from the scan to the hand-over; the ticket and the order."""
    with clock.at(at):
        ticket = await tickets.open_ticket(
            centre_id=world.ber,
            scan="S1",
            party_id=world.ada,
            words="Does not switch on",
            symptom="S101",
            reported_at=reported_at,
            by=world.cy,
        )
        order = await repairs.start(ticket_id=ticket.id, by=world.cy)
        await repairs.diagnose(
            order_id=order.id, symptom="S101", section="L02", defect=defect, repair="R01", by=world.cy
        )
        await repairs.start_clock(order_id=order.id, resource_id=world.bench, by=world.cy)
    with clock.at(at + timedelta(hours=1)):
        await repairs.use_part(order_id=order.id, part="P-BAT", location="WH-BER", by=world.cy)
        await repairs.stop_clock(order_id=order.id, resource_id=world.bench, by=world.cy)
        await repairs.pass_check(order_id=order.id, passed=True, by=world.cy)
        await repairs.close(order_id=order.id, by=world.cy)
        await repairs.hand_over(order_id=order.id, by=world.cy)
        await worker.settle_everything()
    return ticket, order


async def test_a_drill_under_warranty_costs_the_customer_nothing_and_everybody_is_told(desk):
    ticket, order = await repaired(desk)
    assert (ticket.verdict, ticket.reasons) == ("covered", ("IN_PERIOD", "EXPIRED"))
    assert await undelivered() == {}
    postings = {
        (row["kind"], row["state"])
        for row in await fetch("select kind, state from posting where order_number = $1", order.number)
    }
    assert {state for _, state in postings} == {"verified"}
    assert await erp.ledger_balanced()
    assert await erp.stock_matches()
    messages = await fetch("select template, channel, state from message order by template")
    assert {row["template"] for row in messages} == {"ticket_received", "repair_ready", "repair_handed_over"}
    assert len(messages) == 3
    charges = await charges_of(order.id)
    assert {charge.payer: charge.net for charge in charges} == {"warranty": Decimal("99.00")}
    assert (await verify()).whole


async def test_a_drill_out_of_warranty_is_invoiced_with_tax(desk):
    _, order = await repaired(desk, defect="D22")
    charges = await charges_of(order.id)
    assert [(charge.payer, charge.net, charge.tax, charge.total, charge.invoice_number) for charge in charges] == [
        ("customer", Decimal("99.00"), Decimal("18.81"), Decimal("117.81"), "BER-I-000001")
    ]
    kinds = sorted(
        row["kind"]
        for row in await fetch("select kind from posting where order_number = $1 and state = 'verified'", order.number)
    )
    assert "invoice" in kinds
    assert await erp.ledger_balanced()


async def test_doing_everything_again_changes_nothing(desk):
    await repaired(desk)
    before = await fetchval("select count(*) from posting"), await fetchval("select count(*) from message")
    await worker.settle_everything()
    assert (await fetchval("select count(*) from posting"), await fetchval("select count(*) from message")) == before


async def test_the_second_repair_of_the_same_fault_within_a_month_is_rework(desk):
    await repaired(desk)
    ticket, _ = await repaired(desk, at=MORNING + timedelta(days=10))
    assert ticket.reasons[0] == "REWORK"


@pytest.fixture
async def call(desk, app):
    """A program with Cy's token: `await call("post", "/tickets", {...})` gives the answer's JSON, and fails on an error."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.local/api/v1") as client:

        async def send(method: str, path: str, body: dict | None = None) -> Any:
            headers = {"Authorization": f"Bearer {desk.token}", "Idempotency-Key": str(uuid7())}
            answer = await client.request(method, path, json=body, headers=headers)
            assert answer.status_code < 300, answer.text
            return answer.json()

        yield send


async def test_the_same_job_by_another_program_through_the_doors(call, desk):
    with clock.at(MORNING):
        item = (await call("get", "/items?serial=s1"))["items"][0]
        assert (item["sku"], item["owner_id"]) == ("D-100", str(desk.ada))
        told = {
            "centre_id": str(desk.ber),
            "scan": "S1",
            "party_id": str(desk.ada),
            "words": "Smells burnt",
            "symptom": "S901",
        }
        ticket = await call("post", "/tickets", told)
        assert ticket["verdict"] == "covered"
        order = await call("post", "/repairs", {"ticket_id": ticket["id"]})
        path = f"/repairs/{order['id']}"
        await call("post", f"{path}/diagnosis", {"section": "L02", "defect": "D01", "repair": "R01"})
        await call("post", f"{path}/clock", {"resource_id": str(desk.bench)})
    with clock.at(MORNING + timedelta(minutes=30)):
        await call("post", f"{path}/clock/stop", {"resource_id": str(desk.bench)})
        line = await call("post", f"{path}/parts", {"part": "P-BAT", "location": "WH-BER"})
        await call("post", f"{path}/quality-check", {"passed": True})
        await call("post", f"{path}/closure")
        await call("post", f"{path}/handover")
        await worker.settle_everything()
    shown = await call("get", path)
    assert shown["order"]["state"] == "handed_over"
    assert {(each["kind"], each["payer"]) for each in shown["lines"]} == {("part", "warranty"), ("labour", "warranty")}
    assert line["line"]["amount"].startswith("39")
    postings = (await call("get", f"/postings?order_number={shown['order']['number']}"))["items"]
    assert {each["state"] for each in postings} == {"verified"}
    messages = (await call("get", "/messages"))["items"]
    assert {each["template"] for each in messages} == {"ticket_received", "repair_ready", "repair_handed_over"}
    balance = await call("get", "/ledger/trial-balance")
    assert balance["balanced"]
    assert sum(Decimal(each["debit"]) - Decimal(each["credit"]) for each in balance["lines"]) == 0
