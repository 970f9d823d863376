"""An hour without a network at a technician's phone, in two languages: every fact arrives once, whatever is lost on the way."""

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.eyes import LOOKS, faults_of
from tests.patience import PATIENCE
from tests.world import PASSWORD

pytestmark = pytest.mark.peer
expect.set_options(timeout=PATIENCE * 1000)


async def lose_the_answer(route):
    """The server did it, and nobody heard so."""
    await route.fetch()
    await route.abort("connectionreset")


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_an_hour_offline_arrives_once_though_every_first_answer_is_lost(served, chromium, language):
    def asked(path):
        headers = {"Authorization": f"Bearer {served.token}"}
        return httpx.get(f"{served.url}/api/v1{path}", headers=headers, timeout=PATIENCE).json()

    def order():
        return asked(f"/repairs/{served.ids['order_id']}")

    number, before = order()["order"]["number"], len(order()["lines"])
    phone = await chromium.new_context(base_url=served.url, viewport={"width": 390, "height": 844})
    page = await phone.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.goto("/sign-in?next=/tech")
    await page.fill("[name=login]", "tara")
    await page.fill("[name=password]", PASSWORD)
    await page.click("form button.first")
    await page.wait_for_url("**/tech")
    await phone.request.post("/me", form={"language": language, "single_keys": "on"})
    await page.goto("/tech")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.goto(f"/tech/{number}")
    await expect(page.locator("html")).to_have_attribute("lang", language)

    await phone.set_offline(True)
    await page.reload()  # from what the worker kept
    await page.click("#clock-start")
    await page.evaluate("document.activeElement.blur()")
    for scan, kept in (("P-BAT", "P-BAT"), ("OLD-77", "OLD-77")):  # no field has the focus: a scan is a scan anywhere
        await page.keyboard.type(scan)
        await page.keyboard.press("Enter")
        await expect(page.locator("#kept")).to_contain_text(kept)
    await page.fill("#note", "The pump was blocked")
    await page.click(".note-form button")
    await expect(page.locator("#kept > li")).to_have_count(3)
    assert len(order()["lines"]) == before

    await page.close()  # the tab is killed, and opened again
    page = await phone.new_page()
    await page.goto(f"/tech/{number}")
    await expect(page.locator("#kept > li")).to_have_count(3)
    for door in ("**/clock", "**/parts", "**/notes"):
        await page.route(door, lose_the_answer, times=1)
    await phone.set_offline(False)
    for _ in range(int(PATIENCE)):
        await page.evaluate("dispatchEvent(new Event('online'))")
        await page.wait_for_timeout(500)
        if not await page.locator("#kept > li").count():
            break
    await page.click("#clock-stop")
    await expect(page.locator(".order-lines > li")).to_have_count(before + 2)

    lines = order()["lines"][before:]
    assert sorted((line["kind"], line["sku"] or "", line["old_serial"]) for line in lines) == [
        ("labour", "", ""), ("part", "P-BAT", "OLD-77"),
    ]  # fmt: skip
    ticket = asked(f"/tickets/{served.ids['ticket_id']}")
    assert [entry["body"] for entry in ticket["entries"]].count("The pump was blocked") == 1
    assert troubles == []
    await phone.close()


async def test_the_technicians_pages_for_everybodys_eyes(served, chromium):
    bench = await chromium.new_context(base_url=served.url, viewport={"width": 1360, "height": 844})
    page, wrong = await bench.new_page(), {}
    await page.goto("/sign-in?next=/tech")
    await page.fill("[name=login]", "tara")
    await page.fill("[name=password]", PASSWORD)
    await page.click("form button.first")
    await expect(page.locator("h1")).to_be_visible()
    told = await bench.request.get(f"/api/v1/repairs/{served.ids['order_id']}")
    number = (await told.json())["order"]["number"]
    for language, theme, width in LOOKS:
        await bench.request.post("/me", form={"language": language, "theme": theme, "single_keys": "on"})
        await page.set_viewport_size({"width": width, "height": 844})
        for path in ("/tech", f"/tech/{number}", "/tech/outbox", "/tech/scan"):
            await page.goto(path)
            if found := await faults_of(page):
                wrong[path, language, theme, width] = found
    assert wrong == {}
    await bench.close()
