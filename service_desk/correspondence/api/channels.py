"""The house's channels: which are stopped and why, what to do on a provider's errors, and when people may be written to."""

from typing import Annotated, Final

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from notifications import actions, queries
from notifications.message import Medium, Verdict, Window
from notifications.queries import ChannelFacts, ErrorRuleFacts
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.matching import VERSIONED
from service_desk.foundation.web.requests import unkept

Minute = Annotated[int, msgspec.Meta(ge=0, le=1440)]


class NewRule(msgspec.Struct, forbid_unknown_fields=True):
    """What to do from now on: try later, next medium, put the address on the list, fail, or stop the channel."""

    verdict: Verdict


class Hours(msgspec.Struct, forbid_unknown_fields=True):
    """`weekday` as in ISO 8601: Monday 1, Sunday 7. `opens` and `closes` are minutes of the recipient's day, 480 being eight."""

    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)]
    opens: Minute
    closes: Minute


class NewWindows(msgspec.Struct, forbid_unknown_fields=True):
    """All windows of the medium, instead of those before; none at all brings the built-in ones back."""

    windows: Annotated[list[Hours], msgspec.Meta(max_length=50)]


class Windows(msgspec.Struct):
    """When a medium may be used, in the recipient's time; no windows at all: at any time. `own`: set by the house."""

    medium: Medium
    windows: list[Hours]
    own: bool
    version: int


@get("/channels", guards=[needs("messages.read")])
@in_pages
async def list_channels(request: DeskRequest) -> list[ChannelFacts]:
    """The channels in use, what waits for them, and which are stopped since when and why."""
    return await queries.channels(request.user.language)


@post("/channels/{channel:str}/start", guards=[needs("messages.manage", company=True)])
async def start_channel(request: DeskRequest, channel: FromPath[str]) -> Response[Page[ChannelFacts]]:
    """Use a stopped channel again, once its cause is mended: a refused password, say. What waited for it goes at once."""
    request.user.require_company("messages.manage")

    async def start() -> Page[ChannelFacts]:
        await actions.clear_channel(channel=channel, by=request.user)
        return Page(await queries.channels(request.user.language))

    return await once(request, start)


@get("/error-rules", guards=[needs("messages.read")])
@in_pages
async def list_error_rules() -> list[ErrorRuleFacts]:
    """What the house does on a provider's codes, over the tables that came with the program."""
    return await queries.error_rules()


async def _rule_version(request: DeskRequest) -> int:
    return await queries.error_rule_version(request.path_params["channel"], request.path_params["error_code"])


@put(
    "/error-rules/{channel:str}/{error_code:str}",
    guards=[needs("messages.manage", company=True)],
    opt={VERSIONED: _rule_version},
)
async def set_error_rule(
    request: DeskRequest, channel: FromPath[str], error_code: FromPath[str], data: JSONBody[NewRule]
) -> ErrorRuleFacts:
    """Say what is done when `channel` (twilio, smtp) answers this code. If-Match: 0 where nothing was said yet."""

    async def rule() -> ErrorRuleFacts:
        await actions.set_error_rule(channel=channel, code=error_code, verdict=data.verdict, by=request.user)
        return next(one for one in await queries.error_rules() if (one.channel, one.code) == (channel, error_code))

    return await unkept(request, rule)


@delete(
    "/error-rules/{channel:str}/{error_code:str}",
    guards=[needs("messages.manage", company=True)],
    opt={VERSIONED: _rule_version},
)
async def drop_error_rule(request: DeskRequest, channel: FromPath[str], error_code: FromPath[str]) -> None:
    """Do again what came with the program."""
    await unkept(request, lambda: actions.drop_error_rule(channel=channel, code=error_code, by=request.user))


@get("/send-windows", guards=[needs("messages.read")])
@in_pages
async def list_windows() -> list[Windows]:
    """When each medium may be used, in the recipient's own time. Urgent messages go at any time."""
    return await _windows()


async def _windows() -> list[Windows]:
    return [
        Windows(
            known.medium,
            [Hours(each.weekday + 1, each.opens, each.closes) for each in known.windows],
            known.own,
            known.version,
        )
        for known in await queries.windows()
    ]


async def _windows_version(request: DeskRequest) -> int | None:
    medium = request.path_params["medium"]
    return await queries.windows_version(Medium(medium)) if medium in set(Medium) else None


@put(
    "/send-windows/{medium:str}",
    guards=[needs("messages.manage", company=True)],
    opt={VERSIONED: _windows_version},
)
async def set_windows(request: DeskRequest, medium: FromPath[Medium], data: JSONBody[NewWindows]) -> Windows:
    """Say when a medium may be used from now on."""
    windows = [Window(each.weekday - 1, each.opens, each.closes) for each in data.windows]

    async def change() -> Windows:
        await actions.set_windows(medium=medium, windows=windows, by=request.user)
        return next(one for one in await _windows() if one.medium is medium)

    return await unkept(request, change)


ROUTES: Final = [
    list_channels,
    start_channel,
    list_error_rules,
    set_error_rule,
    drop_error_rule,
    list_windows,
    set_windows,
]
