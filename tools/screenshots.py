"""Draws every page of a running desk into screenshots/: 1360 and 390 px wide, in English and Persian, light and dark.

python tools/screenshots.py [ADDRESS] [PATH ...]    the demo of `make run` at http://127.0.0.1:8000 unless told otherwise

A PATH is a path of the desk, drawn as an agent sees it, or one of the names below: `make screenshots ARGS='http://127.0.0.1:8000 ticket sheet link'`.
"""

import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from service_desk.demo.actions.guide import LINK_FILE
from service_desk.demo.rules.places import PASSWORD
from service_desk.home import desk_home

OUT: Final = Path(__file__).resolve().parents[1] / "screenshots"
WIDTHS: Final = (1360, 390)
STAFF: Final = {"agent": {"en": "anna", "fa": "mina"}, "technician": {"en": "jonas", "fa": "reza"}}
FOUND: Final = {  # pages with a number of their own: where a link to one stands
    "ticket": ("/tickets", "#rows a[href^='/tickets/']"),
    "customer": ("/desk?typed=a", "main a[href^='/customers/']"),
    "unit": ("/desk?typed=a", "main a[href^='/items/']"),
    "intake": ("/desk?typed=a", "main a[href^='/items/']"),
    "sheet": ("/tech", "main a[href^='/tech/']:not([href='/tech/outbox'])"),
}
AGENT: Final = (
    "/desk",
    "/desk?typed=a",
    "/desk?typed=ZZ-404",
    "/tickets",
    "ticket",
    "customer",
    "unit",
    "intake",
    "/tickets/new",
    "/calls",
    "/me",
    "/nowhere",
)
TECHNICIAN: Final = ("/tech", "sheet", "/tech/outbox")
CUSTOMER: Final = ("/", "/check", "/l", "link")


def main(address: str, wanted: list[str]) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for language in ("en", "fa"):
            for theme in ("light", "dark"):
                for width in WIDTHS:
                    looks = {"language": language, "theme": theme, "width": width}
                    for role, paths in {"": CUSTOMER, "technician": TECHNICIAN, "agent": AGENT}.items():
                        shown = [path for path in paths if not wanted or path in wanted]
                        shown += [
                            path for path in wanted if role == "agent" and path not in (*AGENT, *TECHNICIAN, *CUSTOMER)
                        ]
                        walk(browser, address, shown, STAFF.get(role), **looks)
        browser.close()


def walk(
    browser: Browser,
    address: str,
    paths: list[str],
    staff: dict[str, str] | None,
    *,
    language: str,
    theme: str,
    width: int,
) -> None:
    if not paths:
        return
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 850}, color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce", locale=language,
    )  # fmt: skip
    page, looks = context.new_page(), f"{language}-{theme}-{width}"
    if staff:
        page.goto("/sign-in")
        shoot(page, f"sign-in-{looks}")
        page.fill("#login", staff[language])
        page.fill("#password", PASSWORD)
        page.click("form button.first")
    for path in paths:
        page.goto(_address(page, path, language))
        shoot(page, f"{path.strip('/').replace('/', '-').split('=')[-1] or 'start'}-{looks}")
    context.close()


def _address(page: Page, path: str, language: str) -> str:
    """Where the page named so stands: a link to it is looked up where there is one, the customer's is kept by `make run`."""
    if path == "link":
        return f"/l/{(desk_home() / LINK_FILE).read_text().strip()}?lang={language}"
    if path not in FOUND:
        return path
    page.goto(FOUND[path][0])
    link = page.get_attribute(FOUND[path][1], "href", timeout=5000) or path
    return link.replace("/items/", "/tickets/new?unit=") if path == "intake" else link


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(
        path=str(OUT / f"{name}.png"), full_page=page.viewport_size is not None and page.viewport_size["width"] < 500
    )
    sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000", sys.argv[2:])
