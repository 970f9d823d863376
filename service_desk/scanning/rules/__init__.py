"""What is true of scans, stations, printers and sessions."""

from service_desk.scanning.rules.codes import (
    BADGE,
    OWN,
    PLACE,
    Posted,
    badge_token,
    is_number,
    number_token,
    place_token,
    posted,
)
from service_desk.scanning.rules.found import (
    MOST_CHOICES,
    Hit,
    Outcome,
    Reading,
    Record,
    RecordKind,
    Resolved,
    decided,
    readings,
    unsettled,
)
from service_desk.scanning.rules.labels import LabelKind

__all__ = [
    "BADGE",
    "MOST_CHOICES",
    "OWN",
    "PLACE",
    "Hit",
    "LabelKind",
    "Outcome",
    "Posted",
    "Reading",
    "Record",
    "RecordKind",
    "Resolved",
    "badge_token",
    "decided",
    "is_number",
    "number_token",
    "place_token",
    "posted",
    "readings",
    "unsettled",
]
