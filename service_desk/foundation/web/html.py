"""Pages for people without a log-in: templates beside the rooms, the reader's language, one stylesheet, no script at all."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup, escape

from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import LANGUAGES, language_of, one_line, say
from service_desk.foundation.logs import REQUEST_ID
from service_desk.foundation.sentences import SPOKEN, badge, sentence
from service_desk.foundation.web.refusals import UnknownAddress
from service_desk.foundation.web.requests import open_to_all
from service_desk.foundation.written import RIGHT_TO_LEFT, filled

PAGE: Final = "page"  # in a handler's `opt`: it answers with pages, so its errors are pages too
PACKAGE: Final = Path(__file__).resolve().parents[2]
OWN_NAMES: Final = {"en": "English", "fa": "فارسی", "ar": "العربية", "zh": "中文", "ru": "Русский"}
# Stricter than the shell's: these pages load their stylesheet and nothing else, and tell nobody where they were left for.
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Accept-Language",
}
_CSS: Final = (PACKAGE / "foundation" / "templates" / "page.css").read_bytes()
STYLE: Final = f"page-{sha256(_CSS).hexdigest()[:12]}.css"
HOUSE: Final[list[Callable[[], Awaitable[tuple[Mapping[str, str], str]]]]] = []
"""The company's name and its own language, for the pages of errors; filled when the application is built."""
STAFF: Final[
    list[Callable[[Request[Any, Any, Any], DeskError, Mapping[str, str]], Awaitable[Response[bytes] | None]]]
] = []
"""How errors look to those who work here; filled when the application is built."""
_NOT_PAGES: Final = ("/api/", "/hooks/", "/schema", "/static/", "/metrics", "/healthz", "/readyz")
_TOO_MUCH: Final = 429
_TROUBLE: Final = 500
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def language(request: Request[Any, Any, Any], fallback: str = "en") -> str:
    """The one that was chosen on the page, else the browser's, else `fallback`."""
    chosen = request.query_params.get("lang")
    own = fallback if fallback in LANGUAGES else "en"
    return chosen if chosen in LANGUAGES else language_of(request.headers.get("accept-language"), own)


def page(
    template: str, spoken: str, *, status: int = 200, house: str = "", keep: str = "", **places: Any
) -> Response[bytes]:
    """`template` by its path from the package; its words stand beside it in words.toml.

    `house`: whose page it is; `keep`: what of the query outlives a change of language.
    """
    w = words(spoken, template)
    body = _ENVIRONMENT.get_template(template).render(
        places, w=w, house=house or str(w("house")), lang=spoken, dir="rtl" if spoken in RIGHT_TO_LEFT else "ltr",
        languages=[(code, OWN_NAMES[code]) for code in LANGUAGES if code != spoken], keep=keep, style=STYLE, code=code,
    )  # fmt: skip
    headers = HEADERS | {"Content-Language": spoken}
    return Response(body.encode(), status_code=status, media_type=MediaType.HTML, headers=headers)


def markup(pattern: str, *values: object) -> Markup:
    """`pattern` with the values escaped in its places, as `Markup.format` does in Python, letter by letter."""
    return Markup(pattern.format(*map(escape, values)))  # noqa: S704  # the pattern is ours


@lru_cache(maxsize=1024)
def words(spoken: str, template: str) -> Callable[..., Markup]:
    """`w("key", name=…)`: our words with what people typed escaped in its places; `w(order.state)`: the badge of a member."""
    known = _words("foundation/templates/words.toml") | _words(f"{template.rpartition('/')[0]}/words.toml")
    kept: dict[tuple[type, str], Markup] = {}

    def said(key: str, **places: Any) -> Markup:
        if places:
            return escape(say(known[key], spoken)).format(**places)
        kind = (type(key), key)
        if kind not in kept:
            whole = badge(key, spoken) if isinstance(key, StrEnum) else say(known[key], spoken)
            kept[kind] = escape(whole) if isinstance(key, StrEnum) else escape(whole).format()
        return kept[kind]

    return said


@lru_cache
def _words(path: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((PACKAGE / path).read_text(encoding="utf-8"))


def code(text: str) -> Markup:
    """A serial, number or address: always left to right, and apart from the text around it."""
    shown = escape(one_line(text)).replace(
        "@", Markup("@<wbr>")
    )  # where a long mail address breaks, before any letter does
    return markup('<bdi dir="ltr" class="code">{}</bdi>', shown)


def wanted(request: Request[Any, Any, Any]) -> bool:
    """Whether an error is for a person: the door answers with pages, or a browser was pointed at some address."""
    accepted = request.headers.get("accept", "")
    handler: Any = request.scope.get("route_handler")
    if handler is not None and handler.opt.get(PAGE):
        return "json" not in accepted
    return "text/html" in accepted and not request.scope["path"].startswith(_NOT_PAGES)


async def refusal(request: Request[Any, Any, Any], error: DeskError, headers: Mapping[str, str]) -> Response[bytes]:
    """An error as a page: what happened, and what to do, in the reader's language, below the company's name."""
    for shown in STAFF:
        if (answer := await shown(request, error, headers)) is not None:
            return answer
    name, own = await _house(error.status)
    spoken = language(request, own)
    error.params = {key: _apart(value) if key not in SPOKEN else value for key, value in error.params.items()}
    error.args = (filled(error.message, error.params, "en"),)
    answer = page(
        "foundation/templates/problem.html", spoken, status=error.status, kind=_kind(error.status),
        path=request.scope["path"][:200] if isinstance(error, UnknownAddress) else "", sentence=sentence(error, spoken),
        request_id=REQUEST_ID.get() if error.status >= 500 else "", house=say(name, spoken),
    )  # fmt: skip
    answer.headers.update({key: value for key, value in headers.items() if key.lower() != "content-language"})
    return answer


async def _house(status: int) -> tuple[Mapping[str, str], str]:
    """Nothing where the desk is in trouble or asked too much: then nobody asks its database for a name."""
    if status < _TROUBLE and status != _TOO_MUCH:
        with suppress(Exception):
            for asked in HOUSE:
                return await asked()
    return {}, "en"


def _apart(value: Any) -> Any:
    """What somebody typed must not turn the words around it (isolates U+2068, U+2069)."""
    return f"\u2068{one_line(value)}\u2069" if type(value) is str else value


def _kind(status: int) -> str:
    return {404: "missing", 429: "pause", 503: "pause"}.get(status, "broken" if status >= 500 else "wrong")


@get("/style/{name:str}", guards=[open_to_all], media_type=MediaType.CSS, include_in_schema=False, sync_to_thread=False)
def stylesheet(name: FromPath[str]) -> Response[bytes]:
    """The stylesheet of the pages. During a roll-out an older page may ask for its own: it gets the present one, unkept."""
    if not name.startswith("page-"):
        raise NotFoundException
    kept = "public, max-age=31536000, immutable" if name == STYLE else "no-cache"
    return Response(_CSS, media_type=MediaType.CSS, headers={"Cache-Control": kept})


ROUTES: Final[list[Any]] = [stylesheet]
