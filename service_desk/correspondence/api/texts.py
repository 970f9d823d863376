"""The house's own words for its messages: read, tried, published, and given up for those that came with the program."""

from typing import Annotated, Final, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from notifications import actions, queries
from notifications.message import Medium, segments
from notifications.queries import TextFacts
from notifications.templates import Override, template, tried
from service_desk.correspondence import words  # noqa: F401  # registers the templates
from service_desk.foundation.versions import alone
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.matching import VERSIONED

Language = Literal["en", "fa", "ar", "zh", "ru"]


class Words(msgspec.Struct, forbid_unknown_fields=True):
    """`body` and `subject` may name what the shipped words name: `{{ number }}`, `{{ name }}`. `content_sid`: WhatsApp's approved text."""

    medium: Medium
    language: Language
    body: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    subject: Annotated[str, msgspec.Meta(max_length=500)] = ""
    content_sid: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class Which(msgspec.Struct, forbid_unknown_fields=True):
    medium: Medium
    language: Language


class Preview(msgspec.Struct):
    """The words with example facts in their places. `parts`: as how many SMS they would be charged, 0 where it is no SMS."""

    subject: str
    body: str
    parts: int


@get("/message-texts", guards=[needs("messages.read")])
@in_pages
async def list_texts(
    key: FromQuery[str | None] = None,
    medium: FromQuery[Medium | None] = None,
    language: FromQuery[Language | None] = None,
) -> list[TextFacts]:
    """The words of every message: in force, as they came with the program, and the house's own versions."""
    return [
        one
        for one in await queries.message_texts()
        if key in {None, one.template} and medium in {None, one.medium} and language in {None, one.language}
    ]


@post("/message-texts/{key:str}/preview", guards=[needs("messages.read")], status_code=200)
async def preview_text(key: FromPath[str], data: JSONBody[Words]) -> Preview:
    """Try words with example facts before they are published; nothing is kept."""
    entry = template(key)
    shown = tried(entry, data.language, data.medium, Override(data.subject, data.body, data.content_sid))
    return Preview(shown.subject, shown.body, segments(shown.body).parts if data.medium is Medium.SMS else 0)


async def _version(request: DeskRequest) -> int:
    told = await request.json()
    await alone(f"message text {request.path_params['key']} {told['medium']} {told['language']}")
    found = await queries.message_text(request.path_params["key"], Medium(told["medium"]), told["language"])
    return found.in_force.number


@post("/message-texts/{key:str}", guards=[needs("messages.manage", company=True)], opt={VERSIONED: _version})
async def publish_text(request: DeskRequest, key: FromPath[str], data: JSONBody[Words]) -> Response[TextFacts]:
    """Say these words from now on. If-Match: the number that is in force, 0 for the words that came with the program."""
    request.user.require_company("messages.manage")

    async def publish() -> TextFacts:
        given = msgspec.structs.asdict(data)
        await actions.publish_text(key=key, **given, by=request.user)
        return await queries.message_text(key, data.medium, data.language)

    return await once(request, publish)


@post("/message-texts/{key:str}/withdrawal", guards=[needs("messages.manage", company=True)], opt={VERSIONED: _version})
async def withdraw_text(request: DeskRequest, key: FromPath[str], data: JSONBody[Which]) -> Response[TextFacts]:
    """Say again what came with the program; the house's own words stay to be read."""
    request.user.require_company("messages.manage")

    async def withdraw() -> TextFacts:
        await actions.withdraw_text(key=key, medium=data.medium, language=data.language, by=request.user)
        return await queries.message_text(key, data.medium, data.language)

    return await once(request, withdraw)


ROUTES: Final = [list_texts, preview_text, publish_text, withdraw_text]
