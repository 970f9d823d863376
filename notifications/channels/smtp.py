"""E-mail by SMTP to a relay, over a few kept connections. The only file that imports aiosmtplib."""

import asyncio
import email.policy
import ssl
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import aiosmtplib

from notifications.channels.faults import ProviderAway, ProviderRefuses
from notifications.channels.port import Outgoing
from notifications.channels.sender_address import Sender, encoded, sender_of
from notifications.message import Category, Later, Outcome, Refused, Sent, State, Unknown, Verdict
from notifications.templates.engine import html_part
from service_desk.foundation.errors import DeskError
from service_desk.foundation.settings import BadEnvironment, Environment

_POLICY: Final = email.policy.SMTP.clone(cte_type="7bit")  # quoted-printable would double a Persian mail
_STEP_SECONDS: Final = 8.0
_CONNECTIONS: Final = 4
_PERMANENT: Final = 500


_NO_TLS: Final = (
    "The relay {relay} offers no TLS (STARTTLS), so no mail is given to it: anyone on the way could read it. Mend the relay, or "
    "write smtps:// for TLS from the start. Only for a catcher on a network of your own: add ?tls=off to DESK_SMTP_URL."
)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class NoTls(Exception):  # a reason, and not ours to mend
    """The relay does not offer what we demand."""


def _in_clear(url: str) -> bool:
    """Whether mail may go without TLS: on this machine, or where the address says `?tls=off`. Raises BadEnvironment."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or asked.keys() - {"tls"}:
        message = "DESK_SMTP_URL must be smtp://user:password@relay:587 (STARTTLS), smtps://… (TLS from the start), or smtp://catcher:1025?tls=off."
        raise BadEnvironment(message, room="notifications")
    if asked.get("tls", "on") not in {"on", "off"}:
        message = "tls in DESK_SMTP_URL must be on or off, not '{value}'."
        raise BadEnvironment(message, room="notifications", value=asked["tls"])
    if asked.get("tls") == "off" and parts.scheme == "smtps":
        message = "DESK_SMTP_URL says smtps:// and tls=off at once. Choose one of them."
        raise BadEnvironment(message, room="notifications")
    return "tls" not in asked and parts.hostname in _LOOPBACK if asked.get("tls") != "off" else True


class Smtp:
    """One relay. A client serialises its sends, so there are a few, each connected once and kept."""

    name: Final = "smtp"
    policy: Final[Mapping[str, Verdict]] = MappingProxyType({
        "rcpt_550": Verdict.BAD_ADDRESS,
        "rcpt_551": Verdict.BAD_ADDRESS,
        "rcpt_553": Verdict.BAD_ADDRESS,
        "rcpt_refused": Verdict.NEXT,
        "auth_refused": Verdict.STOP,
        "no_tls": Verdict.STOP,
        "mail_refused": Verdict.ALERT,
        "data_refused": Verdict.ALERT,
        "bad_address": Verdict.BAD_ADDRESS,
    })  # fmt: skip
    otherwise: Final = Verdict.FAIL
    heal_after: Final = timedelta(minutes=10)
    harmless: Final = False
    call_seconds: Final = 25.0

    def __init__(self, url: str, sender: str, step_seconds: float = _STEP_SECONDS) -> None:
        self._sender = sender_of(sender)
        self._envelope = self._sender.address
        self._url, self._step = url, step_seconds
        self._in_clear = _in_clear(url)
        self._idle: asyncio.LifoQueue[aiosmtplib.SMTP] = asyncio.LifoQueue()
        for _ in range(_CONNECTIONS):
            self._idle.put_nowait(self._client())

    def _client(self) -> aiosmtplib.SMTP:
        parts = urlsplit(self._url)
        inside = parts.scheme == "smtps"
        return aiosmtplib.SMTP(
            hostname=parts.hostname,
            port=parts.port or (465 if inside else 587),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=inside,
            # A relay away from this machine must offer TLS: the library's default would go on in clear.
            start_tls=not (inside or self._in_clear),
            tls_context=ssl.create_default_context(),
            timeout=self._step,
        )

    async def send(self, message: Outgoing) -> Outcome:
        try:
            raw = build(message, self._sender)
        except (ValueError, UnicodeError) as error:
            return Refused("bad_address", type(error).__name__)
        client = await self._idle.get()
        try:
            return await self._over(client, message.address, raw, message_id(message, self._envelope))
        except BaseException:
            client.close()
            raise
        finally:
            self._idle.put_nowait(client)

    async def _over(self, client: aiosmtplib.SMTP, to: str, raw: bytes, our_id: str) -> Outcome:
        if (trouble := await self._envelope_trouble(client, to)) is not None:
            return trouble
        try:
            answer = await client.data(raw)
        except aiosmtplib.SMTPResponseException as error:
            await _reset(client)
            return _answered(error, "data_refused")
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            client.close()
            return Unknown("no_answer", type(error).__name__)
        return Sent(our_id, State.SENT, f"{answer.code}")

    async def _envelope_trouble(self, client: aiosmtplib.SMTP, to: str) -> Outcome | None:
        """Sender and recipient before the text: what goes wrong so early is certainly not sent."""
        try:
            await self._envelope_ready(client, to)
        except aiosmtplib.SMTPRecipientRefused as error:
            await _reset(client)
            code = f"rcpt_{error.code}"
            return _answered(error, code if code in self.policy else "rcpt_refused")
        except aiosmtplib.SMTPResponseException as error:
            client.close()
            refused_us = isinstance(error, aiosmtplib.SMTPAuthenticationError)
            return _answered(error, "auth_refused" if refused_us else "mail_refused")
        except NoTls:
            client.close()
            return Refused("no_tls", _NO_TLS.format(relay=urlsplit(self._url).netloc.rpartition("@")[2]))
        except (aiosmtplib.SMTPNotSupported, UnicodeError) as error:  # an address that this relay cannot spell
            client.close()
            return Refused("rcpt_refused", type(error).__name__)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            client.close()  # before the next connect(), which would wait for its lock
            return Later("not_connected", type(error).__name__)
        return None

    async def _envelope_ready(self, client: aiosmtplib.SMTP, to: str) -> None:
        """A kept connection may have been closed by the relay meanwhile: once more on a new one."""
        kept = client.is_connected
        try:
            await self._envelope_sent(client, to)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError):
            client.close()
            if not kept:
                raise
            await self._envelope_sent(client, to)

    async def _envelope_sent(self, client: aiosmtplib.SMTP, to: str) -> None:
        if not client.is_connected:
            try:
                await client.connect()
            except aiosmtplib.SMTPException as error:
                if _without_tls(error):
                    raise NoTls from error
                raise
        await client.mail(self._envelope)
        await client.rcpt(to)

    async def find(self, _message: Outgoing) -> Sent | None:
        """A relay cannot be asked; the stable Message-ID lets the reader's side drop a second copy."""
        return None

    async def check(self) -> DeskError | None:
        client = self._client()
        try:
            await client.connect()
            await client.quit()
        except aiosmtplib.SMTPAuthenticationError as error:
            return ProviderRefuses(provider="SMTP", says=f"{error.code} {error.message}")
        except (aiosmtplib.SMTPException, OSError, TimeoutError, UnicodeError) as error:
            return ProviderAway(provider="SMTP", says=" ".join(str(error).split()) or type(error).__name__)
        finally:
            client.close()
        return None

    async def close(self) -> None:
        while not self._idle.empty():
            client = self._idle.get_nowait()
            if client.is_connected:
                try:
                    await client.quit()
                except (aiosmtplib.SMTPException, OSError, TimeoutError):
                    client.close()


