"""Where labels may be sent: loopback, and what the operator lists. Never anywhere else, whoever asks."""

import ipaddress
import re
from enum import StrEnum
from typing import Final, NamedTuple

from service_desk.foundation.errors import Invalid

PORT: Final = 9100
_QUEUE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,80}[a-z0-9])?")


class PrinterKind(StrEnum):
    """`download`: the person fetches the file and prints from the browser."""

    RAW_TCP = "raw_tcp"
    CUPS = "cups"
    DOWNLOAD = "download"


class BadAddress(Invalid):
    code = "bad_printer_address"
    message = (
        "'{value}' is no printer address. Write host:port, such as 192.168.1.50:9100, or the name of a CUPS queue."
    )


class AddressNotAllowed(Invalid):
    code = "printer_not_allowed"
    message = "{value} is not on the list of printers of this server. Ask the operator to add it to DESK_PRINTERS."


class Endpoint(NamedTuple):
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def checked_address(kind: PrinterKind, written: str, allowed: str) -> str:
    """The address as it is kept. Raises BadAddress, and AddressNotAllowed beyond loopback and the operator's list."""
    text = written.strip()
    match kind:
        case PrinterKind.DOWNLOAD:
            return ""
        case PrinterKind.CUPS:
            if not _QUEUE.fullmatch(text):
                raise BadAddress(value=text[:60], field="address")
            return text
        case PrinterKind.RAW_TCP:
            place = endpoint(text)
            if not permitted(place, allowed):
                raise AddressNotAllowed(value=str(place), field="address")
            return str(place)


def endpoint(text: str) -> Endpoint:
    """`host:port`, `[::1]:9100`, or a host alone. Raises BadAddress."""
    host, port = text.strip().lower(), ""
    if host.startswith("["):
        host, _, port = host[1:].partition("]")
        port = port.removeprefix(":")
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
    number = PORT if not port else int(port) if port.isascii() and port.isdecimal() and len(port) < 6 else 0
    if not 0 < number < 65536 or not (_address(host) or _HOST.fullmatch(host)):
        raise BadAddress(value=text[:60], field="address")
    return Endpoint(str(_address(host) or host), number)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def permitted(place: Endpoint, allowed: str) -> bool:
    """Loopback, or on the operator's list: `host`, `host:port`, or a network such as `10.0.5.0/24`, comma separated."""
    address = _address(place.host)
    if place.host == "localhost" or (address is not None and address.is_loopback):
        return True
    return any(_covers(entry.strip().lower(), place, address) for entry in allowed.split(",") if entry.strip())


def _covers(entry: str, place: Endpoint, address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> bool:
    if "/" in entry:
        try:
            return address is not None and place.port == PORT and address in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    try:
        return endpoint(entry) == place
    except BadAddress:
        return False
