"""A kept picture is the same picture, upright, and tells nothing besides."""

import asyncio
import threading
import time
from io import BytesIO

import pytest
from PIL import Image

from barcodes import images
from service_desk.foundation import pictures
from service_desk.foundation.pictures import PictureNotKept, PicturesWait, drawn_anew, in_turn
from tests.pictures import DARK, LIGHT, OWNER, bomb, photo, plain_png

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def anew(form, **told):
    data = drawn_anew(photo(form, **told), KINDS[form], "photo")
    return data, Image.open(BytesIO(data))


def near(seen, wanted):
    return all(abs(one - other) < 12 for one, other in zip(seen[:3], wanted, strict=True))


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_shows_upright_however_the_telephone_was_held(form, orientation):
    _, image = anew(form, orientation=orientation)
    shown = image.convert("RGB")
    assert (shown.size, image.getexif().get(0x0112, 1)) == ((60, 40), 1)
    assert near(shown.getpixel((30, 5)), DARK)
    assert near(shown.getpixel((30, 35)), LIGHT)


@pytest.mark.parametrize("form", KINDS)
def test_place_owner_and_camera_are_gone(form):
    given = photo(form, orientation=6)
    assert Image.open(BytesIO(given)).getexif().get_ifd(0x8825)  # it had a place
    assert given.count(OWNER.encode()) >= 2
    data, image = anew(form, orientation=6)
    assert (dict(image.getexif()), image.getexif().get_ifd(0x8825)) == ({}, {})
    assert not {"exif", "xmp", "comment", "XML:com.adobe.xmp", "Author"} & set(image.info)
    assert (OWNER.encode() in data, b"Telephone" in data, b"xmpmeta" in data) == (False, False, False)


@pytest.mark.parametrize("form", KINDS)
def test_what_hangs_behind_a_picture_is_cut_off(form):
    assert b"<script>" not in drawn_anew(photo(form) + b"<script>alert(1)</script>", KINDS[form], "x")


def test_a_jpeg_keeps_its_tables_and_so_its_looks():
    given, (_, kept) = Image.open(BytesIO(photo(quality=62))), anew("JPEG", quality=62)
    assert kept.quantization == given.quantization


def test_colours_are_kept_as_the_profile_says():
    _, kept = anew("JPEG", icc_profile=b"profile" * 20)
    assert kept.info["icc_profile"] == b"profile" * 20


def test_a_clear_ground_stays_clear_and_a_lossless_picture_lossless():
    for form, more in (("PNG", {}), ("WEBP", {"lossless": True})):
        out = BytesIO()
        given = Image.effect_noise((32, 32), 80).convert("RGBA")
        given.putalpha(Image.effect_noise((32, 32), 200))
        given.save(out, form, exact=True, **more)
        back = Image.open(BytesIO(drawn_anew(out.getvalue(), KINDS[form], "x")))
        assert back.getchannel("A").tobytes() == given.getchannel("A").tobytes()


def test_a_bomb_is_refused_before_its_pixels_are_unpacked():
    begun = time.process_time()
    with pytest.raises(PictureNotKept, match="more than 25 megapixels"):
        drawn_anew(bomb(), "image/png", "bomb.png")
    with pytest.raises(PictureNotKept):  # small enough for Pillow to stay silent
        drawn_anew(bomb(5001, 5000), "image/png", "bomb.png")
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", photo("PNG")[:-40], b"\x89PNG\r\n\x1a\n" + b"\0" * 99])
def test_a_damaged_picture_is_refused_with_a_sentence(data):
    with pytest.raises(PictureNotKept, match=r"photo\.png cannot be kept"):
        drawn_anew(data, "image/png", "photo.png")


def test_a_moving_picture_is_refused_rather_than_kept_in_part():
    out = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in (DARK, LIGHT)]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(PictureNotKept, match="it moves"):
        drawn_anew(out.getvalue(), "image/png", "x.png")


def test_broken_exif_is_no_reason_to_refuse_a_picture():
    given = (
        photo().replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\0\xff", 1).replace(b"Exif\0\0II*\0", b"Exif\0\0II\xff\xff", 1)
    )
    assert Image.open(BytesIO(drawn_anew(given, "image/jpeg", "x.jpg"))).size == (60, 40)


def test_what_is_read_and_what_is_kept_has_the_same_limit():
    assert images.decode_image.__kwdefaults__["max_pixels"] == pictures.MOST_PIXELS


async def test_pictures_do_not_pile_up():
    hold = threading.Event()
    waiting = [asyncio.create_task(in_turn(hold.wait, 10)) for _ in range(8)]
    await asyncio.sleep(0)
    with pytest.raises(PicturesWait):
        await in_turn(plain_png)
    hold.set()
    await asyncio.gather(*waiting)
    assert await in_turn(plain_png) == plain_png()
