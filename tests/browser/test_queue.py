"""The queue in a real browser: views that one keeps, tickets that are put off, and many that are changed at once."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.tickets import actions, queries
from tests.browser.test_desk import faults_of
from tests.world import PASSWORD

expect.set_options(timeout=30_000)


@pytest.fixture
async def desk(address, chromium, committed_world):
    """Eve, who works everywhere, at her queue; every page speaks her language."""
    eve = await accounts.add_staff(login="eve", name="Eve Arden", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=eve, role="admin", centre_id=None, by=SYSTEM)
    context = await chromium.new_context(base_url=address, viewport={"width": 1360, "height": 850})
    page = await context.new_page()
    await page.goto("/tickets")
    await page.fill("#login", "eve")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Tickets")
    yield page
    await context.close()


async def test_a_view_is_kept_as_the_queue_stands_and_comes_back_after_it_was_deleted(desk, committed_world):
    world = committed_world
    for words in ("Smokes", "Hums"):
        opened = await actions.open_ticket(centre_id=world.ber, words=words, by=world.cy)
    await actions.change_ticket(ticket_id=opened.id, priority="high", by=world.cy)
    await desk.goto("/tickets")
    await desk.select_option("#priority", "high")  # the rows follow, the page stays
    await expect(desk.locator("#rows tr")).to_have_count(1)
    await desk.click("[popovertarget=view-panel]")
    await expect(desk.locator("#view-name")).to_be_focused()
    await desk.keyboard.type("Urgent")
    await desk.keyboard.press("Control+Enter")
    kept = desk.locator(".views-list a", has_text="Urgent")
    await expect(kept).to_have_attribute("aria-current", "page")
    await expect(kept.locator(".count")).to_have_text("1")
    await expect(desk.locator("#priority")).to_have_value("high")
    assert await faults_of(desk) == []
    await desk.goto("/tickets")
    await desk.keyboard.press("9")
    await expect(desk.locator("#rows")).not_to_contain_text("Smokes")
    await desk.click("[popovertarget=view-panel]")
    assert await faults_of(desk) == []
    await desk.click("[formaction$=retirement]")
    await expect(kept).to_have_count(0)
    await expect(desk.locator(".toast button")).to_be_visible()
    await desk.keyboard.press("u")
    await expect(kept).to_have_attribute("aria-current", "page")


async def test_a_ticket_is_put_off_by_keys_and_taken_back(desk, committed_world):
    world = committed_world
    opened = await actions.open_ticket(centre_id=world.ber, words="Waits for a part", by=world.cy)
    await desk.goto(f"/tickets/{opened.number}")
    await desk.keyboard.press("z")
    await expect(desk.locator("#until")).to_be_focused()
    assert await faults_of(desk) == []
    await desk.keyboard.type("next year")
    await desk.keyboard.press("Enter")  # what cannot be read is told at its field
    await expect(desk.locator("#snooze-panel .fault")).to_be_visible()
    await desk.fill("#until", "+3d")
    await desk.fill("#why", "Part comes")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".strip", has_text="Part comes")).to_be_visible()
    assert await faults_of(desk) == []
    slept = (await queries.ticket(opened.id)).snoozed_until
    assert timedelta(days=2, hours=23) < slept - datetime.now(UTC) <= timedelta(days=3)
    await desk.keyboard.press("g")
    await expect(desk.locator("#rows .empty")).to_be_visible()
    await desk.goto("/tickets?snoozed=yes")
    await expect(desk.locator("#rows")).to_contain_text("Comes back")
    await desk.goto(f"/tickets/{opened.number}")
    await desk.get_by_role("button", name="Do it now").click()
    await expect(desk.locator(".toast button")).to_be_visible()
    assert (await queries.ticket(opened.id)).snoozed_until is None
    await desk.keyboard.press("u")
    await expect(desk.locator(".strip", has_text="Part comes")).to_be_visible()
    assert (await queries.ticket(opened.id)).snoozed_until == slept


async def test_rows_are_chosen_by_keys_changed_at_once_and_taken_back(desk, committed_world):
    world = committed_world
    made = [await actions.open_ticket(centre_id=world.ber, words=f"Leaks {at}", by=world.cy) for at in range(4)]
    await actions.add_note(ticket_id=made[0].id, body="Seen", by=world.cy)
    await desk.goto("/tickets")
    bar, owners = desk.locator("#bulk"), desk.locator("#rows tr td:last-child")
    await expect(bar).to_be_hidden()
    await desk.keyboard.press("j")
    await desk.keyboard.press("x")
    await expect(bar).to_be_visible()
    await desk.keyboard.press("Shift+ArrowDown")
    await desk.keyboard.press("Shift+ArrowDown")
    await expect(bar).to_contain_text("Chosen: 3")
    assert await faults_of(desk) == []
    await desk.keyboard.press("Escape")
    await expect(bar).to_be_hidden()
    boxes = desk.locator("#rows .pick input")
    await boxes.nth(0).click()
    await boxes.nth(2).click(modifiers=["Shift"])
    await expect(bar).to_contain_text("Chosen: 3")
    # Somebody else resolves one of them meanwhile: it stays chosen, and refuses for itself.
    await desk.request.post(
        f"/api/v1/tickets/{made[2].id}/moves", data={"to": "cancelled"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    await expect(desk.locator(f"#ticket-{made[2].id} .badge")).to_have_text("Cancelled")
    await expect(bar).to_contain_text("Chosen: 3")
    await desk.keyboard.press("a")
    await expect(desk.locator("#bulk-owner")).to_be_focused()
    await desk.select_option("#bulk-owner", "me")
    await desk.fill("#bulk-note", "Recall")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".toast")).to_contain_text("Changed: 2. Refused: 1")
    await expect(desk.locator("main .card", has_text="Not changed")).to_contain_text(f"Ticket {made[2].number} is")
    await expect(owners.nth(0)).to_have_text("Eve Arden")
    assert await faults_of(desk) == []
    await desk.keyboard.press("u")
    await expect(desk.locator(".toast")).to_contain_text("Taken back: 2")
    await expect(owners.nth(0)).to_have_text("Nobody")
    await desk.keyboard.press("j")
    await desk.keyboard.press("z")  # the row one stands on, without choosing it first
    await expect(bar).to_contain_text("Chosen: 1")
    await expect(desk.locator("#bulk-rest")).to_be_focused()
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("Escape")
    await expect(bar).to_be_hidden()
    await desk.set_viewport_size({"width": 390, "height": 844})
    await desk.locator("#rows .pick input").nth(0).click()
    await expect(bar).to_be_visible()
    assert await faults_of(desk) == []


async def test_two_at_one_ticket_see_one_another_and_who_writes(desk, chromium, address, committed_world):
    world = committed_world
    opened = await actions.open_ticket(centre_id=world.ber, words="Leaks", by=world.cy)
    ian = await accounts.add_staff(login="ian", name="Ian Moss", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=ian, role="agent", centre_id=world.ber, by=SYSTEM)
    context = await chromium.new_context(base_url=address)
    other = await context.new_page()
    await other.goto(f"/tickets/{opened.number}?lang=fa")
    await other.fill("#login", "ian")
    await other.fill("#password", PASSWORD)
    await other.keyboard.press("Enter")
    await expect(other.locator("#presence")).to_be_attached()
    await desk.goto(f"/tickets/{opened.number}")
    await expect(desk.locator("#presence")).to_contain_text("Also here: Ian Moss")
    await expect(other.locator("#presence")).to_contain_text("Eve Arden")
    assert await faults_of(desk) == []
    await other.locator("#body").press_sequentially("I have")
    await expect(desk.locator("#presence")).to_contain_text("Writing now: Ian Moss")
    assert await faults_of(desk) == []
    await expect(desk.locator("#presence")).to_contain_text("Also here: Ian Moss")  # some seconds after the last letter
    await context.close()
    await expect(desk.locator("#presence")).to_be_empty()
