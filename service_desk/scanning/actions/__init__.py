"""What can be done with scans, labels and printers."""

from service_desk.scanning.actions.bench import run_command, scan_at_station
from service_desk.scanning.actions.printing import (
    PrinterCodeTaken,
    add_printer,
    cancel_job,
    forget_old_labels,
    print_labels,
    retire_printer,
    retry_job,
)
from service_desk.scanning.actions.scans import NOWHERE, Place, forget_old_scans, read_scan
from service_desk.scanning.actions.stations import (
    StationCodeTaken,
    calibrate_station,
    change_station,
    create_station,
    retire_station,
)

__all__ = [
    "NOWHERE",
    "Place",
    "PrinterCodeTaken",
    "StationCodeTaken",
    "add_printer",
    "calibrate_station",
    "cancel_job",
    "change_station",
    "create_station",
    "forget_old_labels",
    "forget_old_scans",
    "print_labels",
    "read_scan",
    "retire_printer",
    "retire_station",
    "retry_job",
    "run_command",
    "scan_at_station",
]
