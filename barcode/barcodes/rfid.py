"""Bulk reading of RFID tags: a reader's text stream, each tag once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from barcodes.model import Kind, ScanHints, ScanResult, Source
from barcodes.parse import parse_scan

_TAG: Final = re.compile(r"urn:epc:[^\s,;|\"']+|(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{24,104})(?![0-9A-Za-z])")
_HINTS: Final = ScanHints(source=Source.RFID)
_LONGEST_LINE: Final = 1000


@dataclass(slots=True)
class TagReads:
    """`tags`: each tag once, in the order of first sight. `reads`: how often each was seen. `unread`: lines without one."""

    tags: list[ScanResult] = field(default_factory=list)
    reads: dict[str, int] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def read_tags(lines: Iterable[str]) -> TagReads:
    """Fold what a reader streams: a tag a line, as hexadecimal or URI, among whatever columns the reader adds.

    A hundred readings of one tag are one tag, and its memory and its URI the same. Memory that holds no GS1 code is
    kept as an unread line, so that it can be listed. Blank lines are skipped.
    """
    found = TagReads()
    known: dict[str, str] = {}
    for line in lines:
        match = _TAG.search(line[:_LONGEST_LINE])
        if match is None:
            if line.strip():
                found.unread.append(line.strip()[:200])
            continue
        text = match.group()
        uri = known.get(text)
        if uri is None:
            result = parse_scan(text, _HINTS)
            uri = known[text] = result.best.extra.get("epc", "") if result.best.kind is Kind.EPC else ""
            if uri and uri not in found.reads:
                found.tags.append(result)
        if uri:
            found.reads[uri] = found.reads.get(uri, 0) + 1
        else:
            found.unread.append(line.strip()[:200])
    return found
