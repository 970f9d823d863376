"""Videos on their way into the house: without the notes that tell where and with what they were taken."""

from collections.abc import Iterator
from typing import Final

_NOTES: Final = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes of an ISO base media file (ISO/IEC 14496-12) that hold place, maker, owner and the like."""
_WITHIN: Final = frozenset({b"moov", b"trak"})


def without_place(data: bytes) -> bytes:
    """The same MP4 or QuickTime file, its boxes of notes made free space: lengths and offsets stay, so it plays as before.

    A file that is cut or oddly built stays as it is from there on: it is kept for a person to look at.
    """
    kept = bytearray(data)
    for at, size, header in _notes(kept, 0, len(kept), 0):
        kept[at + 4 : at + 8] = b"free"
        kept[at + header : at + size] = bytes(size - header)
    return bytes(kept)


def _notes(data: bytearray, at: int, end: int, depth: int) -> Iterator[tuple[int, int, int]]:
    """(place, size, length of the header) of each box of notes."""
    while at + 8 <= end:
        size, kind, header = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1 and at + 16 <= end:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size == 0:
            size = end - at
        if size < header or at + size > end:
            return
        if kind in _NOTES:
            yield at, size, header
        elif kind in _WITHIN and depth < 4:
            yield from _notes(data, at + header, at + size, depth + 1)
        at += size
