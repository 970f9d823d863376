"""Where Twilio asks what to do with a call from outside, and tells what became of it. The signature is what counts."""

from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from litestar import Request, Response, post

from notifications.signed import signed_form
from service_desk.calls import actions, queries
from service_desk.calls.rules import ExtensionFacts, Told
from service_desk.foundation.phones import InvalidPhone, normalise_phone
from service_desk.foundation.settings import environment
from service_desk.foundation.web import open_to_all
from service_desk.foundation.web.hooked import called_at

PROVIDER: Final = "twilio"
RINGS_SECONDS: Final = 30
_ENDED: Final = "/hooks/twilio/voice/ended"
_ANSWERED_WORDS: Final = frozenset({"completed", "answered"})


@post("/hooks/twilio/voice", guards=[open_to_all], status_code=200, include_in_schema=False)
async def twilio_voice(request: Request[Any, Any, Any]) -> Response[str]:
    """A call comes in. It rings the telephone of the number called; where that must not be disturbed or there is none, it
    is refused as busy, and stays in the call list as missed."""
    form = signed_form(called_at(request), await request.body(), request.headers)
    answer = Element("Response")
    called = _called(form)
    ring = next(iter(await queries.rung_by(called)), None)
    extension = ring or await queries.belongs_to(called)
    if extension is not None:
        await _note(form, extension)
        if ring is None:
            await _note(form, extension, Told.ENDED)
    if ring is None:
        SubElement(answer, "Reject", reason="busy")
    else:
        ended = environment().public_url.rstrip("/") + _ENDED
        dial = SubElement(answer, "Dial", action=ended, timeout=str(RINGS_SECONDS), answerOnBridge="true")
        SubElement(dial, "Sip" if ring.dial.startswith("sip") else "Number").text = ring.dial
    return _twiml(answer)


@post(_ENDED, guards=[open_to_all], status_code=200, include_in_schema=False)
async def twilio_voice_ended(request: Request[Any, Any, Any]) -> Response[str]:
    """The telephone that rang hung up, or nobody took the call."""
    form = signed_form(called_at(request), await request.body(), request.headers)
    extension = await queries.belongs_to(_called(form))
    if extension is not None:
        if _one(form, "DialCallStatus") in _ANSWERED_WORDS:
            await _note(form, extension, Told.ANSWERED)
        await _note(form, extension, Told.ENDED)
    answer = Element("Response")
    SubElement(answer, "Hangup")
    return _twiml(answer)


def _twiml(answer: Element) -> Response[str]:
    return Response(tostring(answer, encoding="unicode"), media_type="text/xml")


async def _note(form: dict[str, list[str]], extension: ExtensionFacts, told: Told = Told.RINGING) -> None:
    await actions.note_call(
        provider=PROVIDER, provider_id=_one(form, "CallSid"), extension=extension, caller=_one(form, "From"),
        called=extension.called, told=told,
    )  # fmt: skip


def _called(form: dict[str, list[str]]) -> str:
    try:
        return normalise_phone(_one(form, "To"))
    except InvalidPhone:
        return ""


def _one(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0][:120]


ROUTES = [twilio_voice, twilio_voice_ended]
