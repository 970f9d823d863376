"""What the desk counts about itself, for Prometheus."""

from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from service_desk.foundation.kept import Kept

REGISTRY = CollectorRegistry()
REQUESTS = Counter("desk_requests_total", "HTTP requests", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "desk_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
    registry=REGISTRY,
)
CLAIMED = Counter("desk_claimed_total", "Rows of the claim loop by outcome", ["queue", "outcome"], registry=REGISTRY)
QUEUE_AGE = Gauge("desk_queue_age_seconds", "Age of the oldest due row", ["queue"], registry=REGISTRY)
QUEUE_LENGTH = Gauge("desk_queue_rows", "Rows waiting", ["queue", "state"], registry=REGISTRY)


log = structlog.get_logger("metrics")
PROBES: list[Callable[[], Awaitable[None]]] = []  # asked before each exposition


async def _probe() -> None:
    for probe in PROBES:
        try:
            await probe()
        except Exception as error:  # noqa: BLE001  # figures of this process are wanted most when something else is broken
            log.warning("probe_failed", error=type(error).__name__)


_PROBED = Kept(_probe, seconds=5)  # the gauges keep what it found


async def exposition() -> bytes:
    await _PROBED.get()
    return generate_latest(REGISTRY)
