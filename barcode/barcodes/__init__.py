"""Read what scanners deliver, and draw codes that read back. Knows no desk, no database and no web.

Everything here is light. Drawing, labels and pictures load their libraries and are imported by those who use them:
`barcodes.encode`, `barcodes.labels`, `barcodes.images`.
"""

from barcodes.model import Candidate, Doubt, Kind, LookupKey, ScanHints, ScanResult, Source, StationProfile
from barcodes.parse import NO_HINTS, parse_scan
from barcodes.resolve import Match, Outcome, Resolution, resolve
from barcodes.serials import normalise_serial
from barcodes.tokens import make_token

__all__ = [
    "NO_HINTS",
    "Candidate",
    "Doubt",
    "Kind",
    "LookupKey",
    "Match",
    "Outcome",
    "Resolution",
    "ScanHints",
    "ScanResult",
    "Source",
    "StationProfile",
    "make_token",
    "normalise_serial",
    "parse_scan",
    "resolve",
]
