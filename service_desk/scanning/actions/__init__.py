"""What can be done with scans, labels and printers."""

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

__all__ = [
    "NOWHERE",
    "Place",
    "PrinterCodeTaken",
    "add_printer",
    "cancel_job",
    "forget_old_labels",
    "forget_old_scans",
    "print_labels",
    "read_scan",
    "retire_printer",
    "retry_job",
]
