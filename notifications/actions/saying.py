"""Say something to someone: choose the medium, render the words, and queue it; or keep why it was not sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from notifications import outbox
from notifications.message import ORDER, Allowance, Medium, Recipient, State, permission, telling_reason
from notifications.templates import Template
from notifications.templates import template as entry_of
from notifications.templates.engine import plain
from service_desk.foundation import clock
from service_desk.foundation.db import atomic, fetchval

HELD: Final = "may_be_taken_back"


@dataclass(frozen=True)
class _Choice:
    """One message to write: on `medium`, then (should that fail for good) on `rest`. `reason`: why it may not go."""

    medium: Medium
    rest: tuple[Medium, ...] = ()
    reason: str | None = None


async def say(
    *,
    recipient: Recipient,
    template: str,
    params: Mapping[str, Any],
    dedupe_key: str,
    channels: Sequence[Medium] = ORDER,
    also: Sequence[Medium] = (),
    centre_id: UUID | None = None,
    thread: str = "",
    event_id: int | None = None,
    handler: str = "",
    handler_seq: int = 0,
    expires_at: datetime | None = None,
    held_until: datetime | None = None,
) -> list[UUID]:
    """The ids of the messages, one per medium used; repeated with the same `dedupe_key` it gives the first ones again.

    channels: an order of preference, not a broadcast: the first medium that reaches the person and is allowed is used,
    the next ones only when it fails for good. also: media told besides, each with a message of its own.
    thread: what mails of one matter share, so that they stand together in a mailbox (`ticket:<id>`).
    held_until: it goes then, not before, so that whoever wrote it can still `cancel` it.
    Whoever cannot be reached, or may not be written to, gets a message in state `suppressed` that keeps the reason.
    Raises UnknownTemplate and BadTemplate.
    """
    entry, now = entry_of(template), clock.now()
    told = {name: plain(value) for name, value in params.items()}
    common = {
        "centre_id": centre_id,
        "thread": thread,
        "event_id": event_id,
        "handler": handler,
        "expires_at": expires_at or (now + entry.valid_for if entry.valid_for else None),
    }
    async with atomic():
        facts = await outbox.standing(recipient.key, recipient.addresses)
        words = await outbox.overrides(entry.key, recipient.language)
        hours = await outbox.windows()
        said = []
        for place, choice in enumerate(_choices(entry, recipient, channels, also, facts)):
            row = {
                **outbox.new_row(entry, recipient, choice.medium, told, words.get(choice.medium)),
                **common,
                **_fate(entry, recipient, choice, held_until, hours),
                "fallbacks": [{"medium": medium, "address": recipient.addresses[medium]} for medium in choice.rest],
                "dedupe_key": f"{dedupe_key}:{choice.medium}",
                "handler_seq": handler_seq + place,
            }
            said.append(await outbox.put(row) or await _said_before(row))
    return said


async def _said_before(row: Mapping[str, Any]) -> UUID:
    sql = """select id from message where dedupe_key = $1
             union all select id from message where event_id = $2 and handler = $3 and handler_seq = $4 limit 1"""
    found: UUID = await fetchval(sql, row["dedupe_key"], row["event_id"], row["handler"], row["handler_seq"])
    return found


def _choices(
    entry: Template, recipient: Recipient, channels: Sequence[Medium], also: Sequence[Medium], facts: outbox.Standing
) -> list[_Choice]:
    def allowed(medium: Medium) -> Allowance:
        consent = facts.consent(medium, entry.category)
        return permission(recipient, medium, entry.category, consent, facts.suppressed(medium))

    order = [Medium(medium) for medium in channels]
    open_media = [medium for medium in order if allowed(medium).allowed]
    if open_media:
        chosen = [_Choice(open_media[0], tuple(m for m in open_media[1:] if m not in also))]
    else:
        first = telling_reason(recipient, order)
        chosen = [_Choice(first, reason=allowed(first).reason)]
    used = chosen[0].medium
    extra = [Medium(medium) for medium in dict.fromkeys(also) if Medium(medium) is not used]
    return chosen + [_Choice(medium, reason=allowed(medium).reason) for medium in extra]


def _fate(
    entry: Template, recipient: Recipient, choice: _Choice, held: datetime | None, hours: Mapping[Medium, Sequence[Any]]
) -> dict[str, Any]:
    now = clock.now()
    if choice.reason is None:
        fate = outbox.when(choice.medium, entry.category, recipient.zone, now, hours)
        return fate if held is None or held <= fate["not_before"] else fate | {"not_before": held, "hold_reason": HELD}
    return {
        "state": State.SUPPRESSED,
        "state_at": now,
        "created_at": now,
        "not_before": now,
        "error_code": choice.reason,
    }
