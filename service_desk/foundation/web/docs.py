"""Interactive documentation of the API. Scripts and styles come from this server only (swagger-ui-dist, put in static/)."""

import json
from typing import Final

from litestar import MediaType, get

from service_desk.foundation.places import STATIC
from service_desk.foundation.web.requests import open_to_all

MANIFEST: Final = STATIC / "manifest.json"
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Aftercare API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/{css}"></head>
<body><div id="swagger-ui"></div>
<script src="/static/{bundle}"></script><script src="/static/{start}"></script></body></html>"""
_MISSING: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Aftercare API</title></head>
<body><p>The interactive documentation is not built. Run <code>make assets</code> and start the desk again.
The description itself is at <a href="/schema/openapi.json">/schema/openapi.json</a>.</p></body></html>"""


@get("/docs", guards=[open_to_all], media_type=MediaType.HTML, include_in_schema=False, sync_to_thread=False)
def documentation() -> str:
    """Swagger UI over /schema/openapi.json."""
    if not MANIFEST.is_file():
        return _MISSING
    files = json.loads(MANIFEST.read_text())
    return _PAGE.format(css=files["swagger-ui.css"], bundle=files["swagger-ui-bundle.js"], start=files["docs.js"])


ROUTES = [documentation]
