"""Bulk reading of RFID tags: a reader's text stream, each tag once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from barcodes.model import Kind, ScanHints, ScanResult, Source
from barcodes.parse import parse_scan

_TAG: Final = re.compile(
    r"urn:epc:[a-z]+:[^\s,;|<>\"']{1,300}|(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{4}){6,26}(?![0-9A-Za-z])", re.IGNORECASE
)
_HINTS: Final = ScanHints(source=Source.RFID)
_LONGEST_LINE: Final = 1000


@dataclass(slots=True)
class TagReads:
    """`tags`: each tag once, in the order of first sight. `reads`: how often each was seen. `foreign`: memory that holds no
    GS1 code, once each, and how often. `unread`: lines without a tag of GS1."""

    tags: list[ScanResult] = field(default_factory=list)
    reads: dict[str, int] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def read_tags(lines: Iterable[str]) -> TagReads:
    """Fold what a reader streams: tags as hexadecimal or URI, among whatever columns and marks the reader adds.

    A hundred readings of one tag are one tag, and its memory and its URI the same. Memory that holds no GS1 code is
    kept, so that it can be listed. Blank lines are skipped.
    """
    found = TagReads()
    known: dict[str, str] = {}
    for line in lines:
        texts = [text if text[:4].lower() == "urn:" else text.upper() for text in _TAG.findall(line[:_LONGEST_LINE])]
        for text in texts:
            _fold(text, found, known)
        if line.strip() and not any(known[text] for text in texts):
            found.unread.append(line.strip()[:200])
    return found


def _fold(text: str, found: TagReads, known: dict[str, str]) -> None:
    uri = known.get(text)
    if uri is None:
        result = parse_scan(text, _HINTS)
        uri = known[text] = result.best.extra.get("epc", "") if result.best.kind is Kind.EPC else ""
        if uri and uri not in found.reads:
            found.tags.append(result)
    seen = found.reads if uri else found.foreign
    seen[uri or text] = seen.get(uri or text, 0) + 1
