"""SMS and WhatsApp by Twilio. The only file that imports its library; the traps of it are mended in one subclass."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import aiohttp
from aiohttp import ClientTimeout
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from notifications.channels import twilio_codes
from notifications.channels.faults import AccountNotActive, ProviderAway, ProviderRefuses
from notifications.channels.port import CannotAsk, Outgoing
from notifications.message import Later, Medium, Outcome, Refused, Sent, State, Unknown, Verdict
from service_desk.foundation.errors import DeskError
from service_desk.foundation.settings import BadEnvironment, Environment

# A dict that the caller sets and the client fills: a value set inside `asyncio.wait_for` would be lost with its task.
LAST_CALL: ContextVar[dict[str, Any] | None] = ContextVar("twilio_last_call", default=None)
_NOT_SENT: Final = (
    aiohttp.ClientConnectorError,  # DNS, refused, TLS
    aiohttp.ConnectionTimeoutError,  # also a TimeoutError: it must be caught first
    aiohttp.InvalidURL,
)
_RATE_STATUS: Final = 429
_BUSY_STATUS: Final = 503


class DeskTwilioHttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """The stock client ignores timeouts, form-encodes JSON, drops headers and cannot be pointed at a test peer.

    `max_retries` is never set: it repeats POST after a 500, and so doubles messages. Build it inside a running loop.
    """

    def __init__(self, base_url: str | None = None, timeout: float = 15.0, proxy_url: str | None = None) -> None:
        super().__init__(timeout=timeout, proxy_url=proxy_url)
        self.base_url = base_url

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's signature
        allow_redirects: bool = False,
    ) -> Response:
        target = re.sub(r"^https://[^/]+", self.base_url, url) if self.base_url else url
        sent = dict(headers or {})
        if auth:
            sent["Authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
        body = "json" if sent.get("Content-Type", "").startswith("application/json") else "data"
        async with self.session.request(
            method.upper(),
            target,
            params=params,
            headers=sent,
            timeout=ClientTimeout(total=timeout or self.timeout, sock_connect=5),
            proxy=self.proxy_url,
            allow_redirects=allow_redirects,
            **{body: data},
        ) as answer:
            text = await answer.text()
        if (box := LAST_CALL.get()) is not None:
            box.update(status=answer.status, headers=answer.headers.copy())
        return Response(answer.status, text, answer.headers)


class Twilio:
    """`sender` is a number, an alphanumeric name or the id of a messaging service (MG...)."""

    name: Final = twilio_codes.NAME
    policy: Final[Mapping[str, Verdict]] = twilio_codes.POLICY
    otherwise: Final = twilio_codes.OTHERWISE
    heal_after: Final = timedelta(minutes=10)
    harmless: Final = False
    call_seconds: Final = 20.0

    def __init__(
        self, account: str, token: str, sender: str, public_url: str, base_url: str | None = None, timeout: float = 15.0
    ) -> None:
        self._http = DeskTwilioHttpClient(base_url, timeout)
        self._client = Client(account, token, http_client=self._http)
        self._sender, self._public_url = sender, public_url.rstrip("/")

    async def send(self, message: Outgoing) -> Outcome:
        box: dict[str, Any] = {}
        LAST_CALL.set(box)
        try:
            made = await self._client.messages.create_async(**self._request(message))
        except _NOT_SENT as error:
            return Later("not_connected", type(error).__name__)
        except TwilioRestException as error:
            return _refusal(error, box)
        except (aiohttp.ClientError, TimeoutError, TwilioException, ValueError, OSError) as error:
            return Unknown("no_answer", type(error).__name__)
        return _sent(made)

    def _request(self, message: Outgoing) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "to": self._address(message.medium, message.address),
            "status_callback": f"{self._public_url}/hooks/twilio/status/{message.ref}",
        }
        if self._sender.startswith("MG"):
            fields["messaging_service_sid"] = self._sender
        else:
            fields["from_"] = self._address(message.medium, self._sender)
        if message.content_sid:  # an approved template takes no body beside it
            variables = {key: str(value) for key, value in message.params.items()}
            return {**fields, "content_sid": message.content_sid, "content_variables": json.dumps(variables)}
        return {**fields, "body": message.body}

    def _address(self, medium: Medium, number: str) -> str:
        return f"whatsapp:{number}" if medium is Medium.WHATSAPP else number

    async def find(self, message: Outgoing) -> Sent | None:
        """Twilio echoes nothing of ours, so body, recipient, sender and time must do, and no sid serves twice."""
        if message.first_call_at is None or message.content_sid:
            return None
        to = self._address(message.medium, message.address)
        since = message.first_call_at - timedelta(minutes=1)
        try:
            listed = await self._client.messages.list_async(to=to, date_sent_after=since, limit=200)
        except (aiohttp.ClientError, TwilioException, TimeoutError, ValueError, OSError) as error:
            raise CannotAsk from error
        for made in listed:
            same_sender = self._sender.startswith("MG") or made.from_ == self._address(message.medium, self._sender)
            if made.sid not in message.provider_ids_in_use and same_sender and made.body == message.body:
                return _sent(made)
        return None

    async def check(self) -> DeskError | None:
        try:
            account = await self._client.api.v2010.accounts(str(self._client.username)).fetch_async()
        except TwilioRestException as error:
            return ProviderRefuses(provider="Twilio", says=f"{error.code or error.status} {error.msg}")
        except (aiohttp.ClientError, TimeoutError, TwilioException, ValueError, OSError) as error:
            return ProviderAway(provider="Twilio", says=type(error).__name__)
        return None if account.status == "active" else AccountNotActive(provider="Twilio", says=account.status)

    async def close(self) -> None:
        await self._http.close()


def _sent(made: Any) -> Sent:
    status = str(made.status or "")
    price = None if made.price is None else abs(Decimal(str(made.price)))
    unit = made.price_unit if price is not None else None
    return Sent(str(made.sid), twilio_codes.STATES.get(status, State.ACCEPTED), status, price, unit)


def _refusal(error: TwilioRestException, box: Mapping[str, Any]) -> Outcome:
    status = int(box.get("status", error.status))
    code, text = str(error.code or status), str(error.msg)[:300]
    after = _retry_after(box.get("headers", {}))
    if status == _RATE_STATUS or (status == _BUSY_STATUS and after is not None):
        return Later(code, text, after if after is not None else 1.0)
    if status >= 500:  # any other 5xx: nobody knows
        return Unknown(code, text)
    return Refused(code, text)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else None


def checked_sender(written: str) -> str:
    """A number (E.164), an alphanumeric name (at most 11 ASCII letters, digits and blanks, one letter at least) or the id of a
    messaging service. Raises BadEnvironment: a network would refuse every message.
    """
    sender = written.strip()
    number = re.sub(r"[ ()-]", "", sender)
    if re.fullmatch(r"\+[1-9]\d{6,14}", number):
        return number
    if re.fullmatch(r"MG[0-9a-fA-F]{32}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 ]{0,10}", sender):
        return sender
    message = (
        "DESK_TWILIO_SENDER is '{value}': no text can come from there. Write a number such as +4930123456, a name of at most 11 "
        "Latin letters, digits and blanks, or the id of a messaging service (MG…)."
    )
    raise BadEnvironment(message, room="notifications", value=written)


def open_channel(environment: Environment) -> Twilio:
    """Call it inside the running loop: the library's session belongs to it."""
    account, token, sender = environment.twilio_account, environment.twilio_token, environment.twilio_sender
    if not (account and token and sender):
        message = "Twilio is chosen: set DESK_TWILIO_ACCOUNT, DESK_TWILIO_TOKEN and DESK_TWILIO_SENDER."
        raise BadEnvironment(message, room="notifications")
    return Twilio(account, token, checked_sender(sender), environment.public_url, environment.twilio_url)
