"""The pages of the desk: one shell around what each room draws, and the parts that rooms add to one another's pages.

A page stands in its room: `pages.py` with ROUTES, NAV, PANELS and LIVE, templates and words.toml beside it. The application gathers them.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import MediaType, Request, Response
from markupsafe import Markup

from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.ids import uuid7
from service_desk.foundation.places import STATIC
from service_desk.foundation.reader import Reader
from service_desk.foundation.sentences import sentence
from service_desk.foundation.web import html
from service_desk.foundation.web.look import Look
from service_desk.foundation.web.presence import PLACES, Place
from service_desk.foundation.written import RIGHT_TO_LEFT

READER: Final = "reader"  # in the state of a request
SHELL: Final = "foundation/templates/desk.html"
MANIFEST: Final = STATIC / "manifest.json"
VARY: Final = "HX-Request, HX-Request-Type, Accept-Language, Cookie"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation: `word` of the room's words.toml, shown to whom holds `right` (none: to everybody). `key` presses it."""

    address: str
    room: str
    word: str
    icon: str
    right: str = ""
    rank: int = 50


Drawn = Callable[[Reader, Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """What a panel of a time line adds to it: at its moment, or beneath the entry `of` that it belongs to."""

    at: datetime
    drawn: Markup
    of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """What a higher room adds to a page of a lower one: `draw` gets the reader and the record of the page."""

    right: str
    draw: Drawn
    rank: int = 50


_NOBODY: Final = Actor(id=UUID(int=0), kind="staff")
NAV: Final[list[Entry]] = []
PANELS: Final[dict[str, list[Panel]]] = {}
LIVE: Final[dict[str, Callable[[UUID, Reader], Awaitable[Markup | None]]]] = {}
"""By topic, what is drawn when news of a record arrives: `<hx-partial>` elements, or nothing where the reader may not see it."""
OWN: Final[dict[str, str]] = {}
"""Topics whose news is about the reader, on every page of whoever has the right: drawn as soon as it is open, and when it changes."""


def gather(
    nav: Sequence[Entry],
    panels: Sequence[Mapping[str, Sequence[Panel]]],
    live: Sequence[Mapping[str, Any]],
    own: Sequence[Mapping[str, str]] = (),
    places: Sequence[Mapping[str, Place]] = (),
) -> None:
    """What the rooms bring; done anew whenever the application is built."""
    NAV[:] = sorted(nav, key=lambda entry: entry.rank)
    PANELS.clear()
    LIVE.clear()
    for brought in panels:
        for place, found in brought.items():
            PANELS.setdefault(place, []).extend(found)
    for found in PANELS.values():
        found.sort(key=lambda panel: panel.rank)
    for each in live:
        LIVE.update(each)
    OWN.clear()
    for topics in own:
        OWN.update(topics)
    PLACES.clear()
    for each in places:
        PLACES.update(each)


@cache
def assets() -> dict[str, str]:
    """The address of each built file by its plain name."""
    if not MANIFEST.is_file():
        raise FileNotFoundError(
            "The pages' scripts and styles are not built. Run `make assets` and start the desk again."
        )
    return {name: f"/static/{file}" for name, file in json.loads(MANIFEST.read_text()).items()}


def reader_of(request: Request[Any, Any, Any]) -> Reader | None:
    """Who reads, where somebody signed in."""
    found: Reader | None = request.scope["state"].get(READER)
    return found


def partial(request: Request[Any, Any, Any]) -> bool:
    """Whether a part of the page is asked for; the Back button of the browser asks for the whole one, by htmx too."""
    return request.headers.get("hx-request-type") == "partial"


async def panels(reader: Reader, place: str, subject: Any) -> list[Any]:
    """What other rooms add there for this reader."""
    allowed = [panel for panel in PANELS.get(place, ()) if reader.actor.may(panel.right)]
    drawn_there = [await panel.draw(reader, subject) for panel in allowed]
    return [each for each in drawn_there if each]


def drawn(reader: Reader, template: str, **places: Any) -> Markup:
    """A part by its path from the package: for panels and news."""
    return Markup(_ENVIRONMENT.get_template(template).render(_names(reader) | places))  # noqa: S704 — templates escape


def draw(
    request: Request[Any, Any, Any],
    template: str,
    *,
    part: str = "",
    status: int = 200,
    as_read_by: Reader | None = None,
    **places: Any,
) -> Response[bytes]:
    """The page, or where htmx asks for a part of it `part`, which stands beside the template. `as_read_by`: else who signed in."""
    reader = as_read_by or reader_of(request) or stranger(request)
    if part and partial(request):
        template = f"{template.rpartition('/')[0]}/{part}"
    names = _names(reader) | {
        "path": request.scope["path"],
        "query": request.scope["query_string"].decode("latin-1"),
        "nav": [entry for entry in NAV if not entry.right or reader.actor.may(entry.right)],
        "own_topics": [topic for topic, right in OWN.items() if reader.actor.may(right)],
        "signed_in": reader.actor.id != _NOBODY.id,
    }
    body = _ENVIRONMENT.get_template(template).render(names | places)
    headers = {"Content-Language": reader.language, "Vary": VARY}
    return Response(body.encode(), status_code=status, media_type=MediaType.HTML, headers=headers)


def stranger(request: Request[Any, Any, Any], *, language: str = "") -> Reader:
    """Whoever has not signed in: language by the address or the browser, no rights."""
    return Reader(_NOBODY, "", language or html.language(request))


def _names(reader: Reader) -> dict[str, Any]:
    look = Look(reader, assets()["icons.svg"])
    return look.names() | {
        "reader": reader,
        "lang": reader.language,
        "dir": "rtl" if reader.language in RIGHT_TO_LEFT else "ltr",
        "languages": [(each, html.OWN_NAMES[each]) for each in LANGUAGES],
        "may": reader.actor.may,
        "new_key": lambda: str(uuid7()),
        "asset": lambda name: assets()[name],
    }


@pass_context
def _w(context: Context, key: str, **places: Any) -> Markup:
    """`w("key", name=…)`: our words from words.toml beside the template that says them, else the shell's."""
    return html.words(context["reader"].language, str(context.name))(key, **places)


@pass_context
def _nav_word(context: Context, entry: Entry) -> Markup:
    return html.words(context["reader"].language, f"{entry.room}/templates/x.html")(entry.word)


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(html.PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    auto_reload=False,  # else every include asks the file system, fifty times a list
)  # fmt: skip
_ENVIRONMENT.globals.update(w=_w, nav_word=_nav_word)


async def refusal(
    request: Request[Any, Any, Any], error: DeskError, headers: Mapping[str, str]
) -> Response[bytes] | None:
    """An error for somebody who signed in stands in the desk's own shell; who did not signs in at that very address."""
    for front_door in FRONT_DOOR:
        if (answer := await front_door(request, error)) is not None:
            return _with(answer, headers)
    reader = reader_of(request)
    if reader is None:
        return None
    told = sentence(error, reader.language)
    return _with(
        draw(request, "foundation/templates/refused.html", status=error.status, code_=error.status, told=told), headers
    )


def _with(answer: Response[bytes], headers: Mapping[str, str]) -> Response[bytes]:
    answer.headers.update({key: value for key, value in headers.items() if key.lower() != "content-language"})
    return answer


FRONT_DOOR: Final[list[Callable[[Request[Any, Any, Any], DeskError], Awaitable[Response[bytes] | None]]]] = []
"""What is shown instead to whoever must sign in first; filled when the application is built."""
