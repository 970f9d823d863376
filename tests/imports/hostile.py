"""Files that are not what they say, made on the spot."""

import gzip
import io
import zipfile

from tests.imports.sheets import workbook


def bomb(path):
    """A workbook of a few kilobytes with a gigabyte in it."""
    workbook(path, [("S", [["serial", "model", "sold"]])])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/media/zeros.xml", "w") as part:
        for _ in range(60):
            part.write(bytes(1_000_000))
    return path.read_bytes()


def cut(path):
    whole = workbook(path, [("S", [["serial", "model", "sold"]] * 500)]).read_bytes()
    return whole[: len(whole) // 2]


def lying(path):
    """A part that is longer than its entry says."""
    whole = bytearray(workbook(path, [("S", [["serial", "model", f"x{n}"] for n in range(500)])]).read_bytes())
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        entry = book.getinfo("xl/worksheets/sheet1.xml")
    size = entry.file_size.to_bytes(4, "little")
    return bytes(whole).replace(size, (50).to_bytes(4, "little"))


def document(path):
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("word/document.xml", "<w:document/>")
    return path.read_bytes()


def compressed_cut(_):
    return gzip.compress(b"serial,model,sold\n" * 1000)[:-20]


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE = {
    "a workbook that is a bomb": (bomb, "larger than 1 GB"),
    "half of a workbook": (cut, "broken or locked archive"),
    "a workbook that lies about its size": (lying, "broken or locked archive"),
    "a document": (document, "ZIP archive or a document"),
    "a compressed file that ends too early": (compressed_cut, "broken or locked archive"),
    "a broken old workbook": (lambda _: _OLE + bytes(2000), "broken or locked archive"),
    "a locked workbook": (lambda _: _OLE + bytes(2000) + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "an old document": (lambda _: _OLE + bytes(2000) + "WordDocument".encode("utf-16-le"), "a text document"),
    "a PDF": (lambda _: b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    "nothing": (lambda _: b"", "is empty"),
    "blanks": (lambda _: b"\xef\xbb\xbf\r\n \r\n", "is empty"),
    "zeros": (lambda _: bytes(5000), "is empty"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n", "a picture"),
    "a page": (lambda _: b"<!DOCTYPE html><table>", "HTML"),
}  # fmt: skip
