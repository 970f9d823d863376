"""Draws every page of a running desk into screenshots/: 1360 and 390 px wide, in English and Persian, light and dark.

python tools/screenshots.py [ADDRESS] [PATH ...]    the demo of `make run` at http://127.0.0.1:8000 unless told otherwise
"""

import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

OUT: Final = Path(__file__).resolve().parents[1] / "screenshots"
PASSWORD: Final = "four apples and a pear"  # noqa: S105 — of the demo, printed by `make run`
WIDTHS: Final = (1360, 390)
READERS: Final = {"en": "anna", "fa": "mina"}
FOUND: Final = {  # pages with a number of their own: where a link to one stands
    "ticket": ("/tickets", "#rows a[href^='/tickets/']"),
    "customer": ("/desk?typed=a", "main a[href^='/customers/']"),
    "unit": ("/desk?typed=a", "main a[href^='/items/']"),
    "intake": ("/desk?typed=a", "main a[href^='/items/']"),
}
PATHS: Final = (
    "/desk",
    "/desk?typed=a",
    "/desk?typed=ZZ-404",
    "/tickets",
    "ticket",
    "customer",
    "unit",
    "intake",
    "/tickets/new",
    "/me",
    "/nowhere",
)


def main(address: str, paths: list[str]) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for language, login in READERS.items():
            for theme in ("light", "dark"):
                for width in WIDTHS:
                    walk(browser, address, paths or list(PATHS), language, login, theme, width)
        browser.close()


def walk(browser: Browser, address: str, paths: list[str], language: str, login: str, theme: str, width: int) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 850}, color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce", locale=language,
    )  # fmt: skip
    page = context.new_page()
    page.goto("/sign-in")
    shoot(page, f"sign-in-{language}-{theme}-{width}")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("form button.first")
    for path in paths:
        wanted = path
        if path in FOUND:
            page.goto(FOUND[path][0])
            wanted = page.get_attribute(FOUND[path][1], "href", timeout=5000) or path
        page.goto(wanted.replace("/items/", "/tickets/new?unit=") if path == "intake" else wanted)
        shoot(page, f"{path.strip('/').replace('/', '-').split('=')[-1] or 'start'}-{language}-{theme}-{width}")
    context.close()


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(
        path=str(OUT / f"{name}.png"), full_page=page.viewport_size is not None and page.viewport_size["width"] < 500
    )
    sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000", sys.argv[2:])
