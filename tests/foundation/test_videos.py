"""Videos are kept as they play, without place and camera."""

from hypothesis import given
from hypothesis import strategies as st

from service_desk.foundation.videos import without_place


def box(kind, *parts):
    body = b"".join(parts)
    return (8 + len(body)).to_bytes(4, "big") + kind + body


FRAMES = bytes(range(256)) * 4
TRACK = box(b"trak", box(b"tkhd", b"head"), box(b"udta", box(b"\xa9mak", b"Telephone")), box(b"mdia", b"samples"))
VIDEO = (
    box(b"ftyp", b"isom")
    + box(b"moov", box(b"mvhd", b"clock"), TRACK, box(b"udta", box(b"\xa9xyz", b"+35.6892+051.3890/")), box(b"meta", b"com.apple.quicktime.location"))
    + box(b"uuid", b"XMP Ada Lovelace")
    + box(b"mdat", FRAMES)
)  # fmt: skip


def test_a_video_loses_its_place_and_keeps_its_frames_where_they_were():
    kept = without_place(VIDEO)
    assert len(kept) == len(VIDEO)
    assert kept.index(FRAMES) == VIDEO.index(FRAMES)
    assert all(told in kept for told in (b"clock", b"head", b"samples"))
    assert not any(told in kept for told in (b"+35.6892", b"Telephone", b"location", b"Ada"))


def test_a_box_with_a_long_length_is_understood():
    long = (1).to_bytes(4, "big") + b"udta" + (16 + 5).to_bytes(8, "big") + b"place"
    assert b"place" not in without_place(box(b"ftyp", b"isom") + long)


@given(st.binary(max_size=300), st.integers(0, len(VIDEO)))
def test_a_cut_or_odd_file_keeps_its_length_and_breaks_nothing(tail, cut):
    assert len(without_place(VIDEO[:cut] + tail)) == cut + len(tail)
