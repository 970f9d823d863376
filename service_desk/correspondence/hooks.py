"""Where providers report. Nobody logs in here: the signature over our public address is what counts."""

from typing import Any
from urllib.parse import parse_qs

from litestar import Request, post
from litestar.params import FromPath

from notifications import inbound
from service_desk.correspondence import words  # noqa: F401  # registers them: a failed message is said on the next medium
from service_desk.foundation.errors import TooLarge
from service_desk.foundation.settings import environment
from service_desk.foundation.web import open_to_all

LARGEST = 20_000


@post("/hooks/twilio/status/{ref:str}", guards=[open_to_all], status_code=204, include_in_schema=False)
async def twilio_status(request: Request[Any, Any, Any], ref: FromPath[str]) -> None:
    """A message's status changed. Answered with 204 also when the news was known already."""
    body = await request.body()
    if len(body) > LARGEST:
        raise TooLarge(limit="20 kB")
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    signature = request.headers.get("x-twilio-signature", "")
    settings = request.headers.get("x-twilio-webhooks-signature-settings", "")
    token = environment().twilio_token or ""
    if not token:
        raise inbound.BadSignature
    inbound.check_signature(token, _called(request), form, signature, settings)
    await inbound.twilio_status(ref, form)


def _called(request: Request[Any, Any, Any]) -> str:
    """The address as the provider knows it: our public one with the raw path and query, whatever the proxy made of it."""
    query = request.scope["query_string"].decode("latin-1")
    raw: bytes = request.scope["raw_path"]
    path = raw.split(b"?")[0].decode("latin-1")  # test clients put the query into raw_path
    return environment().public_url.rstrip("/") + path + (f"?{query}" if query else "")


ROUTES = [twilio_status]
