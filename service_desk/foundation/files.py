"""Files as rows: the type is read from the first bytes, the size is limited while reading, download is always safe."""

import hashlib
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, fetch, fetchrow
from service_desk.foundation.errors import Invalid, NotFound, TooLarge
from service_desk.foundation.ids import uuid7
from service_desk.foundation.tables import File, FileChunk

CHUNK: Final = 256 * 1024
LARGEST: Final = 20 * 1024 * 1024
_MAGIC: Final = (
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"RIFF", "image/webp", (".webp",)),
    (b"%PDF-", "application/pdf", (".pdf",)),
)


class WrongFileType(Invalid):
    code = "wrong_file_type"
    message = "{file_name} is not a JPEG, PNG or WebP picture or a PDF, or its ending says otherwise. Save it as one of these."


def media_type(file_name: str, start: bytes) -> str:
    """The type by magic bytes, if the ending agrees."""
    for magic, kind, endings in _MAGIC:
        if start.startswith(magic) and (kind != "image/webp" or start[8:12] == b"WEBP"):
            if file_name.lower().endswith(endings):
                return kind
            break
    raise WrongFileType(file_name=file_name[:80])


async def keep(
    *, file_name: str, data: AsyncIterator[bytes], subject: tuple[str, UUID], centre_id: UUID | None, by: Actor
) -> UUID:
    """Store a file row and its chunks in the open transaction, or in one of its own."""
    clean = file_name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")[:200]
    content = bytearray()
    async for piece in data:
        content += piece
        if len(content) > LARGEST:
            raise TooLarge(limit="20 MB")
    kind = media_type(clean, bytes(content[:16]))
    file_id = uuid7()
    async with atomic():
        await File.insert(
            File(
                id=file_id, centre_id=centre_id, subject_kind=subject[0], subject_id=subject[1], file_name=clean,
                media_type=kind, size=len(content), sha256=hashlib.sha256(content).digest(), added_by=by.id,
                added_at=clock.now(),
            )
        )  # fmt: skip
        for position, start in enumerate(range(0, len(content), CHUNK)):
            piece = bytes(content[start : start + CHUNK])
            await FileChunk.insert(FileChunk(file_id=file_id, position=position, data=piece))
    return file_id


async def read(file_id: UUID) -> tuple[str, str, bytes]:
    """(file name, media type, bytes)."""
    row = await fetchrow("select file_name, media_type from file where id = $1 and retired_at is null", file_id)
    if row is None:
        raise NotFound(kind="file", key=file_id)
    chunks = await fetch("select data from file_chunk where file_id = $1 order by position", file_id)
    return row["file_name"], row["media_type"], b"".join(chunk["data"] for chunk in chunks)


def download_headers(file_name: str) -> dict[str, str]:
    """A browser saves the file and never runs it."""
    plain = "".join(c for c in file_name if c.isascii() and (c.isalnum() or c in "._-")) or "file"
    return {
        "Content-Disposition": f'attachment; filename="{plain}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
