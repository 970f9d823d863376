"""Put and clear what the desk must see of a unit at once. Rooms above call these in their own transaction."""

from collections.abc import Mapping
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import fetchval, joined
from service_desk.foundation.errors import NotFound
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.ids import uuid7
from service_desk.foundation.written import Either
from service_desk.products.queries import item
from service_desk.products.rules import NoticeCleared, NoticeKind, NoticePut
from service_desk.products.rules.kinds import NotAKind

_PUT = """
insert into item_notice (id, item_id, kind, subject_kind, subject_id, words, put_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (item_id, kind, subject_kind, subject_id) where cleared_at is null do nothing returning true"""
_CLEAR = """
update item_notice set cleared_at = $5
 where item_id = $1 and kind = $2 and subject_kind = $3 and subject_id = $4 and cleared_at is null returning true"""
_OWN = """
select kind from item_notice where item_id = $1 and subject_kind = $2 and subject_id = $3 and cleared_at is null"""
OWN = "notice"


async def put_notice(
    *, item_id: UUID, kind: NoticeKind, subject: tuple[str, UUID], by: Actor, words: Mapping[str, str] | None = None
) -> None:
    """Put twice it stands once."""
    async with joined():
        if await fetchval(_PUT, uuid7(), item_id, kind, *subject, dict(words or {}), now()):
            put = NoticePut(item_id=item_id, kind=kind, subject_kind=subject[0], subject_id=subject[1])
            await record(put, subject=("item", item_id), centre_id=None, by=by)


async def post_notice(*, item_id: UUID, kind: NoticeKind, words: Mapping[str, str], by: Actor) -> UUID:
    """A notice of a person: a campaign the unit belongs to, or a block. Its id, by which it is lifted."""
    if kind is NoticeKind.OPEN_ORDER:
        raise NotAKind(value=kind, choices=Either((NoticeKind.CAMPAIGN.value, NoticeKind.BLOCKED.value)), field="kind")
    notice_id = uuid7()
    await item(item_id)
    await put_notice(item_id=item_id, kind=kind, subject=(OWN, notice_id), words=checked_words(words), by=by)
    return notice_id


async def lift_notice(*, item_id: UUID, notice_id: UUID, by: Actor) -> None:
    """Take a person's notice off the unit. NotFound where none stands; those of orders end with their orders."""
    async with joined():
        kind = await fetchval(_OWN, item_id, OWN, notice_id)
        if kind is None:
            raise NotFound(kind="notice", key=notice_id)
        await clear_notice(item_id=item_id, kind=NoticeKind(kind), subject=(OWN, notice_id), by=by)


async def clear_notice(*, item_id: UUID, kind: NoticeKind, subject: tuple[str, UUID], by: Actor) -> None:
    """Cleared twice, or never put, it is simply not there."""
    async with joined():
        if await fetchval(_CLEAR, item_id, kind, *subject, now()):
            cleared = NoticeCleared(item_id=item_id, kind=kind, subject_kind=subject[0], subject_id=subject[1])
            await record(cleared, subject=("item", item_id), centre_id=None, by=by)
