"""The web application, assembled from the doors of the rooms: the only importer of doors."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.static_files import create_static_files_router

from service_desk import backlog, seams
from service_desk.accounts.guards import recognise, signed_in
from service_desk.accounts.pages import front_door
from service_desk.centres.queries import masthead
from service_desk.foundation import address, logs, metrics
from service_desk.foundation.db import DB
from service_desk.foundation.live import HUB
from service_desk.foundation.places import STATIC
from service_desk.foundation.settings import environment
from service_desk.foundation.web import docs, health, html, naming, open_to_all, pages, stream
from service_desk.foundation.web.asked import prepare
from service_desk.foundation.web.description import Description, operation_id
from service_desk.foundation.web.guarding import read_only_guards
from service_desk.foundation.web.matching import Tagged
from service_desk.foundation.web.problems import HANDLERS, RECOGNISE
from service_desk.foundation.web.scans import KEEPERS
from service_desk.foundation.web.schema_names import key_by_whole_name
from service_desk.foundation.web.shapes import SHAPES
from service_desk.foundation.web.shell import Shell
from service_desk.rooms import ROOMS
from service_desk.scanning.actions import take_note

VERSION: Final = "0.10.0"
LARGEST_BODY: Final = 1_000_000


@asynccontextmanager
async def lifespan(_app: Litestar) -> AsyncIterator[None]:
    """Pool and live hub of this process. Tests bring their own pool and run no lifespan."""
    dsn = environment().database_url
    if dsn is None:
        raise SystemExit("DATABASE_URL is not set. Start the desk with `desk run`, or set it.")
    await DB.open(dsn, most=environment().pool)
    await HUB.start(dsn)
    await address.tell()
    gc.collect()
    gc.freeze()  # what was made at start lives for ever, so the collector need not walk it again and again
    try:
        yield
    finally:
        gc.unfreeze()
        await HUB.stop()
        await DB.close()


def of_doors(door: str, what: str) -> list[Any]:
    """`what` (ROUTES, NAMED, NAV) of every room that has such a door, in the order of the floors."""
    return [each for brought in each_of(door, what) for each in brought]


def each_of(door: str, what: str) -> list[Any]:
    """The same, as every room brings it."""
    names = (
        f"service_desk.{room}.{door}" for room in ("events", *ROOMS) if find_spec(f"service_desk.{room}") is not None
    )
    doors = (import_module(name) for name in names if find_spec(name) is not None)
    return [getattr(each, what) for each in doors if hasattr(each, what)]


def openapi() -> OpenAPIConfig:
    schemes = {
        "token": SecurityScheme(type="http", scheme="bearer", description="An API token: `desk staff token LOGIN`."),
        "session": SecurityScheme(
            type="apiKey", name="desk", security_scheme_in="cookie", description="A browser that signed in."
        ),
    }
    return OpenAPIConfig(
        title="Aftercare",
        version=VERSION,
        description="After-sales service and warranty desk. Errors are application/problem+json.",
        openapi_router=Router("/schema", route_handlers=[], guards=[open_to_all], include_in_schema=False),
        render_plugins=[Description()],
        operation_id_creator=operation_id,
        use_handler_docstrings=True,
        components=Components(security_schemes=schemes),  # type: ignore[arg-type]  # invariance of the dict's value type
        security=[{"token": []}, {"session": []}],
    )


def build() -> Litestar:
    metrics.PROBES[:] = [backlog.measure]
    health.DETAILS[:] = [backlog.troubles]
    KEEPERS[:] = [take_note]
    seams.fill()
    RECOGNISE[:] = [recognise]
    html.HOUSE[:] = [masthead]
    html.STAFF[:] = [pages.refusal]
    pages.FRONT_DOOR[:] = [front_door]
    pages.gather(of_doors("pages", "NAV"), *(each_of("pages", what) for what in ("PANELS", "LIVE", "OWN", "PLACES")))
    naming.know(of_doors("api", "NAMED"))
    static = (
        [create_static_files_router(path="/static", directories=[STATIC], guards=[open_to_all])]
        if STATIC.is_dir()
        else []
    )
    read_only_guards()
    key_by_whole_name()
    return Litestar(
        route_handlers=[
            *health.ROUTES,
            *docs.ROUTES,
            *html.ROUTES,
            *stream.ROUTES,
            *static,
            *of_doors("hooks", "ROUTES"),
            *of_doors("pages", "ROUTES"),
            Router(
                "/api/v1",
                route_handlers=of_doors("api", "ROUTES"),
                before_request=prepare,
                response_class=Tagged,
            ),
        ],
        guards=[signed_in],
        exception_handlers=HANDLERS,
        lifespan=[lifespan],
        logging_config=None,
        openapi_config=openapi(),
        plugins=SHAPES,
        request_max_body_size=LARGEST_BODY,
        compression_config=CompressionConfig(backend="gzip", minimum_size=1500, exclude=["/live"]),
    )


logs.configure(environment().log_level, environment().log_format)
litestar = build()
app = Shell(litestar, secure=environment().secure_cookies)
