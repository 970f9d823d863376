"""Files as rows: the type is read from the first bytes, the size is limited while reading, download is always safe.

A picture is drawn anew on its way in, so that it tells neither where nor with what nor by whom it was taken.
"""

import hashlib
import unicodedata
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote
from uuid import UUID

from service_desk.foundation import clock, pictures
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import Invalid, NotFound, TooLarge
from service_desk.foundation.ids import uuid7
from service_desk.foundation.tables import File, FileChunk

CHUNK: Final = 256 * 1024
LARGEST: Final = 20_000_000
LONGEST_NAME: Final = 200
_MAGIC: Final = (
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"RIFF", "image/webp", (".webp",)),
    (b"%PDF-", "application/pdf", (".pdf",)),
)


class WrongFileType(Invalid):
    code = "wrong_file_type"
    message = "{file_name} is not a JPEG, PNG or WebP picture or a PDF, or its ending says otherwise. Save it as one of these."


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that was read and checked. `content` is what is kept; `digest` the SHA-256 of what came."""

    file_name: str
    media_type: str
    content: bytes
    digest: bytes


@dataclass(frozen=True)
class FileFacts:
    id: UUID
    file_name: str
    media_type: str
    size: int
    added_by: UUID
    added_at: datetime


def clean_name(file_name: str) -> str:
    """The last part of a path, without characters that hide what the name says; its ending survives a cut."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()  # controls, bidi marks, surrogates
    stem, dot, ending = name.rpartition(".")
    return name if len(name) <= LONGEST_NAME else stem[: LONGEST_NAME - len(ending) - 1] + dot + ending[:10]


def media_type(file_name: str, start: bytes) -> str:
    """The type by magic bytes, if the ending agrees."""
    for magic, kind, endings in _MAGIC:
        if start.startswith(magic) and (kind != "image/webp" or start[8:12] == b"WEBP"):
            if file_name.lower().endswith(endings):
                return kind
            break
    raise WrongFileType(file_name=file_name[:80])


async def take_in(file_name: str, data: AsyncIterator[bytes]) -> Incoming:
    """Read and check what arrives, before a connection is held for it. Raises WrongFileType, TooLarge, PictureNotKept."""
    clean = clean_name(file_name)
    content = bytearray()
    async for piece in data:
        content += piece
        if len(content) > LARGEST:
            raise TooLarge(limit="20 MB")
    given = bytes(content)
    kind = media_type(clean, given[:16])
    kept = await pictures.in_turn(pictures.drawn_anew, given, kind, clean) if pictures.is_picture(kind) else given
    return Incoming(clean, kind, kept, hashlib.sha256(given).digest())


async def keep(*, file: Incoming, subject: tuple[str, UUID], centre_id: UUID | None, by: Actor) -> UUID:
    """Store a file row and its chunks in the open transaction, or in one of its own."""
    file_id = uuid7()
    async with atomic():
        await File.insert(
            File(
                id=file_id, centre_id=centre_id, subject_kind=subject[0], subject_id=subject[1], file_name=file.file_name,
                media_type=file.media_type, size=len(file.content), sha256=hashlib.sha256(file.content).digest(),
                added_by=by.id, added_at=clock.now(),
            )
        )  # fmt: skip
        for position, start in enumerate(range(0, len(file.content), CHUNK)):
            piece = file.content[start : start + CHUNK]
            await FileChunk.insert(FileChunk(file_id=file_id, position=position, data=piece))
    return file_id


async def listed(subject: tuple[str, UUID]) -> list[FileFacts]:
    """What is kept about one subject, oldest first."""
    rows = await fetch(
        "select id, file_name, media_type, size, added_by, added_at from file "
        "where subject_id = $2 and subject_kind = $1 and retired_at is null order by id",
        *subject,
    )
    return [FileFacts(**row) for row in rows]


async def read(file_id: UUID, subject: tuple[str, UUID] | None = None) -> tuple[str, str, bytes]:
    """(file name, media type, bytes). With `subject` a file of another one is not there."""
    row = await fetchrow(
        "select file_name, media_type, subject_kind, subject_id from file where id = $1 and retired_at is null", file_id
    )
    if row is None or (subject is not None and subject != (row["subject_kind"], row["subject_id"])):
        raise NotFound(kind="file", key=file_id)
    chunks = await fetch("select data from file_chunk where file_id = $1 order by position", file_id)
    return row["file_name"], row["media_type"], b"".join(chunk["data"] for chunk in chunks)


async def erase(kind: str, subject_ids: Sequence[UUID]) -> int:
    """Take away names and bytes of all files of these subjects; that there were files stays. How many."""
    files = "select id from file where subject_kind = $1 and subject_id = any($2)"
    async with atomic():
        await execute(f"delete from file_chunk where file_id in ({files})", kind, subject_ids)
        sql = f"update file set file_name = '', retired_at = coalesce(retired_at, $3) where id in ({files})"
        return int((await execute(sql, kind, subject_ids, clock.now())).split()[-1])


def download_headers(file_name: str) -> dict[str, str]:
    """A browser saves the file and never runs it. The name is given twice: plain for old programs, and as it is."""
    plain = "".join(c for c in file_name if c.isascii() and (c.isalnum() or c in "._-")) or "file"
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
