"""Files: what they are is read from their bytes, and nothing about them can hurt whoever opens them."""

from uuid import uuid4

import pytest

from service_desk.foundation import files
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, fetchval
from service_desk.foundation.errors import NotFound, TooLarge
from service_desk.foundation.files import WrongFileType, clean_name, download_headers, media_type
from tests.pictures import plain_png

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
PDF = b"%PDF-1.7\n"
TICKET = ("ticket", uuid4())


async def pieces(*parts: bytes):
    for part in parts:
        yield part


async def keep(file_name: str, *parts: bytes, subject=TICKET):
    taken = await files.take_in(file_name, pieces(*parts))
    return await files.keep(file=taken, subject=subject, centre_id=None, by=SYSTEM)


@pytest.mark.parametrize(
    ("file_name", "start", "kind"),
    [
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.JPEG", JPEG, "image/jpeg"),
        ("a.png", PNG, "image/png"),
        ("a.webp", WEBP, "image/webp"),
        ("عکس.pdf", PDF, "application/pdf"),
        ("a.jfif", JPEG, "image/jpeg"),
        ("a.jpe", JPEG, "image/jpeg"),
        ("a.png", JPEG, "image/jpeg"),
        ("a.HEIC", b"\0\0\0\x18ftypheic", "image/heic"),
        ("a.mp4", b"\0\0\0\x18ftypisom", "video/mp4"),
        ("a.3gp", b"\0\0\0\x18ftyp3gp5", "video/mp4"),
        ("a.MOV", b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        ("a.webm", b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f", "video/webm"),
    ],
)
def test_bytes_and_ending_together_say_what_a_file_is(file_name, start, kind):
    assert media_type(file_name, start) == kind


@pytest.mark.parametrize(
    ("file_name", "start"),
    [
        ("a.pdf", PNG),
        ("a.html", JPEG),
        ("a.jpg.exe", JPEG),
        ("a.exe", b"\0\0\0\x18ftypisom"),
        ("a.mp4", b"\0\0\0\x18ftypXXXX"),
        ("a.mp4", JPEG),
        ("a", JPEG),
        (".jpg", b""),
        ("a.jpg", b""),
        ("a.webp", b"RIFF\x24\x00\x00\x00WAVEfmt "),
        ("a.gif", b"GIF89a/*"),
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.html", b"<script>"),
        ("a.pdf", b"\n\n<html>%PDF-1.7"),
        ("a.zip", b"PK\x03\x04"),
        ("a.png", b"MZ\x90\x00"),
        ("a.jpg", b"GIF89a=1;alert(1)"),
    ],
)
def test_what_is_not_what_it_says_is_refused(file_name, start):
    with pytest.raises(WrongFileType, match="JPEG, PNG, WebP, HEIC"):
        media_type(file_name, start)


@pytest.mark.parametrize(
    ("given", "kind", "kept"),
    [("a.jfif", "image/jpeg", "a.jpg"), ("a.jpe", "image/jpeg", "a.jpg"), ("photo.png", "image/jpeg", "photo.jpg"), ("a.JPEG", "image/jpeg", "a.JPEG"),
     ("IMG_1.HEIC", "image/heic", "IMG_1.jpg"), ("a.b.webp", "image/png", "a.b.png"), ("v.3gp", "video/mp4", "v.3gp"), ("v.mp4", "video/quicktime", "v.mov")],
)  # fmt: skip
def test_a_file_is_kept_under_the_ending_of_what_it_is(given, kind, kept):
    assert files.true_name(given, kind) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\ada\\photo.png", "photo.png"),
        ("a\x00b.png", "ab.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png"),
        ("exe.\u202egnp.png", "exe.gnp.png"),
        ("  عکس دریل.png ", "عکس دریل.png"),
        ("n" * 500 + ".png", "n" * 196 + ".png"),
        ("a.b/", ""),
    ],
)
def test_a_name_keeps_no_path_and_hides_nothing(given, kept):
    assert clean_name(given) == kept


async def test_a_file_comes_back_as_it_was(db):
    body = PDF + bytes(range(256)) * 4000
    key = await keep("bill.pdf", body[:3], body[3:])
    assert await files.read(key) == ("bill.pdf", "application/pdf", body)
    assert [(one.file_name, one.size) for one in await files.listed(TICKET)] == [("bill.pdf", len(body))]


async def test_a_file_of_something_else_is_not_there(db):
    key = await keep("bill.pdf", PDF)
    for other in (("ticket", uuid4()), ("repair", TICKET[1])):
        with pytest.raises(NotFound):
            await files.read(key, other)
    assert await files.listed(("repair", TICKET[1])) == []


async def test_reading_stops_where_the_file_is_too_large(monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1000)
    given = 0

    async def endless():
        nonlocal given
        while True:
            given += 1
            yield PNG + b"x" * 84

    with pytest.raises(TooLarge):
        await files.take_in("a.png", endless())
    assert given == 11


async def test_a_file_is_kept_with_what_it_belongs_to_or_not_at_all(committed_db):
    with pytest.raises(ValueError, match="the action fails"):
        async with atomic():
            await keep("bill.pdf", PDF)
            raise ValueError("the action fails")
    assert await fetchval("select (select count(*) from file) + (select count(*) from file_chunk)") == 0


async def test_an_erased_file_leaves_neither_name_nor_bytes(db):
    key = await keep("Ada Lovelace.png", plain_png())
    other = await keep("other.png", plain_png(), subject=("ticket", uuid4()))
    assert await files.erase("ticket", [TICKET[1]]) == 1
    with pytest.raises(NotFound):
        await files.read(key)
    assert await fetchval("select count(*) from file where file_name like '%Ada%'") == 0
    assert (await files.read(other))[0] == "other.png"


@pytest.mark.parametrize("name", ['x".html', "a\r\nX: y.png", "عکس.png", "", "../../x", "a;b.png"])
def test_a_download_is_saved_and_never_run(name):
    headers = download_headers(name)
    assert headers["Content-Disposition"].startswith('attachment; filename="')
    assert headers["Content-Disposition"].count('"') == 2
    assert headers["Content-Disposition"].isascii()
    assert not set("\r\n") & set(headers["Content-Disposition"])
    assert (headers["X-Content-Type-Options"], headers["Content-Security-Policy"]) == ("nosniff", "sandbox")


def test_a_download_keeps_a_name_in_any_script():
    assert download_headers("عکس.png")["Content-Disposition"].endswith("filename*=UTF-8''%D8%B9%DA%A9%D8%B3.png")
