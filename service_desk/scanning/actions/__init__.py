"""What can be done with scans, labels and printers."""

from service_desk.scanning.actions.bench import run_command, scan_at_station
from service_desk.scanning.actions.erase import erase_labels, erase_sent
from service_desk.scanning.actions.pictures import PictureRefused, SeenCode, read_picture
from service_desk.scanning.actions.printing import (
    PrinterCodeTaken,
    add_printer,
    cancel_job,
    change_printer,
    forget_old_labels,
    print_labels,
    retire_printer,
    retry_job,
    revive_printer,
)
from service_desk.scanning.actions.receiving import Progress, add_scans, add_tags, drop_scan, undo_last
from service_desk.scanning.actions.scans import NOWHERE, Place, at_station, forget_old_scans, read_scan, take_note
from service_desk.scanning.actions.sent import MailedPicture, MailRead, expect_pictures, fetch_again, read_mail
from service_desk.scanning.actions.sessions import Finished, cancel_session, finish_session, start_session
from service_desk.scanning.actions.slips import labels_to_print
from service_desk.scanning.actions.stations import (
    StationCodeTaken,
    calibrate_station,
    change_station,
    create_station,
    retire_station,
    revive_station,
)

__all__ = [
    "NOWHERE",
    "Finished",
    "MailRead",
    "MailedPicture",
    "PictureRefused",
    "Place",
    "PrinterCodeTaken",
    "Progress",
    "SeenCode",
    "StationCodeTaken",
    "add_printer",
    "add_scans",
    "add_tags",
    "at_station",
    "calibrate_station",
    "cancel_job",
    "cancel_session",
    "change_printer",
    "change_station",
    "create_station",
    "drop_scan",
    "erase_labels",
    "erase_sent",
    "expect_pictures",
    "fetch_again",
    "finish_session",
    "forget_old_labels",
    "forget_old_scans",
    "labels_to_print",
    "print_labels",
    "read_mail",
    "read_picture",
    "read_scan",
    "retire_printer",
    "retire_station",
    "retry_job",
    "revive_printer",
    "revive_station",
    "run_command",
    "scan_at_station",
    "start_session",
    "take_note",
    "undo_last",
]
