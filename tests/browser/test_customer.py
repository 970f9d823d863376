"""The customer's page on a telephone that runs no script: refuse, accept, write, rate; nothing but taps and four digits."""

from decimal import Decimal

import pytest
from playwright.async_api import expect

from service_desk.foundation.db import fetchval
from service_desk.links import actions as links
from service_desk.links.rules import Origin, Subject
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.repairs.rules import Planned
from service_desk.tickets import actions as tickets
from service_desk.tickets import queries as known
from tests.browser.eyes import faults_of

DIGITS = "5678"  # of Ada's phone


async def estimate(world, order_id, price):
    planned = [Planned(kind="travel", text="", quantity=Decimal(1), unit_price=Decimal(price))]
    return await repairs.make_estimate(order_id=order_id, lines=planned, by=world.cy)


@pytest.mark.parametrize(("language", "shown"), [("en", "59.50"), ("fa", "۵۹")])
async def test_a_customer_refuses_then_accepts_by_taps_and_digits_alone(
    address, chromium, committed_world, language, shown
):
    world = committed_world
    ticket = await tickets.open_ticket(
        centre_id=world.ber, party_id=world.ada, item_id=world.s1, words="broken", by=world.cy
    )
    order = await repairs.start(ticket_id=ticket.id, by=world.cy)
    await estimate(world, order.id, "80")
    made = await links.make_link(
        subject=Subject("ticket", ticket.id), centre_id=world.ber, party_id=world.ada, origin=Origin.STAFF, by=world.cy
    )
    path = f"/l/{made.partition('/l/')[2]}?lang={language}"

    telephone = await chromium.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, java_script_enabled=False, locale=language
    )
    page = await telephone.new_page()
    weights = []

    async def weigh(answer):
        weights.append(int(answer.headers.get("content-length") or 0))

    page.on("response", weigh)
    await page.goto(path)
    await expect(page.locator("html")).to_have_attribute("lang", language)
    assert sum(weights) <= 60_000, weights
    await page.fill("#proof", "۵۶۷۸" if language == "fa" else DIGITS)
    await page.click("#open button")
    await page.click("button[value=refused]")
    assert [each.state for each in await orders.estimates(order.id)] == ["refused"]

    await estimate(world, order.id, "50")
    await page.goto(path)
    await expect(page.locator("#estimate tfoot")).to_contain_text(shown)
    await page.click("button[value=accepted]")
    await expect(page.locator(".done")).to_be_visible()
    assert [each.state for each in await orders.estimates(order.id)] == ["refused", "accepted"]

    # What they write stands on the ticket and waits to be read.
    await page.fill("#words", "Please call first")
    await page.click("#write button")
    assert (await known.ticket(ticket.id)).unread_at is not None
    assert await fetchval("select count(*) from ticket_entry where body = 'Please call first'") == 1
    state = await telephone.storage_state()
    await telephone.close()

    # For everybody's eyes, which a script reads for us.
    for theme, width in (("light", 390), ("dark", 1360)):
        eyes = await chromium.new_context(
            base_url=address, viewport={"width": width, "height": 844}, color_scheme=theme, locale=language,
            storage_state=state, bypass_csp=True,
        )  # fmt: skip
        page = await eyes.new_page()
        for at in (path, "/check", "/l/nobody-knows-this-one"):
            await page.goto(at)
            assert await faults_of(page) == [], (at, theme, width)
        await eyes.close()
