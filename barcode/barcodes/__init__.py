"""Read what scanners deliver, and draw codes that read back. Knows no desk, no database and no web."""

from barcodes.parse import parse_scan
from barcodes.scan import Candidate, Kind, LookupKey, ScanHints, ScanResult
from barcodes.serials import normalise_serial

__all__ = ["Candidate", "Kind", "LookupKey", "ScanHints", "ScanResult", "normalise_serial", "parse_scan"]
