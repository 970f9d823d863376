"""Files as rows: the type is read from the first bytes, the size is limited while reading, download is always safe.

A picture is drawn anew on its way in, so that it tells neither where nor with what nor by whom it was taken; a
telephone's HEIC becomes a JPEG, which every browser shows; a video loses the notes about place and camera.
"""

import hashlib
import unicodedata
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote
from uuid import UUID

from service_desk.foundation import clock, pictures
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, fetchval
from service_desk.foundation.errors import Invalid, NotFound, TooLarge
from service_desk.foundation.ids import uuid7
from service_desk.foundation.tables import File, FileChunk
from service_desk.foundation.videos import without_place
from service_desk.foundation.written import Phrase

CHUNK: Final = 256 * 1024
LARGEST: Final = 20_000_000
LONGEST_NAME: Final = 200
_TELLING: Final = 16
LARGEST_VIDEO: Final = 60_000_000
_PICTURES: Final = ("jpg", "jpeg", "jpe", "jfif", "jif", "png", "webp", "heic", "heif", "hif", "avif")
_VIDEOS: Final = ("mp4", "m4v", "mov", "qt", "3gp", "3g2", "webm")
_KINDS: Final = {  # what a file is called by its bytes: the ending it is kept with, and those that it may come with
    "image/jpeg": ("jpg", _PICTURES),
    "image/png": ("png", _PICTURES),
    "image/webp": ("webp", _PICTURES),
    "image/heic": ("jpg", _PICTURES),
    "application/pdf": ("pdf", ("pdf",)),
    "video/mp4": ("mp4", _VIDEOS),
    "video/quicktime": ("mov", _VIDEOS),
    "video/webm": ("webm", _VIDEOS),
}
_MAGIC: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_BRANDS: Final = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"), "image/heic"),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VP", b"dash", b"MSNV"), "video/mp4"),
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3gr6", b"3ge6", b"3g2a", b"3g2b"), "video/mp4"),
    b"qt  ": "video/quicktime",
}  # fmt: skip


class WrongFileType(Invalid):
    code = "wrong_file_type"
    message = "{file_name} is not a picture (JPEG, PNG, WebP, HEIC), a video (MP4, MOV, WebM) or a PDF, or its ending says otherwise. Save it as one of these."


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
    """What it is by its first bytes, where its ending is one of the same family. Raises WrongFileType."""
    kind = next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        kind = "image/webp"
    if start[4:8] == b"ftyp":
        kind = _BRANDS.get(start[8:12])
    ending = file_name.lower().rpartition(".")[2]
    if kind is None or ending not in _KINDS[kind][1]:
        raise WrongFileType(file_name=file_name[:80])
    return kind


def true_name(file_name: str, kind: str) -> str:
    """The name with the ending of what it is: a JPEG that came as `photo.png` or `photo.jfif` is kept as `photo.jpg`."""
    stem, _, ending = file_name.rpartition(".")
    wanted = _KINDS[kind][0]
    alike = {"jpg": {"jpg", "jpeg"}, "mp4": {"mp4", "m4v", "3gp", "3g2"}, "mov": {"mov", "qt"}}
    return file_name if ending.lower() in alike.get(wanted, {wanted}) else f"{stem}.{wanted}"


async def take_in(file_name: str, data: AsyncIterator[bytes]) -> Incoming:
    """Read and check what arrives, before a connection is held for it. Raises WrongFileType, TooLarge, PictureNotKept."""
    clean = clean_name(file_name)
    content, kind = bytearray(), ""
    async for piece in data:
        content += piece
        if not kind and len(content) >= _TELLING:
            kind = media_type(clean, bytes(content[:_TELLING]))
        limit = LARGEST_VIDEO if kind.startswith("video/") else LARGEST
        if len(content) > limit:
            raise TooLarge(limit=Phrase("{count} MB", count=limit // 1_000_000))
    given = bytes(content)
    kind = kind or media_type(clean, given[:_TELLING])
    kept = given
    if pictures.is_picture(kind):
        kept = await pictures.in_turn(pictures.drawn_anew, given, kind, clean)
    elif kind in {"video/mp4", "video/quicktime"}:
        kept = without_place(given)
    shown = "image/jpeg" if kind == "image/heic" else kind
    return Incoming(true_name(clean, kind), shown, kept, hashlib.sha256(given).digest())


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


@dataclass(frozen=True, slots=True)
class Kept:
    """`sha256` of the content."""

    id: UUID
    file_name: str
    size: int
    sha256: bytes


async def keep_stream(
    *, file_name: str, data: AsyncIterator[bytes], largest: int, subject: tuple[str, UUID], centre_id: UUID | None, by: Actor
) -> Kept:  # fmt: skip
    """Store a file of any type, of which never more than a piece is held in memory. It is read by programs, never shown to a
    browser. Raises TooLarge.
    """
    file_id, digest, size = uuid7(), hashlib.sha256(), 0
    name = clean_name(file_name)
    async with atomic():
        await File.insert(
            File(
                id=file_id, centre_id=centre_id, subject_kind=subject[0], subject_id=subject[1], file_name=name,
                media_type="application/octet-stream", size=0, sha256=b"", added_by=by.id, added_at=clock.now(),
            )
        )  # fmt: skip
        position = 0
        async for piece in data:
            digest.update(piece)
            size += len(piece)
            if size > largest:
                raise TooLarge(limit=Phrase("{count} MB", count=largest // 1_000_000))
            await FileChunk.insert(FileChunk(file_id=file_id, position=position, data=piece))
            position += 1
        await execute("update file set size = $2, sha256 = $3 where id = $1", file_id, size, digest.digest())
    return Kept(file_id, name, size, digest.digest())


async def write_to(file_id: UUID, path: Path) -> None:
    """Write a kept file to disk, piece by piece."""
    position = 0
    with path.open("wb") as file:
        while (
            data := await fetchval(
                "select data from file_chunk where file_id = $1 and position = $2", file_id, position
            )
        ) is not None:
            file.write(data)
            position += 1


async def digest_of(data: AsyncIterator[bytes]) -> bytes:
    """The SHA-256 of what comes."""
    digest = hashlib.sha256()
    async for piece in data:
        digest.update(piece)
    return digest.digest()


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
