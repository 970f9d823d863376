"""Where providers report. Nobody logs in here: the signature over our public address is what counts."""

from typing import Any
from urllib.parse import parse_qs

from litestar import Request, Response, post
from litestar.params import FromPath

from barcodes import Source
from notifications import inbound
from notifications.message import Medium
from service_desk.correspondence import words  # noqa: F401  # registers them: a failed message is said on the next medium
from service_desk.foundation.errors import TooLarge
from service_desk.foundation.settings import environment
from service_desk.foundation.web import open_to_all
from service_desk.foundation.written import Phrase
from service_desk.scanning.actions import expect_pictures

LARGEST = 100_000  # 1,600 letters of a message take up to twelve bytes each in a form


@post("/hooks/twilio/status/{ref:str}", guards=[open_to_all], status_code=204, include_in_schema=False)
async def twilio_status(request: Request[Any, Any, Any], ref: FromPath[str]) -> None:
    """A message's status changed. Answered with 204 also when the news was known already."""
    await inbound.twilio_status(ref, await _signed(request))


@post("/hooks/twilio/incoming", guards=[open_to_all], status_code=200, include_in_schema=False)
async def twilio_incoming(request: Request[Any, Any, Any]) -> Response[str]:
    """Somebody wrote to us on WhatsApp. Its pictures are noted, once, and fetched by the worker; nothing is answered."""
    told = inbound.twilio_incoming(await _signed(request))
    if told.medium is Medium.WHATSAPP:
        await expect_pictures(
            source=Source.WHATSAPP, message_key=told.provider_id, sender=told.sender, media=told.media
        )
    return Response("<Response/>", media_type="text/xml")


async def _signed(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """The form, if Twilio signed it with our token."""
    body = await request.body()
    if len(body) > LARGEST:
        raise TooLarge(limit=Phrase("{count} kB", count=100))
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    signature = request.headers.get("x-twilio-signature", "")
    settings = request.headers.get("x-twilio-webhooks-signature-settings", "")
    token = environment().twilio_token or ""
    if not token:
        raise inbound.BadSignature
    inbound.check_signature(token, _called(request), form, signature, settings)
    return form


def _called(request: Request[Any, Any, Any]) -> str:
    """The address as the provider knows it: our public one with the raw path and query, whatever the proxy made of it."""
    query = request.scope["query_string"].decode("latin-1")
    raw: bytes = request.scope["raw_path"]
    path = raw.split(b"?")[0].decode("latin-1")  # test clients put the query into raw_path
    return environment().public_url.rstrip("/") + path + (f"?{query}" if query else "")


ROUTES = [twilio_status, twilio_incoming]
