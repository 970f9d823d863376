"""The house's own words and hours: overrides of templates, tried before they are published, and send windows."""

from collections.abc import Sequence
from uuid import UUID

from notifications.message import Medium, Window
from notifications.templates import Override, template, tried
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict, Invalid, Stale
from service_desk.foundation.ids import uuid7

_LAST = """
select coalesce(max(number), 0) as number, coalesce(max(number) filter (where withdrawn_at is null), 0) as in_force
  from template_text where key = $1 and medium = $2 and language = $3"""
_PUBLISH = """
insert into template_text (id, key, medium, language, number, subject, body, content_sid, published_at, published_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""
_WITHDRAW = """
update template_text set withdrawn_at = $4 where key = $1 and medium = $2 and language = $3 and withdrawn_at is null"""
_WINDOW = "insert into send_window (id, medium, weekday, opens, closes) values ($1, $2, $3, $4, $5)"
_MIDNIGHT = 24 * 60


class BadWindow(Invalid):
    code = "bad_window"
    message = "A window lies within one day, and it opens before it closes."


class NoOwnText(Conflict):
    code = "no_own_text"
    message = "The words of {key} for {medium} in {language} are those that came with the program already."


async def publish_text(
    *,
    key: str,
    medium: Medium,
    language: str,
    subject: str,
    body: str,
    by: Actor,
    content_sid: str | None = None,
    version: int | None = None,
) -> int:
    """Say these words instead of the ones that came with the program. Its version number.

    `version`: the number that is to be replaced, 0 for the shipped words; Stale where another one is in force by now.
    Raises UnknownTemplate, and BadTemplate when the words do not work with the template's example parameters.
    """
    entry, words = template(key), Override(subject, body, content_sid)
    tried(entry, language, medium, words)
    async with atomic():
        last = await fetchrow(_LAST, key, medium, language)
        assert last is not None
        if version not in {None, last["in_force"]}:
            raise Stale
        number = 1 + int(last["number"])
        args: tuple[str | int | UUID | None, ...] = (key, medium, language, number, subject, body, content_sid)
        await execute(_PUBLISH, uuid7(), *args, clock.now(), by.id)
    return number


async def withdraw_text(*, key: str, medium: Medium, language: str, by: Actor) -> None:  # every action says who
    """Say the words again that came with the program. The house's own stay to be read."""
    template(key)
    if (await execute(_WITHDRAW, key, medium, language, clock.now())).endswith(" 0"):
        raise NoOwnText(key=key, medium=medium, language=language)


async def set_windows(*, medium: Medium, windows: Sequence[Window], by: Actor) -> None:
    """When `medium` may be used from now on; none at all brings the built-in windows back."""
    if any(not (0 <= w.weekday <= 6 and 0 <= w.opens < w.closes <= _MIDNIGHT) for w in windows):
        raise BadWindow(field="windows")
    async with atomic():
        await execute("delete from send_window where medium = $1", medium)
        for window in windows:
            await execute(_WINDOW, uuid7(), medium, window.weekday, window.opens, window.closes)
