"""The two queues of the worker: messages to send, and messages that may have been sent."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from notifications import outbox
from notifications.channels import Channel, Outgoing
from notifications.channels.pace import Pace
from notifications.channels.port import CannotAsk
from notifications.dispatcher import statements
from notifications.dispatcher.check import Halt, halts
from notifications.dispatcher.settling import is_failure, settle_call, settle_halt
from notifications.message import LADDER, MOST_ATTEMPTS, Later, Medium, Outcome, Sent, State, Unknown
from service_desk.foundation import clock
from service_desk.foundation.claim import LEASE, MOST_DEATHS, LeaseLost, Queue, backoff, settle
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, fetchval
from service_desk.foundation.fault_points import fault_point
from service_desk.foundation.live import announce

# Time for the receipt of a call whose worker died: it says what became of it without being asked.
HEAL_AFTER_DEATH: Final = timedelta(minutes=10)
BATCH: Final = 8
WIDTH: Final = 4


class Dispatcher:
    """Sends through the channels that `opener` gives: opened on first use, since they belong to the running loop."""

    def __init__(self, opener: Callable[[], Mapping[Medium, Channel]], paces: Mapping[str, Pace] | None = None) -> None:
        self._opener = opener
        self._opened: Mapping[Medium, Channel] | None = None
        self._paces: dict[str, Pace] = dict(paces or {})

    @property
    def _channels(self) -> Mapping[Medium, Channel]:
        if self._opened is None:
            self._opened = self._opener()
            for channel in self._opened.values():
                self._paces.setdefault(channel.name, Pace(WIDTH))
        return self._opened

    def queue(self) -> Queue[Any]:
        return Queue(
            name="messages", table="message", due=("queued",), claim=self._claim, work=self._send, failed=self._failed, sweep=self._sweep,
            topics=(outbox.TOPIC,), batch=BATCH, width=WIDTH,
        )  # fmt: skip

    def healing(self) -> Queue[Any]:
        return Queue(
            name="messages_unknown", table="message", due=("unknown",), claim=self._claim_unknown, work=self._heal,
            failed=self._heal_failed, sweep=_sweep_unknown, topics=(), width=1,  # nothing announces that time has passed
        )  # fmt: skip

    async def close(self) -> None:
        """Let go of all connections; the next use opens new ones."""
        opened, self._opened = self._opened or {}, None
        for channel in {channel.name: channel for channel in opened.values()}.values():
            await channel.close()

    async def _usable(self) -> list[str]:
        """The media whose channel is neither stopped by staff or error nor resting."""
        stopped = {row["channel"] for row in await fetch(statements.STOPPED)}
        return [
            medium
            for medium, channel in self._channels.items()
            if channel.name not in stopped and not self._paces[channel.name].rest()
        ]

    async def _claim(self, limit: int, now: datetime | None, token: UUID, suspects: bool) -> list[Any]:
        """Due messages that may go."""
        while True:
            rows = await fetch(statements.CLAIM, limit, now, token, LEASE, await self._usable(), suspects)
            claimed_at = rows[0]["state_at"] if rows else clock.now()
            stopped = await halts(rows, claimed_at) if rows else {}
            for row in rows:
                if row["id"] in stopped:
                    await settle_halt(row, token, stopped[row["id"]], claimed_at)
            going = [row for row in rows if row["id"] not in stopped]
            if going or not rows:
                return sorted(going, key=lambda row: int(row["seq"]))

    async def _send(self, row: Any, token: UUID) -> None:
        channel = self._channels[Medium(row["medium"])]
        pace = self._paces[channel.name]
        async with pace.turn():
            # The first of a batch may have been told to wait: then the others need not ask.
            if rest := pace.rest():
                now = clock.now()
                await settle_halt(row, token, Halt(State.QUEUED, "retry", now + timedelta(seconds=rest)), now)
                return
            row = await fetchrow(statements.STARTED, row["id"], token, clock.now(), channel.name)
            if row is None:
                raise LeaseLost("message")
            fault_point("message.before_call")
            outcome = await self._call(channel, row)
            fault_point("message.after_call")
        _heed(pace, outcome)
        await settle_call(row, token, channel, outcome, clock.now())

    async def _call(self, channel: Channel, row: Any) -> Outcome:
        try:
            async with asyncio.timeout(channel.call_seconds):
                return await channel.send(outgoing(row))
        except TimeoutError:
            return Unknown("no_answer", "the call took too long")

    async def _failed(self, row: Any, token: UUID, error: Exception) -> None:
        """A bug in a channel, after the call began: it may have gone out. Before, it did not."""
        channel, now = self._channels[Medium(row["medium"])], clock.now()
        if await fetchval(statements.CALLED, row["id"], token) is False:
            await settle_halt(row, token, Halt(State.QUEUED, "retry", now + backoff(1, LADDER)), now)
            return
        await settle_call(row, token, channel, Unknown("bug", type(error).__name__), clock.now())

    async def _sweep(self, now: datetime | None) -> int:
        async with atomic():
            harmless = [channel.name for channel in self._channels.values() if channel.harmless]
            rows = await fetch(statements.SWEEP, now, harmless, HEAL_AFTER_DEATH)
            for row in rows:
                await outbox.note(row["id"], row["state_at"], "sweep", row["state"], code="worker_died")
        return len(rows)

    async def _claim_unknown(self, limit: int, now: datetime | None, token: UUID, suspects: bool) -> list[Any]:
        return await fetch(statements.HEAL_CLAIM, limit, now, token, LEASE, await self._usable(), suspects)

    async def _heal(self, row: Any, token: UUID) -> None:
        """Ask the provider; what is not found is sent again only where a second copy does no harm."""
        channel, now = self._channels[Medium(row["medium"])], clock.now()
        in_use = frozenset(used["provider_id"] for used in await fetch(statements.IN_USE, channel.name, row["address"]))
        try:
            async with asyncio.timeout(channel.call_seconds):
                found = await channel.find(outgoing(row, in_use))
        except (CannotAsk, TimeoutError):
            await settle(statements.HEAL_LATER, row["id"], token, now + backoff(3, LADDER))
            return
        again = (
            (channel.harmless or row["repeatable"]) and row["attempts"] < MOST_ATTEMPTS and row["deaths"] < MOST_DEATHS
        )
        state = found.state if found else State.QUEUED if again else State.DEAD
        await _healed(row, token, state, found, now)

    async def _heal_failed(self, row: Any, token: UUID, _error: Exception) -> None:
        await settle(statements.HEAL_LATER, row["id"], token, clock.now() + backoff(5, LADDER))


def _heed(pace: Pace, outcome: Outcome) -> None:
    if isinstance(outcome, Later) and outcome.after is not None:
        pace.slow(outcome.after)
    elif is_failure(outcome):
        pace.failed()
    else:
        pace.good()


async def _healed(row: Any, token: UUID, state: State, found: Sent | None, now: datetime) -> None:
    code = "maybe_sent" if state is State.DEAD else None
    async with atomic():
        await settle(
            statements.HEALED, row["id"], token, state, now, found.provider_id if found else None,
            found.provider_state if found else None, found.price if found else None, found.currency if found else None, code,
        )  # fmt: skip
        await outbox.note(row["id"], now, "healing", state, code=code, text="found" if found else "not found")
        announce(outbox.TOPIC, row["id"])


async def _sweep_unknown(now: datetime | None) -> int:
    return int((await execute(statements.HEAL_SWEEP, now)).split()[-1])


def outgoing(row: Any, in_use: frozenset[str] = frozenset()) -> Outgoing:
    """A row as a channel needs it."""
    return Outgoing(
        id=row["id"],
        ref=row["reference"],
        medium=Medium(row["medium"]),
        address=row["address"],
        language=row["language"],
        category=row["category"],
        thread=row["thread"],
        subject=row["subject"],
        body=row["body"],
        content_sid=row["content_sid"],
        params=row["params"],
        said_at=row["created_at"],
        first_call_at=row["call_started_at"],
        provider_ids_in_use=in_use,
    )
