"""Scans, labels, stations, printers, receiving and counting: the bench and the warehouse without a keyboard."""

from typing import Any, Final

from service_desk.scanning.api import labels, printers, receiving, scans, sent, stations

ROUTES: Final[list[Any]] = [
    *scans.ROUTES,
    *sent.ROUTES,
    *labels.ROUTES,
    *printers.ROUTES,
    *stations.ROUTES,
    *receiving.ROUTES,
]
NAMED: Final[list[Any]] = [*stations.NAMED, *printers.NAMED, *labels.NAMED, *receiving.NAMED]
