"""What the desk reaches, and is reached at, outside of itself."""

import asyncio
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from notifications.channels import chosen, open_channels
from notifications.channels.sender_address import sender_of
from notifications.message import Medium
from service_desk.foundation import facts
from service_desk.foundation.errors import DeskError
from service_desk.foundation.settings import BadEnvironment, environment
from service_desk.foundation.written import Phrase, Term
from service_desk.scanning import queries as scanning
from service_desk.scanning.rules.faults import fault_of
from service_desk.setup.rules.health import Finding, State

PATIENCE_SECONDS: Final = 20.0


async def address() -> list[Finding]:
    """Labels, messages and providers name it."""
    check, url, noted = Term("public address"), environment().public_url, await facts.value_of(facts.ADDRESS)
    parts = urlsplit(url)
    if not parts.scheme.startswith("http") or not parts.hostname:
        says, advice = (
            Phrase("{url} is no address of a site.", url=url),
            Phrase("Set DESK_PUBLIC_URL, such as https://desk.example."),
        )
        return [Finding(check, State.FAULT, says, (advice,))]
    if noted is not None and noted != url:
        says = Phrase("Here it is {url}, but the desk's web process runs as {noted}.", url=url, noted=noted)
        return [Finding(check, State.FAULT, says, (Phrase("Give web, worker and commands the same DESK_PUBLIC_URL."),))]
    if _here(parts.hostname):
        says = Phrase("{url} is reached from this machine only.", url=url)
        advice = Phrase("Set DESK_PUBLIC_URL to the address that customers' phones reach, before labels are printed.")
        return [Finding(check, State.WARNING, says, (advice,))]
    if parts.scheme == "https" and not environment().secure_cookies:
        return [
            Finding(
                check,
                State.WARNING,
                Phrase("Cookies are sent without TLS too."),
                (Phrase("Set DESK_SECURE_COOKIES=on."),),
            )
        ]
    if parts.scheme != "https":
        says = Phrase("{url} is not encrypted.", url=url)
        return [Finding(check, State.WARNING, says, (Phrase("Put a proxy with TLS in front."),))]
    return [Finding(check, State.OK, Phrase("Customers reach the desk at {url}.", url=url))]


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wrong(check: Term, error: BadEnvironment) -> Finding:
    """What the start of the desk would say of the setting."""
    says = Phrase("A setting of the environment cannot be right: “{why}”", why=error)
    return Finding(check, State.FAULT, says, (Phrase("Correct it and start web and worker again."),))


async def sender() -> list[Finding]:
    """The address that mails come from; a wrong one spoils every mail."""
    if environment().email_channel == "console":
        return []
    check = Term("sender")
    try:
        read = sender_of(environment().mail_from)
    except BadEnvironment as error:
        return [_wrong(check, error)]
    if read.domain == "localhost":
        says = Phrase("Mails would come from {address}, where nobody can answer.", address=read.address)
        advice = Phrase(
            "Set DESK_MAIL_FROM to an address of your own domain, such as {example}.",
            example="Acme Service <service@example.com>",
        )
        return [Finding(check, State.FAULT, says, (advice,))]
    return [Finding(check, State.OK, Phrase("Mails come from {address}.", address=environment().mail_from))]


async def media() -> list[Finding]:
    """Connect and sign in at each provider; nothing is sent."""
    check = Term("messages")
    try:
        names, opened = chosen(environment()), open_channels(environment())
    except BadEnvironment as error:
        return [_wrong(check, error)]
    findings = []
    try:
        for medium, name in names.items():
            wrong = None
            if name != "console":
                async with asyncio.timeout(PATIENCE_SECONDS):
                    wrong = await opened[medium].check()
            findings.append(_medium(check, Medium(medium), name, wrong))
    finally:
        for channel in set(opened.values()):
            await channel.close()
    return findings


def _medium(check: Term, medium: Medium, name: str, wrong: DeskError | None) -> Finding:
    if name == "console":
        says = Phrase("Nothing is sent by {medium}: the log says what would be.", medium=medium)
        advice = Phrase(
            "Where customers are to be told so, choose a channel with {variable}.",
            variable=f"DESK_{medium.upper()}_CHANNEL",
        )
        return Finding(check, State.WARNING, says, (advice,))
    if wrong is not None:
        advice = Phrase("Correct address, user and password of the provider ({name}).", name=name)
        return Finding(check, State.FAULT, Phrase("Messages by {medium}: {why}", medium=medium, why=wrong), (advice,))
    return Finding(check, State.OK, Phrase("Messages by {medium} go by {name}.", medium=medium, name=name))


async def printers() -> list[Finding]:
    check, known = Term("printers"), await scanning.printers(None, "en")
    faults = [(one.code, fault_of(one.fault, one.code)) for one in known if one.message]
    if faults:
        advice = Phrase("Labels for it wait and come by themselves.")
        return [
            Finding(check, State.WARNING, Phrase("{code}: {why}", code=code, why=fault), (advice,))
            for code, fault in faults
        ]
    if not known:
        return [Finding(check, State.OK, Phrase("There is no printer: labels are printed from the browser."))]
    return [Finding(check, State.OK, Phrase("{count:# printer|# printers}, none with a fault.", count=len(known)))]
