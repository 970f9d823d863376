"""A workbench in every centre, ready for a scanner: its station, its calibration, and a printer that needs no printer."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from barcodes.stations import CALIBRATION_GS1, CALIBRATION_TEXT
from service_desk.demo.actions.goods import WAREHOUSE
from service_desk.demo.rules.places import BY_CODE
from service_desk.foundation.actor import SYSTEM
from service_desk.parts import queries as stock
from service_desk.scanning import actions as scanning
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.printing import Language

STATION: Final = "BENCH-1"
_NAME: Final = {"en": "Bench 1", "fa": "میز تعمیر ۱", "ar": "طاولة الإصلاح ١"}
# What a scanner as the guide sets it up (US keyboard, identifiers on) makes of the calibration label.
_SCANNED: Final = (f"]C0{CALIBRATION_TEXT}", f"]d2{CALIBRATION_GS1}")


async def equip(centre_ids: Mapping[str, UUID]) -> None:
    """Parts are taken from the warehouse; labels come as PDF to look at or to print from the browser."""
    for code, centre_id in centre_ids.items():
        printer_id = await scanning.add_printer(
            centre_id=centre_id, code=f"{code}-LABELS", kind=PrinterKind.DOWNLOAD, language=Language.PDF, by=SYSTEM
        )
        place = await stock.location_by_code(centre_id, WAREHOUSE)
        station_id = await scanning.create_station(
            centre_id=centre_id, code=STATION, name=_NAME[BY_CODE[code].language], printer_id=printer_id,
            location_id=place.id, by=SYSTEM,
        )  # fmt: skip
        await scanning.calibrate_station(station_id=station_id, raws=_SCANNED, by=SYSTEM)
