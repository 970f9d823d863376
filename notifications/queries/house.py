"""The house's channels, hours and words, as they are now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from notifications import outbox
from notifications.channels import chosen
from notifications.message import DEFAULT_WINDOWS, Medium, Verdict, Window, why_stopped
from notifications.templates import CATALOGUE, Template, template
from notifications.templates.catalogue import source
from service_desk.foundation.db import fetch
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.sentences import said
from service_desk.foundation.settings import environment
from service_desk.foundation.versions import alone, content_version

_STOPS: Final = "select channel, reason, stopped_at from channel_stop where cleared_at is null"
_WAITING: Final = "select medium, count(*) as number from message where state = 'queued' group by medium"
_RULES: Final = "select channel, code, verdict, set_at, set_by from error_rule order by channel, code"
_TEXTS: Final = """
select key, medium, language, number, subject, body, content_sid, published_at, published_by, withdrawn_at from template_text
 where ($1::text is null or key = $1) order by key, medium, language, number desc"""


class Stopped(msgspec.Struct):
    """Since when a channel is stopped, the code with which its provider refused us, and what that means in the reader's language."""

    since: datetime
    why: str
    reason: str


class ChannelFacts(msgspec.Struct):
    """A channel in use, the media it carries, how many messages wait for it. `stopped`: nothing goes until someone starts it again."""

    channel: str
    media: list[Medium]
    waiting: int
    stopped: Stopped | None


class ErrorRuleFacts(msgspec.Struct):
    channel: str
    code: str
    verdict: Verdict
    set_at: datetime
    set_by: UUID
    version: int


class WindowsFacts(msgspec.Struct):
    """When a medium may be used, in the recipient's time; no windows at all: at any time. `own`: set by the house."""

    medium: Medium
    windows: list[Window]
    own: bool
    version: int


class TextVersion(msgspec.Struct):
    """The house's own words. `number` 0 stands for those that came with the program."""

    number: int
    subject: str
    body: str
    content_sid: str | None
    published_at: datetime | None = None
    published_by: UUID | None = None
    withdrawn_at: datetime | None = None


class TextFacts(msgspec.Struct):
    """The words of one template in one language on one medium: in force, as shipped, and all of the house's own before."""

    template: str
    medium: Medium
    language: str
    in_force: TextVersion
    shipped: TextVersion
    own: list[TextVersion]


async def channels(language: str = "en") -> list[ChannelFacts]:
    """Every channel that the settings choose, and any other that is stopped."""
    stops = {
        row["channel"]: Stopped(
            row["stopped_at"], row["reason"], said(why_stopped(row["reason"]), "notifications", language)
        )
        for row in await fetch(_STOPS)
    }
    waiting = {Medium(row["medium"]): row["number"] for row in await fetch(_WAITING)}
    carried: dict[str, list[Medium]] = {name: [] for name in stops}
    for medium, name in chosen(environment()).items():
        carried.setdefault(name, []).append(medium)
    return [
        ChannelFacts(name, media, sum(waiting.get(medium, 0) for medium in media), stops.get(name))
        for name, media in sorted(carried.items())
    ]


async def error_rules() -> list[ErrorRuleFacts]:
    """What the house does on a provider's codes, over the tables that came with the program."""
    return [
        ErrorRuleFacts(
            **{**row, "verdict": Verdict(row["verdict"])}, version=content_version(row["verdict"], row["set_at"])
        )
        for row in await fetch(_RULES)
    ]


async def error_rule_version(channel: str, code: str) -> int:
    """0 while what came with the program rules; nobody else changes it until the open transaction ends."""
    await alone(f"error rule {channel} {code}")
    return next((one.version for one in await error_rules() if (one.channel, one.code) == (channel, code)), 0)


async def windows() -> list[WindowsFacts]:
    """The send windows of each medium."""
    own = await outbox.own_windows()
    kept = {medium: list(own.get(medium, DEFAULT_WINDOWS[medium])) for medium in Medium}
    return [
        WindowsFacts(medium, kept[medium], medium in own, content_version(kept[medium], medium in own))
        for medium in Medium
    ]


async def windows_version(medium: Medium) -> int:
    """Nobody else changes those of the medium until the open transaction ends."""
    await alone(f"send windows {medium}")
    return next(one.version for one in await windows() if one.medium is medium)


async def message_texts() -> list[TextFacts]:
    """The words of every template, medium and language."""
    return await _texts(CATALOGUE.values(), None)


async def message_text(key: str, medium: Medium, language: str) -> TextFacts:
    """Raises UnknownTemplate."""
    found = await _texts((template(key),), key)
    return next(one for one in found if (one.medium, one.language) == (medium, language))


async def _texts(entries: Iterable[Template], key: str | None) -> list[TextFacts]:
    own: dict[tuple[str, str, str], list[TextVersion]] = {}
    for row in await fetch(_TEXTS, key):
        kept = {name: row[name] for name in TextVersion.__struct_fields__}
        own.setdefault((row["key"], row["medium"], row["language"]), []).append(TextVersion(**kept))
    return [
        _text(entry, medium, language, own.get((entry.key, medium, language), []))
        for entry in entries
        for medium in Medium
        for language in LANGUAGES
    ]


def _text(entry: Template, medium: Medium, language: str, own: list[TextVersion]) -> TextFacts:
    subject, body = source(entry, language, medium)
    shipped = TextVersion(0, subject, body, None)
    in_force = next((one for one in own if one.withdrawn_at is None), shipped)
    return TextFacts(entry.key, medium, language, in_force, shipped, own)
