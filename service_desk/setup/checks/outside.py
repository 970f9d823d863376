"""What the desk reaches, and is reached at, outside of itself."""

import asyncio
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from notifications.channels import chosen, open_channels
from notifications.channels.sender_address import sender_of
from service_desk.foundation import facts
from service_desk.foundation.settings import BadEnvironment, environment
from service_desk.foundation.written import filled
from service_desk.scanning import queries as scanning
from service_desk.setup.rules.health import Finding, State

PATIENCE_SECONDS: Final = 20.0


async def address() -> list[Finding]:
    """Labels, messages and providers name it."""
    url = environment().public_url
    noted = await facts.value_of(facts.ADDRESS)
    parts = urlsplit(url)
    if not parts.scheme.startswith("http") or not parts.hostname:
        return [
            Finding(
                "public address",
                State.FAULT,
                f"{url} is no address of a site.",
                "Set DESK_PUBLIC_URL, such as https://desk.example.",
            )
        ]
    if noted is not None and noted != url:
        advice = "Give web, worker and commands the same DESK_PUBLIC_URL."
        return [Finding("public address", State.FAULT, f"Here it is {url}, but web runs as {noted}.", advice)]
    if _here(parts.hostname):
        advice = "Set DESK_PUBLIC_URL to the address that customers' phones reach, before labels are printed."
        return [Finding("public address", State.WARNING, f"{url} is reached from this machine only.", advice)]
    if parts.scheme == "https" and not environment().secure_cookies:
        return [
            Finding("public address", State.WARNING, "Cookies are sent without TLS too.", "Set DESK_SECURE_COOKIES=on.")
        ]
    if parts.scheme != "https":
        return [Finding("public address", State.WARNING, f"{url} is not encrypted.", "Put a proxy with TLS in front.")]
    return [Finding("public address", State.OK, url)]


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def sender() -> list[Finding]:
    """The address that mails come from; a wrong one spoils every mail."""
    if environment().email_channel == "console":
        return []
    try:
        read = sender_of(environment().mail_from)
    except BadEnvironment as error:
        return [Finding("sender", State.FAULT, str(error), "Correct the setting and start web and worker again.")]
    if read.domain == "localhost":
        advice = "Set DESK_MAIL_FROM to an address of your own domain, such as Acme Service <service@example.com>."
        return [
            Finding("sender", State.FAULT, f"Mails would come from {read.address}, where nobody can answer.", advice)
        ]
    return [Finding("sender", State.OK, f"Mails come from {environment().mail_from}.")]


async def media() -> list[Finding]:
    """Connect and sign in at each provider; nothing is sent."""
    try:
        names, opened = chosen(environment()), open_channels(environment())
    except BadEnvironment as error:
        return [Finding("messages", State.FAULT, str(error), "Correct the setting and start web and worker again.")]
    findings = []
    try:
        for medium, name in names.items():
            if name == "console":
                says = f"{medium}: nothing is sent, the log says what would be."
                advice = (
                    f"Choose a channel with DESK_{medium.upper()}_CHANNEL where customers are to be told by {medium}."
                )
                findings.append(Finding("messages", State.WARNING, says, advice))
                continue
            async with asyncio.timeout(PATIENCE_SECONDS):
                wrong = await opened[medium].check()
            findings.append(
                Finding(
                    "messages",
                    State.FAULT,
                    f"{medium} by {name}: {wrong}.",
                    "Correct address, user and password of the provider.",
                )
                if wrong
                else Finding("messages", State.OK, f"{medium} goes by {name}.")
            )
    finally:
        for channel in set(opened.values()):
            await channel.close()
    return findings


async def printers() -> list[Finding]:
    known = await scanning.printers(None, "en")
    wrong = [f"{one.code}: {one.message}" for one in known if one.message]
    if wrong:
        return [Finding("printers", State.WARNING, " ".join(wrong), "Labels for it wait and come by themselves.")]
    if not known:
        return [Finding("printers", State.OK, "There is no printer: labels are printed from the browser.")]
    says = "{count:# printer|# printers}, none with a fault."
    return [Finding("printers", State.OK, filled(says, {"count": len(known)}, "en"))]
