"""What staff do with single messages and with channels."""

from uuid import UUID

from notifications import outbox
from notifications.message import State, Verdict
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchval
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce

_CANCEL = "update message set state = 'cancelled', state_at = $2 where id = $1 and state = 'queued' returning id"
_RETRY = """
update message set state = 'queued', state_at = $2, not_before = $2, attempts = 0, deaths = 0, hold_reason = null, error_code = null,
       error_text = null, expires_at = null, call_started_at = null
 where id = $1 and state in ('dead', 'expired', 'failed', 'undelivered') and provider_id is null returning id"""
_CLEAR = "update channel_stop set cleared_at = $2, cleared_by = $3 where channel = $1 and cleared_at is null"
# What the stop held back goes now, not after the wait of its last try.
_FORWARD = """
update message set not_before = $2 where state = 'queued' and channel = $1 and hold_reason = 'retry' and not_before > $2"""
_RULE = """
insert into error_rule (id, channel, code, verdict, set_at, set_by) values ($1, $2, $3, $4, $5, $6)
on conflict (channel, code) do update set verdict = excluded.verdict, set_at = excluded.set_at, set_by = excluded.set_by"""


class NotCancellable(Conflict):
    code = "not_cancellable"
    message = "This message is {state}: only one that still waits can be cancelled."


class NotRetryable(Conflict):
    code = "not_retryable"
    message = "This message is {state}: only one that was given up, and that no provider has taken, can be sent again."


class NotStopped(Conflict):
    code = "channel_not_stopped"
    message = "The channel {channel} is not stopped: there is nothing to start. `desk channels list` (`GET /channels`) lists what is stopped."


class UnknownVerdict(Invalid):
    code = "unknown_verdict"
    message = "{verdict} is not something to do on an error. Choose one of: {known}."


async def cancel(*, message_id: UUID, by: Actor) -> None:
    """Take back a message that still waits."""
    await _moved(_CANCEL, message_id, State.CANCELLED, by, NotCancellable)


async def retry(*, message_id: UUID, by: Actor) -> None:
    """Send a message again that was given up. Whoever asks has made sure that a second copy would do no harm."""
    await _moved(_RETRY, message_id, State.QUEUED, by, NotRetryable)


async def _moved(sql: str, message_id: UUID, state: State, by: Actor, refusal: type[Conflict]) -> None:
    now = clock.now()
    async with atomic():
        if await fetchval(sql, message_id, now) is None:
            found = await fetchval("select state from message where id = $1", message_id)
            raise refusal(state=State(found)) if found else NotFound(kind="message", key=message_id)
        await outbox.note(message_id, now, "staff", state, text=str(by.id))
        announce(outbox.TOPIC, message_id)


async def clear_channel(*, channel: str, by: Actor) -> None:
    """Use a stopped channel again, once its cause is mended; what waited for it goes at once."""
    async with atomic():
        done = await execute(_CLEAR, channel, clock.now(), by.id)
        if done.endswith(" 0"):
            raise NotStopped(channel=channel)
        await execute(_FORWARD, channel, clock.now())
        announce(outbox.TOPIC)


async def set_error_rule(*, channel: str, code: str, verdict: str, by: Actor) -> None:
    """What to do when `channel` answers `code`, from now on: over the table that came with the program."""
    if verdict not in set(Verdict):
        raise UnknownVerdict(field="verdict", verdict=verdict, known=[verdict.value for verdict in Verdict])
    await execute(_RULE, uuid7(), channel, code, verdict, clock.now(), by.id)


async def drop_error_rule(*, channel: str, code: str, by: Actor) -> None:  # every action says who
    """Let the table that came with the program rule over `code` again."""
    if (await execute("delete from error_rule where channel = $1 and code = $2", channel, code)).endswith(" 0"):
        raise NotFound(kind="error rule", key=f"{channel} {code}")
