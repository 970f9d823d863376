"""A day at the desk in a real browser: sign in, take in by keys, write, take back; every page for everybody's eyes."""

import re

from playwright.async_api import expect

from service_desk.accounts import actions as accounts
from service_desk.calls import actions as calls
from service_desk.foundation.actor import SYSTEM
from service_desk.tickets import actions, queries
from tests.browser.eyes import LOOKS, faults_of
from tests.world import PASSWORD

expect.set_options(timeout=30_000)
FIRST_VIEW = 200 * 1024


async def test_a_day_at_the_desk(address, chromium, committed_world):
    world = committed_world
    eve = await accounts.add_staff(login="eve", name="Eve Arden", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=eve, role="admin", centre_id=None, by=SYSTEM)
    context = await chromium.new_context(base_url=address, viewport={"width": 1360, "height": 850})
    page, complaints, weights = await context.new_page(), [], {}
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)

    async def weigh(answer):
        weights[answer.url] = int(answer.headers.get("content-length") or 0)

    page.on("response", weigh)

    await page.goto("/tickets")
    await page.fill("#login", "eve")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Tickets")
    await page.wait_for_load_state()
    assert sum(weights.values()) <= FIRST_VIEW, weights

    # Taken in without a mouse: n, the serial, the words, Ctrl+Enter.
    await page.keyboard.press("n")
    await page.wait_for_url("**/tickets/new")
    await expect(page.locator("#scan")).to_be_focused()
    await page.keyboard.type("S1")
    await page.keyboard.press("Enter")  # as a scanner does: it asks who and what, and sends nothing
    await expect(page.locator(".verdict")).to_have_class("verdict covered")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Trigger dead")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url(re.compile(r"/tickets/BER-T-\d+|/tickets/TEH-T-\d+"))
    await expect(page.locator(".toast")).to_be_visible()
    number = page.url.rpartition("/")[2]

    # A draft outlives the page; what was done can be taken back.
    await page.keyboard.press("m")
    await expect(page.locator("#body")).to_be_focused()
    await page.keyboard.type("Asked for a photo")
    await page.reload()
    await expect(page.locator("#body")).to_have_value("Asked for a photo")
    await page.locator("#body").focus()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".timeline .note .said")).to_have_text("Asked for a photo")
    await expect(page.locator("#body")).to_have_value("")
    await page.keyboard.press("a")
    await expect(page.locator(".toast button")).to_be_visible()
    await page.keyboard.press("u")
    await expect(page.locator("#owner")).to_have_value("")

    # The queue is filtered as one types, in Persian digits too, and Back has the whole page.
    await page.wait_for_timeout(500)  # what was taken back comes as a page of its own
    await page.keyboard.press("g")
    await page.wait_for_url("**/tickets")
    await page.wait_for_load_state()
    await page.keyboard.press("f")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("no such words")
    await expect(page.locator("#rows .empty")).to_be_visible()
    await page.fill(
        "#words", number.rpartition("-")[2].lstrip("0").translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    )
    await expect(page.locator("#rows a").first).to_have_text(number)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette")).to_be_visible()
    await page.keyboard.press("Escape")

    # Somebody else moves it: the open queue shows it without a hand.
    await page.goto("/tickets")
    ticket = await queries.ticket(await queries.ticket_named(number, world.cy))
    await expect(page.locator(f"#ticket-{ticket.id} .badge")).to_have_text("New")
    await page.wait_for_timeout(1500)
    await page.request.post(
        f"/api/v1/tickets/{ticket.id}/moves", data={"to": "open"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    await expect(page.locator(f"#ticket-{ticket.id} .badge")).to_have_text("Open", timeout=30_000)
    await actions.add_note(ticket_id=ticket.id, body="همه چیز", by=world.cy)

    # Another one comes: it does not move the rows under anybody's hand, a bar says so.
    other = await page.request.post(
        "/api/v1/tickets",
        data={"centre_id": str(world.ber), "words": "Smells"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    fresh = (await other.json())["number"]
    await expect(page.locator("#news button")).to_contain_text("New: 1")
    assert fresh not in await page.locator("#rows").inner_text()
    await page.keyboard.press(".")
    await expect(page.locator("#rows")).to_contain_text(fresh)
    await expect(page.locator("#news")).to_be_hidden()

    # The telephone rings while a sentence is half written: nothing of it is lost, Enter goes to the caller's ticket, and the panel
    # does not come back for that call.
    telephone = await calls.create_extension(centre_id=world.ber, number="201", staff_id=eve, by=SYSTEM)
    asked = await actions.open_ticket(centre_id=world.ber, party_id=world.ada, words="Where is my drill?", by=world.cy)
    await page.goto(f"/tickets/{number}")
    await page.locator("#body").fill("Half a sen")
    await page.wait_for_timeout(1000)  # for the stream of the page

    async def rings(call, caller, told="ringing"):
        fact = {"call_id": call, "extension": telephone.number, "caller": caller, "told": told}
        path = "/api/v1/telephony/incoming"
        answer = await page.request.post(path, data=fact, headers={"Sec-Fetch-Site": "same-origin"})
        return (await answer.json())["id"]

    call_id = await rings("c1", "+4915112345678")
    await expect(page.locator("#pop [data-call]")).to_contain_text("Ada Lovelace")
    await page.keyboard.type("tence")
    await expect(page.locator("#body")).to_have_value("Half a sentence")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/tickets/{asked.number}")
    await rings("c1", "+4915112345678", "answered")
    await rings("c2", "+4930555123")
    await expect(page.locator("#pop [data-call]")).to_contain_text("+4930555123")
    await page.keyboard.press("Escape")
    await expect(page.locator("#pop [data-call]")).to_have_count(0)
    await page.goto(f"/tickets/{number}")
    await expect(page.locator("#body")).to_have_value("Half a sentence")

    # Everybody's eyes: five languages' worst two, light and dark, wide and narrow.
    wrong = {}
    for language, theme, width in LOOKS:
        await page.request.post(
            "/me",
            form={"language": language, "theme": theme, "single_keys": "on"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        await page.set_viewport_size({"width": width, "height": 850})
        for path in (
            "/desk", "/desk?typed=a", "/desk?typed=ZZ-404", "/tickets", f"/tickets/{number}", "/tickets/new?scan=S1",
            f"/customers/{world.ada}", f"/items/{world.s1}", "/me", "/nowhere", "/calls", f"/calls/{call_id}?typed=a",
        ):  # fmt: skip
            await page.goto(path)
            if found := await faults_of(page):
                wrong[path, language, theme, width] = found
    assert wrong == {}
    assert [told for told in complaints if "401" not in told and "404" not in told] == []
    await context.close()


KEYS_AS_TYPED_UNDER_ARABIC = """text => {
  const keys = {B: 'لا', E: 'ث', R: 'ق', T: 'ف'};
  for (const sign of [...text, 'Enter']) {
    const letter = /[A-Z]/.test(sign) && sign.length === 1, digit = /[0-9]/.test(sign);
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, shiftKey: letter,
      key: letter ? keys[sign].slice(0, 1) : sign, code: letter ? 'Key' + sign : digit ? 'Digit' + sign : sign === '-' ? 'Minus' : sign}));
  }
}"""


async def test_a_scanner_needs_no_field(address, chromium, committed_world):
    world = committed_world
    eve = await accounts.add_staff(login="eve", name="Eve Arden", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=eve, role="admin", centre_id=None, by=SYSTEM)
    ticket = await actions.open_ticket(centre_id=world.ber, item_id=world.s1, words="Hums", by=world.cy)
    context = await chromium.new_context(base_url=address, viewport={"width": 1360, "height": 850})
    page = await context.new_page()
    await page.goto("/tickets")
    await page.fill("#login", "eve")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Tickets")
    await page.wait_for_load_state()

    # A burst is one scan, though its letters are keys of this page (t, e, n …), and Enter opens no row that has the focus.
    await page.keyboard.press("j")
    await expect(page.locator("#rows .here")).to_have_count(1)
    await page.wait_for_timeout(100)
    await page.keyboard.type(ticket.number)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/tickets/{ticket.number}")
    await page.goto("/calls")
    await page.evaluate(KEYS_AS_TYPED_UNDER_ARABIC, ticket.number)
    await page.wait_for_url(f"**/tickets/{ticket.number}")

    # A unit is opened, or the order that it is on. Without its Enter the scan waits in the box, whole.
    await page.keyboard.type("9900-7")
    await expect(page.locator("#box")).to_be_focused()
    await expect(page.locator("#box")).to_have_value("9900-7")
    await page.goto("/tickets")
    await page.evaluate(KEYS_AS_TYPED_UNDER_ARABIC, "000-404")
    await expect(page.locator(".empty")).to_contain_text("000-404")

    # The intake's own field takes it there, and what is typed goes on in the next one.
    await page.goto("/tickets/new")
    await page.locator("h1").click()
    await page.keyboard.type("000-404")
    await page.keyboard.press("Enter")
    await expect(page.locator("#scan")).to_have_value("000-404")
    await page.keyboard.press("Escape")

    # A slow hand still has its keys, one at a time.
    await page.goto("/tickets")
    await page.keyboard.press("n")
    await page.wait_for_url("**/tickets/new")

    # For a Persian the numbers of a phone stay in their order while it is typed; a name is theirs again.
    await page.request.post(
        "/me", form={"language": "fa", "single_keys": "on"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    await page.goto("/tickets/new")
    way = "document.querySelector('#caller').matches(':dir(ltr)')"
    await page.locator("#caller").press_sequentially("۰۹۱۲ ۱۲۳ ۴۵۶۷")
    assert await page.evaluate(way)
    await page.locator("#caller").fill("علی ۲")
    assert not await page.evaluate(way)
    await context.close()
