"""What a provider sent to one of our hooks. Nobody logs in there: the signature over our public address is what counts."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from notifications.inbound import BadSignature, check_signature
from service_desk.foundation.errors import TooLarge
from service_desk.foundation.settings import environment
from service_desk.foundation.written import Phrase

LARGEST: Final = 100_000  # 1,600 letters of a message take up to twelve bytes each in a form


def signed_form(address: str, body: bytes, headers: Mapping[str, str]) -> dict[str, list[str]]:
    """The form, if Twilio signed it for that address with our token. Raises TooLarge, BadSignature."""
    if len(body) > LARGEST:
        raise TooLarge(limit=Phrase("{count} kB", count=100))
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    signature = headers.get("x-twilio-signature", "")
    settings = headers.get("x-twilio-webhooks-signature-settings", "")
    token = environment().twilio_token or ""
    if not token:
        raise BadSignature
    check_signature(token, address, form, signature, settings)
    return form
