"""Rows as a file for a spreadsheet: UTF-8 with its mark, so that Excel knows, and no text that a spreadsheet would reckon with."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

MARK: Final = "\ufeff"
_RECKONED: Final = ("=", "+", "-", "@", "\t", "\r")


def sheet(rows: Iterable[Sequence[object]]) -> str:
    """CSV (RFC 4180). What begins as a formula gets an apostrophe in front (OWASP, CSV injection)."""
    out = io.StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_RECKONED) else text
