"""What can be asked about scans, labels, printers and stations."""

from service_desk.scanning.queries.kept import KeptScan, ReadAnew, kept_scans, read_anew, read_as
from service_desk.scanning.queries.labelling import Labelled, label_data
from service_desk.scanning.queries.printing import (
    job,
    job_file,
    jobs,
    printer,
    printer_named,
    printers,
)
from service_desk.scanning.queries.resolving import resolve
from service_desk.scanning.queries.sent import sent_pictures
from service_desk.scanning.queries.sessions import (
    known_parts,
    named_part,
    session,
    session_lines,
    sessions,
    sessions_at,
    waiting_scans,
)
from service_desk.scanning.queries.stations import (
    pending_reason,
    station,
    station_named,
    stations,
    stations_with,
)

__all__ = [
    "KeptScan",
    "Labelled",
    "ReadAnew",
    "job",
    "job_file",
    "jobs",
    "kept_scans",
    "known_parts",
    "label_data",
    "named_part",
    "pending_reason",
    "printer",
    "printer_named",
    "printers",
    "read_anew",
    "read_as",
    "resolve",
    "sent_pictures",
    "session",
    "session_lines",
    "sessions",
    "sessions_at",
    "station",
    "station_named",
    "stations",
    "stations_with",
    "waiting_scans",
]
