"""How fast one caller may knock at doors without a log-in. Counted in each process, so several of them let through more."""

import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from service_desk.foundation.errors import DeskError

BURST: Final = 60
PER_SECOND: Final = 1.0
_MOST_CALLERS: Final = 10_000


class TooFast(DeskError):
    status = 429
    code = "too_fast"
    message = "Too many pages were asked for from your network. Wait a little, then open this page again."
    retry_after = 10


class Pace:
    """Token buckets, one a caller; whoever has not come for longest is forgotten first."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._burst, self._per_second = burst, per_second
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> bool:
        now = time.monotonic()
        left, since = self._seen.pop(caller, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._per_second)
        self._seen[caller] = (max(left - 1, 0), now)
        if len(self._seen) > _MOST_CALLERS:
            self._seen.popitem(last=False)
        return left >= 1

    def forget(self) -> None:
        self._seen.clear()


PACE: Final = Pace()


def caller(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address that the server believes (behind a proxy: FORWARDED_ALLOW_IPS); of IPv6 the network, since a phone has 2^64."""
    client = connection.scope.get("client")
    host = client[0] if client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:60]
    return str(int(address) >> 64) if isinstance(address, IPv6Address) and not address.ipv4_mapped else host


async def paced(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard beside `open_to_all` where answers tell what the desk knows. Raises TooFast."""
    if not PACE.take(caller(connection)):
        raise TooFast
