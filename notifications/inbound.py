"""What providers tell us, checked by signature: status receipts, late, twice and in any order; messages that came in."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from notifications import outbox
from notifications.channels import twilio_codes
from notifications.message import Medium, State, Verdict, moves_on
from notifications.templates import CATALOGUE
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.errors import Forbidden, Invalid, NotFound
from service_desk.foundation.live import announce
from service_desk.foundation.written import Term

_HASHES: Final = {"HMAC_SHA1": hashlib.sha1, "HMAC_SHA256": hashlib.sha256}
_BY_REF: Final = "select * from message where reference = $1 for update"
_RECEIPT: Final = """
update message set state = $2, state_at = $3, provider_state = $4, channel = $5, provider_id = coalesce(provider_id, $6),
       error_code = coalesce($7, error_code) where id = $1"""
_RULE: Final = "select verdict from error_rule where channel = $1 and code = $2"
_MOST_MEDIA: Final = 10
_FAILURES: Final = frozenset({State.UNDELIVERED, State.FAILED})


class BadSignature(Forbidden):
    code = "bad_signature"
    message = (
        "The signature does not fit. Check the auth token, and that the public address is the one the provider calls."
    )


class NoIncomingMessage(Invalid):
    code = "no_incoming_message"
    message = "This is no incoming message: MessageSid or From is missing. Check the address in the provider's console."


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody wrote to us. `sender` is a number in E.164; `media` are (address, media type), held by the provider."""

    provider_id: str
    medium: Medium
    sender: str
    media: tuple[tuple[str, str], ...]


def signature(token: str, url: str, form: Mapping[str, Sequence[str]], algorithm: str = "HMAC_SHA1") -> str:
    """Twilio's: HMAC over the URL and, sorted, each field's name and values; untrimmed."""
    text = url + "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), _HASHES[algorithm]).digest()).decode()


def check_signature(token: str, url: str, form: Mapping[str, Sequence[str]], given: str, settings: str = "") -> None:
    """Raises BadSignature. Twilio signs with or without the standard port, so both spellings of the URL are right.

    settings: the header X-Twilio-Webhooks-Signature-Settings, which may name HMAC-SHA256.
    """
    pairs = (part.strip().partition("=") for part in settings.split(","))
    algorithm = next((value.strip().upper() for name, _, value in pairs if name == "algorithm" and value), "HMAC_SHA1")
    if algorithm not in _HASHES:
        raise BadSignature
    fits = [hmac.compare_digest(signature(token, way, form, algorithm), given) for way in _spellings(url)]
    if not any(fits):
        raise BadSignature


def _spellings(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    with_port = f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    return tuple(urlunsplit(parts._replace(netloc=netloc)) for netloc in (host, with_port))


def twilio_incoming(form: Mapping[str, Sequence[str]]) -> Incoming:
    """The message that Twilio announces, its signature checked already. Raises NoIncomingMessage."""
    sid, written = _first(form, "MessageSid"), _first(form, "From")
    if not sid or not written:
        raise NoIncomingMessage
    channel, _, number = written.rpartition(":")
    told = _first(form, "NumMedia")
    many = min(int(told), _MOST_MEDIA) if told.isascii() and told.isdecimal() else 0
    media = ((_first(form, f"MediaUrl{at}"), _first(form, f"MediaContentType{at}")) for at in range(many))
    medium = Medium.WHATSAPP if channel == "whatsapp" else Medium.SMS
    return Incoming(sid, medium, number.strip(), tuple(each for each in media if each[0]))


async def twilio_status(ref: str, form: Mapping[str, Sequence[str]]) -> bool:
    """Take in one receipt, its signature checked already. False: it was known, or is news of another copy.

    (sid, status) is the key against repetitions: Twilio's own idempotency token repeats only together with them.
    """
    sid, status = _first(form, "MessageSid"), _first(form, "MessageStatus")
    code = _first(form, "ErrorCode") or None
    now = clock.now()
    async with atomic():
        row = await fetchrow(_BY_REF, ref)
        if row is None:
            raise NotFound(kind="message", key=Term("with this reference"))
        state = twilio_codes.STATES.get(status)
        token = f"twilio:{sid}:{status}"[:120]
        shown = state or row["state"]
        if not await outbox.note(row["id"], now, "receipt", shown, provider_state=status, code=code, token=token):
            return False
        ours = row["provider_id"] in {None, sid}
        if state is None or not ours or not moves_on(State(row["state"]), state):
            return False
        await execute(_RECEIPT, row["id"], state, now, status, twilio_codes.NAME, sid, code)
        if state in _FAILURES:
            await _failed(row, code or "", now)
        announce(outbox.TOPIC, row["id"])
    return True


async def _failed(row: Mapping[str, Any], code: str, now: datetime) -> None:
    """What the operator found out afterwards: a bad number, a telephone that is off, a stop."""
    own = await fetchval(_RULE, twilio_codes.NAME, code)
    verdict = Verdict(own) if own else twilio_codes.POLICY.get(code, twilio_codes.OTHERWISE)
    if verdict in {Verdict.BAD_ADDRESS, Verdict.OPTED_OUT}:
        source = f"{twilio_codes.NAME}:{code}"
        await outbox.suppress_address(row["medium"], row["address"], verdict, source, now, SYSTEM.id)
    if (
        verdict in {Verdict.BAD_ADDRESS, Verdict.OPTED_OUT, Verdict.NEXT, Verdict.UNREACHABLE}
        and row["template"] in CATALOGUE
    ):
        await outbox.follow_up(row["id"], now, CATALOGUE[row["template"]])


def _first(form: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(form.get(name, ())), "")
