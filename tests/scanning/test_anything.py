"""Whatever arrives in the one box, at a bench or in a session, is answered; nothing breaks and nothing is guessed."""

import random
from datetime import UTC, datetime
from uuid import UUID

import pytest

from barcodes import ScanHints, Source
from service_desk.foundation import paging
from service_desk.scanning import actions, queries

NASTY = [
    "\0", "\x1d", "]", "]d2", "]C1]C1", " ", "\u200f", "\ufffd" * 70, "9" * 4000, "' or 1=1 --", "%_%", "{}[]\\", "\ud7ff", "🔩" * 30,
    "0" * 14, "LOC-", "LOC-BER-", "BDG--X-1", "CMD-START-0", "CMD-REASON--Q", "http://", "https://x/s/", "https://[::1", "urn:epc:id:x",
    "[)>\x1e06\x1dP1\x1dS2\x1e\x04", "01" * 300, "۰۹۱۲۱۲۳۴۵۶۷", "+", "+1", "00", "0" * 30, "3074257BF7194E40", "\r\n", "\t\t",
]  # fmt: skip


def some(seed):
    dice = random.Random(seed)
    signs = "0123456789ABCxyz-/.]|\x1d\x1e\x00 ()ыق'\"%_é"
    return ["".join(dice.choices(signs, k=dice.randint(1, 60))) for _ in range(60)]


@pytest.fixture
async def place(world):
    return await actions.create_station(centre_id=world.ber, code="B", location_id=world.shelf, by=world.cy)


@pytest.mark.parametrize("seed", range(3))
async def test_the_one_box_answers_anything(world, seed):
    for raw in NASTY + some(seed):
        for source in (Source.WEDGE, Source.MANUAL, Source.RFID):
            found = await queries.resolve(raw, ScanHints(source=source, alt_raw=raw[::-1]), world.bo)
            assert found.outcome in {"none", "one", "several", "command"}


async def test_a_bench_answers_anything_with_a_sentence(world, place):
    for raw in NASTY + some(7):
        answer = await actions.scan_at_station(station_id=place, raw=raw, hints=ScanHints(), by=world.bo)
        assert answer.sentence, raw


async def test_a_session_takes_anything_and_counts_none_of_it(world):
    for purpose in ("receipt", "count"):
        session = await actions.start_session(location_id=world.shelf, purpose=purpose, by=world.cy)
        progress = await actions.add_scans(session_id=session.id, scans=NASTY + some(8), by=world.cy)
        assert progress.session.counted == 0
        await actions.add_tags(session_id=session.id, text="\n".join(NASTY + some(9)), by=world.cy)
    assert await queries.read_anew(datetime(2020, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize("path", ["print-jobs", "receiving", "scans"])
@pytest.mark.parametrize(
    "cursor",
    [paging.encode("x"), paging.encode(1), paging.encode(str(UUID(int=7)), 2), "%%%"],
    ids=["a word", "a number", "an id", "none"],
)
async def test_a_page_mark_of_another_list_is_refused(client, path, cursor):
    answer = await client.get(f"/api/v1/{path}", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
