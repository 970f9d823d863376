"""The rows of the outbox: written once for ever, with every later change on record."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from notifications.message import (
    DEFAULT_WINDOWS,
    PRIORITY,
    Category,
    ConsentFact,
    Medium,
    Recipient,
    State,
    Window,
    next_opening,
    segments,
)
from notifications.templates import Override, Template, said
from service_desk.foundation.clock import zone
from service_desk.foundation.db import execute, fetch, fetchrow, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce
from service_desk.foundation.phones import spellings

TOPIC: Final = "messages"
HELD: Final = "quiet_hours"

_FACTS: Final = """
select 'suppressed' as kind, medium, '' as category, reason, null::bool as given
  from suppression where lifted_at is null and (medium, address) in (select * from unnest($1::text[], $2::text[]))
union all
select distinct on (medium, category) 'consent', medium, category, '', given
  from (select * from consent where recipient_key = $3 order by seq desc) newest"""
_WINDOWS: Final = "select medium, weekday, opens, closes from send_window order by medium, weekday, opens"
_OVERRIDES: Final = """
select distinct on (medium) medium, subject, body, content_sid from template_text
 where key = $1 and language = $2 and withdrawn_at is null order by medium, number desc"""
_NOTED: Final = """
insert into message_event (id, message_id, at, source, state, provider_state, code, text, token)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id"""
_SUPPRESS: Final = """
insert into suppression (id, medium, address, reason, source, at, by_id, note)
select s.id, $3, s.address, $4, $5, $6, $7, '' from unnest($1::uuid[], $2::text[]) as s (id, address)
on conflict (medium, address) where lifted_at is null do nothing"""


class Standing:
    """What is known about whether a person may be written to, now."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._suppressed = {row["medium"]: row["reason"] for row in rows if row["kind"] == "suppressed"}
        self._consents = {(r["medium"], r["category"]): r["given"] for r in rows if r["kind"] == "consent"}

    def suppressed(self, medium: Medium) -> str | None:
        return self._suppressed.get(medium)

    def consent(self, medium: Medium, category: Category) -> ConsentFact | None:
        given = self._consents.get((medium, category))
        return None if given is None else ConsentFact(given)


async def standing(key: str, addresses: Mapping[Medium, str]) -> Standing:
    return Standing(await fetch(_FACTS, list(addresses), list(addresses.values()), key))


async def own_windows() -> Mapping[Medium, Sequence[Window]]:
    """The windows that the house set, for the media that it set some for."""
    own: dict[Medium, list[Window]] = {}
    for row in await fetch(_WINDOWS):
        own.setdefault(Medium(row["medium"]), []).append(Window(row["weekday"], row["opens"], row["closes"]))
    return own


async def windows() -> Mapping[Medium, Sequence[Window]]:
    """The house's own windows of each medium, else the built-in ones."""
    own = await own_windows()
    return {medium: own.get(medium, DEFAULT_WINDOWS[medium]) for medium in Medium}


async def overrides(key: str, language: str) -> Mapping[Medium, Override]:
    rows = await fetch(_OVERRIDES, key, language)
    return {Medium(row["medium"]): Override(row["subject"], row["body"], row["content_sid"]) for row in rows}


async def put(row: Mapping[str, Any]) -> UUID | None:
    """Insert a message; None when it has been said before (same dedupe key, or same event, handler and place)."""
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    sql = f"insert into message ({', '.join(row)}) values ({places}) on conflict do nothing returning id"
    written: UUID | None = await fetchval(sql, *row.values())
    if written is not None:
        await note(written, row["created_at"], "said", row["state"], code=row.get("error_code"))
        announce(TOPIC, written)
    return written


def new_row(
    entry: Template, recipient: Recipient, medium: Medium, params: Mapping[str, Any], override: Override | None
) -> dict[str, Any]:
    """The columns that follow from what is said to whom; whether and when it goes is the caller's to add."""
    words = said(entry, recipient.language, medium, params, override)
    counted = segments(words.body) if medium is Medium.SMS else None
    return {
        "id": uuid7(),
        "reference": secrets.token_urlsafe(24),
        "recipient_key": recipient.key,
        "medium": medium,
        "address": recipient.addresses.get(medium, ""),
        "language": recipient.language,
        "zone": recipient.zone,
        "category": entry.category,
        "priority": PRIORITY[entry.category],
        "template": entry.key,
        "params": dict(params),
        "subject": words.subject,
        "body": words.body,
        "content_sid": words.content_sid,
        "encoding": counted.encoding if counted else "",
        "segments": counted.parts if counted else 0,
        "repeatable": medium in entry.repeatable,
    }


def when(
    medium: Medium, category: Category, zone_name: str, now: datetime, open_hours: Mapping[Medium, Sequence[Window]]
) -> dict[str, Any]:
    """State and time of a message that may go: now, or held until the next opening."""
    opening = next_opening(now, zone(zone_name), category, open_hours[medium])
    return {
        "state": State.QUEUED,
        "state_at": now,
        "created_at": now,
        "not_before": opening,
        "hold_reason": HELD if opening > now else None,
    }


async def note(
    message_id: UUID,
    at: datetime,
    source: str,
    state: str,
    *,
    provider_state: str | None = None,
    code: str | None = None,
    text: str | None = None,
    token: str | None = None,
) -> bool:
    """Add a line to a message's history; False when this very news (`token`) is there already."""
    seen = ((provider_state or "")[:40] or None, (code or "")[:60] or None, (text or "")[:500] or None)
    args = (uuid7(), message_id, at, source, state, *seen, token)
    return await fetchval(_NOTED, *args) is not None


async def suppress_address(medium: str, address: str, reason: str, source: str, at: datetime, by: UUID) -> bool:
    """Put an address on the list of a medium, each spelling of a telephone's account; False when it is there already."""
    forms = spellings(address)
    done = await execute(_SUPPRESS, [uuid7() for _ in forms], forms, medium, reason, source, at, by)
    return not done.endswith(" 0")


async def follow_up(message_id: UUID, now: datetime, entry: Template) -> UUID | None:
    """After a message failed for good: say it on the next medium of its list, if one is left."""
    failed = await fetchrow("select * from message where id = $1", message_id)
    if failed is None or not failed["fallbacks"]:
        return None
    (first, *rest) = failed["fallbacks"]
    medium = Medium(first["medium"])
    recipient = Recipient(failed["recipient_key"], failed["language"], failed["zone"], {medium: first["address"]})
    words = await overrides(entry.key, failed["language"])
    carried = {name: failed[name] for name in ("centre_id", "thread", "event_id", "handler", "expires_at")}
    row = {
        **new_row(entry, recipient, medium, failed["params"], words.get(medium)),
        **carried,
        **when(medium, entry.category, failed["zone"], now, await windows()),
        "fallbacks": rest,
        "follows_id": message_id,
        "dedupe_key": f"{failed['dedupe_key']}>{medium}",
        # The places below 100 are the handler's own; each step down the list is a hundred further.
        "handler_seq": failed["handler_seq"] + 100,
    }
    return await put(row)
