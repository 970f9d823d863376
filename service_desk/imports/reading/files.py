"""What a file is by its first bytes, and its text in the encoding that it has."""

import codecs
import errno
import gzip
import hashlib
import io
import mmap
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO, cast

from charset_normalizer import from_bytes

from service_desk.foundation.errors import Busy, Invalid
from service_desk.foundation.written import Either, Term

HEAD: Final = 64 * 1024
BROKEN: Final = "\udcff"  # what bytes that are no text become, so that only their own row is refused
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS: Final = (
    (b"%PDF", "a PDF"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "a text document"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
_COMPOUND: Final = (("EncryptedPackage", "a workbook locked with a password"), ("WordDocument", "a text document"))
_SURE: Final = 40  # letters beyond ASCII that tell an encoding from its neighbours
_USUAL: Final = ("cp1252", "cp1251", "cp1256", "gb18030")
_MOST_UNPACKED: Final = 1_000_000_000
_BOMB_FROM, _BOMB_RATIO = 20_000_000, 200  # a large part of an archive that shrinks so much is made to fill a memory


class NoSuchFile(Invalid):
    code = "no_such_file"
    message = "{path} is not a file that can be read. Check the path."


class CannotBeRead(Busy):
    """The disk or the network does not give the file: of the moment, and no fault of what it holds."""

    code = "file_cannot_be_read"
    message = (
        "The disk does not give all of the file ({why}). Nothing is said of what it holds: copy it to another disk and "
        "try that copy, or try again."
    )


class NotATable(Invalid):
    code = "not_a_table"
    message = "The file is {found}, not a table. Export it as CSV, or save it as .xlsx or .ods."


class UnknownEncoding(Invalid):
    code = "unknown_encoding"
    message = "'{value}' is no encoding that is known here. Write for example utf-8, utf-16, cp1252, cp1256 or gb18030."


class NotThatEncoding(Invalid):
    code = "not_that_encoding"
    message = "The file is not written in {stated}; it looks like {found}. Say so in the mapping: source: {{encoding: {found}}}."


class EncodingInDoubt(NotThatEncoding):
    code = "encoding_in_doubt"
    message = (
        "The file is not written in {stated}, and it has too few letters beyond a to z to tell in what: it may be {likely}. "
        "Say so with --encoding or in the mapping (source: {{encoding: {found}}}), and see that names come out right."
    )


@contextmanager
def unpacking() -> Iterator[None]:
    """Raises NotATable where an archive is broken, CannotBeRead where the disk is."""
    try:
        yield
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        if isinstance(error, OSError) and error.errno not in {
            None,
            errno.EINVAL,
        }:  # which a place before the file gives
            raise CannotBeRead(why=error.strerror or str(error.errno)) from error
        raise NotATable(found=Term("a broken or locked archive")) from error


class FileFormat(StrEnum):
    TEXT = "text"
    GZIP = "gzip"
    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"

    @property
    def workbook(self) -> bool:
        return self in {FileFormat.XLSX, FileFormat.ODS, FileFormat.XLS}


def checked_file(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            file.read(1)
    except (OSError, ValueError):
        raise NoSuchFile(path=str(path)) from None
    return path


def fingerprint(path: Path) -> bytes:
    """SHA-256 of the file."""
    with checked_file(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def format_of(path: Path) -> FileFormat:
    """By its first bytes, whatever its name says. Raises NotATable."""
    with checked_file(path).open("rb") as file:
        head = file.read(512)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise NotATable(found=Term("empty"))
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(b"\x1f\x8b"):
        return FileFormat.GZIP
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(path)
    for mark, found in _OTHERS:
        if head.startswith(mark):
            raise NotATable(found=Term(found))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise NotATable(found=Term("HTML or XML"))
    if start.startswith((b"{", b"[{", b"[\n")):
        raise NotATable(found=Term("JSON"))
    return FileFormat.TEXT


def _compound(path: Path) -> FileFormat:
    """The container of old workbooks, which also holds locked new ones and other documents, by the names in it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        for name, found in _COMPOUND:
            if held.find(name.encode("utf-16-le")) >= 0:
                raise NotATable(found=Term(found))
    return FileFormat.XLS


def _zipped(path: Path) -> FileFormat:
    try:
        return _archived(path)
    except (RuntimeError, NotImplementedError, ValueError):  # a password, an unknown way of packing, a wrong place
        raise NotATable(found=Term("a broken or locked archive")) from None


def _archived(path: Path) -> FileFormat:
    with unpacking(), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = archive.infolist()
        bomb = any(each.file_size > max(_BOMB_FROM, each.compress_size * _BOMB_RATIO) for each in parts)
        if bomb or sum(each.file_size for each in parts) > _MOST_UNPACKED:
            raise NotATable(found=Term("larger than 1 GB when unpacked"))
        if archive.testzip() is not None:  # also where a part is longer than it says
            raise NotATable(found=Term("a broken or locked archive"))
        if any(name.startswith("xl/") for name in names):
            return FileFormat.XLSX
        if "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
            return FileFormat.ODS
    raise NotATable(found=Term("a ZIP archive or a document"))


class _Unpacked(gzip.GzipFile):
    """Stops where a small file would unpack without an end. Raises NotATable."""

    seen = 0

    def read(self, size: int | None = -1) -> bytes:
        return self._counted(super().read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._counted(super().read1(size))

    def _counted(self, piece: bytes) -> bytes:
        self.seen += len(piece)
        if self.seen > _MOST_UNPACKED:
            raise NotATable(found=Term("larger than 1 GB when unpacked"))
        return piece


def binary(path: Path, kind: FileFormat) -> io.BufferedIOBase:
    return cast("io.BufferedIOBase", _Unpacked(path) if kind is FileFormat.GZIP else path.open("rb"))


def head_of(path: Path, kind: FileFormat) -> bytes:
    with unpacking(), binary(path, kind) as file:
        return file.read(HEAD)


def encoding_of(head: bytes, stated: str | None) -> str:
    """The codec: a byte order mark counts more than what is stated; without both it is UTF-8, or UTF-16 by its zero bytes.

    Raises UnknownEncoding, NotThatEncoding.
    """
    name = None if stated is None else _codec(stated)
    for mark, marked in _MARKS:
        if head.startswith(mark):
            return marked
    wide = _without_mark(head)
    if name is None or name in {"utf-16", "utf-32"}:
        return wide or ("utf-8" if name is None else f"{name}-le")
    if wide and not name.startswith(("utf-16", "utf-32")):
        raise NotThatEncoding(stated=stated, found=wide)
    return "utf-8" if name in {"utf-8-sig", "ascii"} else name


def _codec(stated: str) -> str:
    try:
        info = codecs.lookup(stated.strip())
    except (LookupError, ValueError):
        raise UnknownEncoding(value=stated[:40], field="encoding") from None
    if not getattr(info, "_is_text_encoding", True):
        raise UnknownEncoding(value=stated[:40], field="encoding")
    return info.name


def _without_mark(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, by where the zero bytes of commas, digits and line ends stand."""
    sample = head[: len(head) // 4 * 4][:4096]
    if len(sample) < 8 or sample.count(0) * 8 < len(sample):
        return None
    zeros = [sum(1 for at in range(place, len(sample), 4) if sample[at] == 0) for place in range(4)]
    most = len(sample) // 4
    if zeros[2] > most * 0.9 and zeros[3] > most * 0.9:
        return "utf-32-le"
    if zeros[0] > most * 0.9 and zeros[1] > most * 0.9:
        return "utf-32-be"
    return "utf-16-le" if zeros[1] + zeros[3] > zeros[0] + zeros[2] else "utf-16-be"


def guessed_encoding(sample: bytes) -> str:
    """For text that is not what it is said to be; a guess, to be shown to a person."""
    best = from_bytes(sample).best()
    if best is None or sample.decode(best.encoding, "replace") == sample.decode("cp1252", "replace"):
        return "cp1252"  # of several that read it alike, what Windows writes in most countries
    return best.encoding.replace("_", "-")


def another_encoding(sample: bytes, stated: str) -> NotThatEncoding:
    """The fault of text that is not what it is said to be; in doubt where few letters speak for one or the other."""
    found = guessed_encoding(sample)
    if sum(byte >= 0x80 for byte in sample) >= _SURE:
        return NotThatEncoding(stated=stated, found=found)
    likely = [name for name in dict.fromkeys((found, *_USUAL)) if _decodes(sample, name)]
    return EncodingInDoubt(stated=stated, found=found, likely=Either(likely))


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


class Broken:
    """Counts what could not be decoded."""

    def __init__(self) -> None:
        self.count = 0


_counting: list[Broken] = []


def _bad_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    for each in _counting:
        each.count += 1
    return BROKEN, error.end


codecs.register_error("desk-broken", _bad_bytes)


def text(path: Path, kind: FileFormat, encoding: str) -> TextIO:
    return io.TextIOWrapper(
        cast("io.BufferedReader", binary(path, kind)), encoding=encoding, errors="desk-broken", newline=""
    )