def message_id(message: Outgoing, envelope: str) -> str:
    """The same on every try of this message."""
    return f"<{message.ref}@{envelope.rpartition('@')[2]}>"


def build(message: Outgoing, sender: Sender) -> bytes:
    """The mail as bytes: plain words, and the same words as a page. ValueError when a header would be broken open."""
    if set("\r\n") & set(message.subject):
        raise ValueError("a header is one line")
    mail = EmailMessage(policy=_POLICY)
    mail["To"] = message.address
    mail["Message-ID"] = message_id(message, sender.address)
    mail["Date"] = formatdate(message.said_at.timestamp(), usegmt=True)
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if message.thread:
        root = f"<thread.{sha256(message.thread.encode()).hexdigest()[:24]}@{sender.domain}>"
        mail["In-Reply-To"] = mail["References"] = root
    if message.category == Category.OPTIONAL:
        mail["Precedence"] = "bulk"
    mail.set_content(message.body)
    mail.add_alternative(html_part(message.body, message.subject, message.language), subtype="html")
    head = f"From: {sender.header()}\r\nSubject: {encoded(message.subject, 'Subject')}\r\n"
    return head.encode("ascii") + mail.as_bytes()


def _without_tls(error: aiosmtplib.SMTPException) -> bool:
    """What refuses the greeting or the log-in is a class of its own: these two are what comes of STARTTLS."""
    if type(error) is aiosmtplib.SMTPResponseException:
        return error.code >= _PERMANENT
    return type(error) is aiosmtplib.SMTPException and "STARTTLS" in str(error)


def _answered(error: aiosmtplib.SMTPResponseException, code: str) -> Outcome:
    text = f"{error.code} {error.message}"[:300]
    return Refused(code, text) if error.code >= _PERMANENT else Later(str(error.code), text)


async def _reset(client: aiosmtplib.SMTP) -> None:
    """Keep the connection for the next mail; a relay that will not is left."""
    try:
        await client.rset()
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        client.close()


def open_channel(environment: Environment) -> Smtp:
    if not environment.smtp_url:
        message = "SMTP is chosen for e-mail: set DESK_SMTP_URL, for example smtp://user:password@relay:587."
        raise BadEnvironment(message, room="notifications")
    return Smtp(environment.smtp_url, environment.mail_from)
