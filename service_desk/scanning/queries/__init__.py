"""What can be asked about scans."""

from service_desk.scanning.queries.labelling import Labelled, label_data
from service_desk.scanning.queries.printing import job, job_file, jobs, printer, printers
from service_desk.scanning.queries.resolving import resolve

__all__ = ["Labelled", "job", "job_file", "jobs", "label_data", "printer", "printers", "resolve"]
