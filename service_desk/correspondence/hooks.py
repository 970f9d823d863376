"""Where providers report. Nobody logs in here: the signature over our public address is what counts."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath

from barcodes import Source
from notifications import inbound
from notifications.message import Medium
from notifications.signed import signed_form
from service_desk.correspondence import words  # noqa: F401  # registers them: a failed message is said on the next medium
from service_desk.foundation.web import open_to_all
from service_desk.foundation.web.hooked import called_at
from service_desk.scanning.actions import expect_pictures


@post("/hooks/twilio/status/{ref:str}", guards=[open_to_all], status_code=204, include_in_schema=False)
async def twilio_status(request: Request[Any, Any, Any], ref: FromPath[str]) -> None:
    """A message's status changed. Answered with 204 also when the news was known already."""
    await inbound.twilio_status(ref, signed_form(called_at(request), await request.body(), request.headers))


@post("/hooks/twilio/incoming", guards=[open_to_all], status_code=200, include_in_schema=False)
async def twilio_incoming(request: Request[Any, Any, Any]) -> Response[str]:
    """Somebody wrote to us on WhatsApp. Its pictures are noted, once, and fetched by the worker; nothing is answered."""
    told = inbound.twilio_incoming(signed_form(called_at(request), await request.body(), request.headers))
    if told.medium is Medium.WHATSAPP:
        await expect_pictures(
            source=Source.WHATSAPP, message_key=told.provider_id, sender=told.sender, media=told.media
        )
    return Response("<Response/>", media_type="text/xml")


ROUTES = [twilio_status, twilio_incoming]
