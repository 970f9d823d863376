"""What the browser loads comes from this server, under names that change with their content."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from service_desk.foundation.web import docs

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"


@pytest.fixture(scope="module")
def manifest():
    return json.loads((STATIC / "manifest.json").read_text())


def test_each_name_carries_the_hash_of_its_content(manifest):
    for name in manifest.values():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12] == name.split(".")[-2]


def test_the_documentation_page_loads_only_files_that_are_here(manifest):
    loaded = re.findall(r'(?:src|href)="([^"]+)"', docs.documentation.fn())
    wanted = ("swagger-ui.css", "swagger-ui-bundle.js", "docs.js")
    assert sorted(loaded) == sorted(f"/static/{manifest[name]}" for name in wanted)


def test_the_documentation_asks_no_validator_on_the_internet():
    assert "validatorUrl: null" in (ROOT / "frontend" / "docs.js").read_text()


def test_committed_package_files_name_no_host():
    for name in ("package.json", "package-lock.json", "constraints.txt", ".npmrc"):
        assert not re.search(r"https?://|file:|@ ", (ROOT / name).read_text()), name


def test_what_is_built_of_our_sources_loads_only_what_is_here(manifest):
    style = (STATIC / manifest["desk.css"]).read_text()
    assert {"app.js", "icons.svg"} <= manifest.keys()
    assert all((STATIC / name).is_file() for name in re.findall(r'url\("?\./([^)"]+)', style))


def test_every_icon_that_a_template_names_is_drawn():
    """One that is not on the list leaves a hole in the page, and says nothing."""
    drawn = {
        line.split()[0]
        for line in (ROOT / "frontend" / "icons.txt").read_text().splitlines()
        if line and not line.startswith("#")
    }
    named = {
        (path.name, icon)
        for room in ("service_desk", "notifications")
        for path in (ROOT / room).rglob("*.html")
        for icon in re.findall(r"""icon\(["']([a-z-]+)["']""", path.read_text())
    }
    assert {(where, icon) for where, icon in named if icon not in drawn} == set()
    assert len(named) > 50
