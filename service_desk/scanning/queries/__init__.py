"""What can be asked about scans."""

from service_desk.scanning.queries.labelling import Labelled, label_data
from service_desk.scanning.queries.resolving import resolve

__all__ = ["Labelled", "label_data", "resolve"]
