"""Settle a call: the message's new state, its history, and what follows for the address, the channel and the next medium."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from notifications import outbox
from notifications.channels import Channel
from notifications.dispatcher import statements
from notifications.dispatcher.check import Halt
from notifications.message import LADDER, Later, Outcome, Refused, Ruling, Sent, State, Verdict, ruling
from notifications.templates import CATALOGUE
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import LeaseLost, backoff
from service_desk.foundation.db import atomic, execute, fetch, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce

log = structlog.get_logger("messages")


async def verdict_of(channel: Channel, outcome: Outcome) -> Verdict:
    """What the error means: the staff's rule, else the channel's table, else its default."""
    if not isinstance(outcome, Refused):
        return channel.otherwise
    own = {row["code"]: row["verdict"] for row in await fetch(statements.RULES, channel.name)}
    if outcome.code in own:
        return Verdict(own[outcome.code])
    return channel.policy.get(outcome.code, channel.otherwise)


async def settle_call(row: Mapping[str, Any], token: UUID, channel: Channel, outcome: Outcome, now: datetime) -> Ruling:
    """One commit for the result, its line in the history and what follows. Raises LeaseLost."""
    async with atomic():
        ruled = ruling(
            outcome,
            await verdict_of(channel, outcome),
            now=now,
            attempts=row["attempts"],
            wait=backoff(row["attempts"], LADDER),
            heal_after=channel.heal_after,
            expires_at=row["expires_at"],
        )
        sent = outcome if isinstance(outcome, Sent) else None
        code = None if sent else outcome.code  # type: ignore[union-attr]  # only Sent has none
        text = None if sent else outcome.text  # type: ignore[union-attr]
        state = await _write(row, token, ruled, sent, code, text, now)
        provider_state = sent.provider_state if sent else None
        await outbox.note(row["id"], now, "call", ruled.state, provider_state=provider_state, code=code, text=text)
        if state == ruled.state:  # else a receipt was faster, and knows better
            await _follow(row, channel, ruled, code, now)
        announce(outbox.TOPIC, row["id"])
    return ruled


async def _write(
    row: Mapping[str, Any],
    token: UUID,
    ruled: Ruling,
    sent: Sent | None,
    code: str | None,
    text: str | None,
    now: datetime,
) -> str:
    state: str | None = await fetchval(
        statements.SETTLE, row["id"], token, ruled.state, now, ruled.at, "retry" if ruled.state is State.QUEUED else None,
        0 if ruled.counts else 1, sent.provider_id if sent else None, (sent.provider_state or None) if sent else None,
        sent.price if sent else None, sent.currency if sent else None, code, text,
    )  # fmt: skip
    if state is None:
        raise LeaseLost("message")
    return state


async def _follow(row: Mapping[str, Any], channel: Channel, ruled: Ruling, code: str | None, now: datetime) -> None:
    if ruled.suppress:
        source = f"{channel.name}:{code}"
        await outbox.suppress_address(row["medium"], row["address"], ruled.suppress, source, now, SYSTEM.id)
    if ruled.fall_back and row["template"] in CATALOGUE:
        await outbox.follow_up(row["id"], now, CATALOGUE[row["template"]])
    if ruled.stop:
        await execute(statements.STOP, uuid7(), channel.name, f"{code}", now)
    if ruled.alert:
        log.error("message_needs_staff", message_id=str(row["id"]), channel=channel.name, code=code, stopped=ruled.stop)


async def settle_halt(row: Mapping[str, Any], token: UUID, halt: Halt, now: datetime) -> None:
    """Write down why a claimed message did not go. It was not called, so no try was counted."""
    ruled = Ruling(halt.state, halt.at)
    held = halt.state is State.QUEUED
    async with atomic():
        done = await fetchval(
            statements.SETTLE, row["id"], token, ruled.state, now, ruled.at, halt.reason if held else None,
            0, None, None, None, None, None if held else halt.reason, None,
        )  # fmt: skip
        if done is None:
            return  # another worker has it now, and will ask the same question
        await outbox.note(row["id"], now, "check", halt.state, code=halt.reason)
        announce(outbox.TOPIC, row["id"])


def is_failure(outcome: Outcome) -> bool:
    """Whether the channel itself did badly: no answer, or not reachable."""
    return not isinstance(outcome, (Sent, Refused)) and not (isinstance(outcome, Later) and outcome.after is not None)
