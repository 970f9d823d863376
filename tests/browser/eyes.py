"""What somebody's eyes meet on a page: what axe finds, and whether it can be pushed sideways."""

from pathlib import Path

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
LOOKS = (("en", "light", 1360), ("fa", "dark", 1360), ("en", "dark", 390), ("fa", "light", 390))
"""Language, theme and width that between them show the most."""


async def faults_of(page):
    await page.evaluate(AXE.read_text())
    found = (await page.evaluate(RULES))["violations"]
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    faults = [(each["id"], each["nodes"][0]["html"][:120]) for each in found]
    return [*faults, ("sideways", page.url)] if wide else faults
