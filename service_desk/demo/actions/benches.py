"""The benches of the demo are ready for a scanner: their stations are calibrated."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from barcodes.stations import CALIBRATION_GS1, CALIBRATION_TEXT
from service_desk.foundation.actor import SYSTEM
from service_desk.scanning import actions as scanning
from service_desk.scanning import queries

# What a scanner as the guide sets it up (US keyboard, identifiers on) makes of the calibration label.
_SCANNED: Final = (f"]C0{CALIBRATION_TEXT}", f"]d2{CALIBRATION_GS1}")


async def calibrate(centre_ids: Mapping[str, UUID]) -> None:
    for station in await queries.stations(frozenset(centre_ids.values())):
        await scanning.calibrate_station(station_id=station.id, raws=_SCANNED, by=SYSTEM)
