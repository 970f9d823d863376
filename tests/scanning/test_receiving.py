"""A stream of scans becomes a receipt or a count; doubled reads count once, and nothing is guessed."""

from decimal import Decimal

import pytest

from barcodes.commands import Command, command_token
from barcodes.rfid import read_tags
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.parts import queries as stock
from service_desk.products import actions as products
from service_desk.scanning import actions, queries
from service_desk.scanning.rules.sessions import Purpose, ScansLeft, SessionEnded

UNDO = command_token(Command.UNDO)
TAG = "3074257BF7194E4000001A85"  # (01)80614141123458(21)6789


@pytest.fixture
async def receipt(world):
    return await actions.start_session(location_id=world.shelf, purpose=Purpose.RECEIPT, number="DN-9", by=world.cy)


@pytest.fixture
async def counting(world):
    return await actions.start_session(location_id=world.shelf, purpose=Purpose.COUNT, by=world.cy)


@pytest.fixture
def scan(world):
    def send(session, *scans):
        return actions.add_scans(session_id=session.id, scans=scans, by=world.cy)

    return send


def lines(found):
    return [(line.sku, line.lot, line.serial, int(line.counted)) for line in found]


async def test_scans_become_lines_and_finishing_receives_them(scan, receipt, world):
    await products.create_product(
        sku="P-PMP", gtin="4006381333931", name={"en": "Pump"}, kind="part", tracking="serial", by=SYSTEM
    )
    await scan(
        receipt, "P-BAT", "p-bat", "010400638133393121A1", "010400638133393121A2", "P-DSP", "D7", "D8", "P-GRS", "LOT5"
    )
    done = await actions.finish_session(session_id=receipt.id, by=world.cy)
    assert lines(done.lines) == [
        ("P-BAT", "", "", 2), ("P-DSP", "", "D7", 1), ("P-DSP", "", "D8", 1), ("P-GRS", "LOT5", "", 1),
        ("P-PMP", "", "A1", 1), ("P-PMP", "", "A2", 1),
    ]  # fmt: skip
    assert await stock.on_hand(world.battery, world.shelf) == Decimal(7)
    assert {
        row["subject_number"]
        for row in await fetch("select subject_number from stock_move where subject_kind = 'receiving'")
    } == {"DN-9"}


async def test_undo_takes_the_last_scan_back_by_button_and_by_label(scan, receipt, world):
    progress = await scan(receipt, "P-BAT", "P-BAT", UNDO, "P-BAT")
    assert (progress.session.counted, progress.undone) == (2, 1)
    await actions.undo_last(session_id=receipt.id, by=world.cy)
    assert lines(await queries.session_lines(receipt.id)) == [("P-BAT", "", "", 1)]
    await actions.undo_last(session_id=receipt.id, by=world.cy)
    with pytest.raises(Exception, match="nothing left to undo"):
        await actions.undo_last(session_id=receipt.id, by=world.cy)


async def test_a_serial_that_is_scanned_twice_counts_once_and_again_after_an_undo(scan, receipt, world):
    progress = await scan(receipt, "P-DSP", "D7", "D7")
    assert (progress.session.counted, progress.session.folded, progress.scans[-1].folded) == (1, 1, True)
    assert (await scan(receipt, "D7")).session.folded == 2
    await actions.undo_last(session_id=receipt.id, by=world.cy)
    assert (await scan(receipt, "D7")).session.counted == 1


async def test_what_is_not_known_waits_and_holds_the_receipt_back(scan, receipt, world):
    progress = await scan(receipt, "P-BAT", "WHO-KNOWS")
    assert (progress.session.unknown, progress.scans[1].outcome) == (1, "unknown")
    with pytest.raises(ScansLeft, match="WHO-KNOWS"):
        await actions.finish_session(session_id=receipt.id, by=world.cy)
    await actions.drop_scan(session_id=receipt.id, seq=progress.scans[1].seq, by=world.cy)
    await actions.finish_session(session_id=receipt.id, by=world.cy)
    with pytest.raises(SessionEnded):
        await scan(receipt, "P-BAT")


async def test_a_lost_separator_is_never_guessed(scan, receipt):
    await products.create_product(
        sku="P-PMP", gtin="4006381333931", name={"en": "Pump"}, kind="part", tracking="serial", by=SYSTEM
    )
    progress = await scan(receipt, "010400638133393110ABC12321SN0001")
    assert progress.scans[0].outcome == "unclear"


async def test_a_case_label_counts_what_it_says(scan, receipt):
    await products.create_product(
        sku="P-SCR", gtin="4006381333931", name={"en": "Screw"}, kind="part", tracking="none", by=SYSTEM
    )
    await scan(receipt, "01040063813339313024")
    assert lines(await queries.session_lines(receipt.id)) == [("P-SCR", "", "", 24)]


async def test_a_count_shows_differences_and_corrects_the_books(scan, counting, world):
    await scan(counting, "P-BAT", "P-BAT", "P-BAT", "DSP-1")
    found = {
        line.sku: (line.counted, line.expected, line.difference) for line in await queries.session_lines(counting.id)
    }
    assert found == {"P-BAT": (3, 5, -2), "P-DSP": (1, 1, 0)}
    done = await actions.finish_session(session_id=counting.id, by=world.cy)
    assert done.differences == 1
    assert await stock.on_hand(world.battery, world.shelf) == 3
    assert await stock.on_hand(world.grease, world.shelf, "G1") == 3


async def test_a_whole_count_finds_what_is_missing(scan, counting, world):
    await scan(counting, "P-BAT")
    done = await actions.finish_session(session_id=counting.id, whole=True, by=world.cy)
    assert done.differences == 3
    assert await stock.on_hand(world.grease, world.shelf, "G1") == 0


async def test_a_receipt_is_all_or_nothing(scan, receipt, world):
    await scan(receipt, "P-BAT", "P-DSP", "DSP-1")
    with pytest.raises(Exception, match="already"):
        await actions.finish_session(session_id=receipt.id, by=world.cy)
    assert await stock.on_hand(world.battery, world.shelf) == 5
    assert (await queries.session(receipt.id, None)).state == "open"


async def test_hundreds_of_tags_are_taken_in_doubles_folded_and_strangers_listed(receipt, world):
    await products.create_product(
        sku="P-TAG", gtin="80614141123458", name={"en": "Tagged"}, kind="part", tracking="serial", by=SYSTEM
    )
    tags = [f"3074257BF7194E40{serial:08X}" for serial in range(1, 301)]
    stream = "\n".join(f"2026-11-25T12:00:00,{tag},ant{at % 4},-5{at % 10}" for tag in tags for at in range(3))
    stream += "\n3034257BF400B7800004CB2F,1\n"
    for _ in range(2):
        progress = await actions.add_tags(session_id=receipt.id, text=stream, by=world.cy)
    assert (progress.session.counted, progress.session.unknown, progress.session.folded) == (300, 1, 300 * 5 + 1)
    (stranger,) = await queries.waiting_scans(receipt.id)
    assert stranger.raw == "3034257BF400B7800004CB2F"
    done = await actions.finish_session(session_id=receipt.id, leave_unknown=True, by=world.cy)
    assert sum(line.counted for line in done.lines) == 300


def test_tags_are_found_in_whatever_a_reader_sends():
    text = f"#START\r\n{TAG.lower()};rssi=-51\r\n<epc>{TAG}</epc> urn:epc:id:sgtin:0614141.812345.6789,1\nE28011\n"
    found = read_tags(text.splitlines())
    assert ([one.raw for one in found.tags], list(found.reads.values())) == ([TAG], [3])  # memory and URI are one tag


async def test_a_session_runs_through_the_door(client, world):
    def post(path, body=None):
        return client.post(f"/api/v1/receiving{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    made = (await post("", {"location_id": str(world.shelf), "purpose": "receipt"})).json()
    path = f"/{made['id']}"
    assert (await post(f"{path}/scans", {"scans": ["P-BAT", "NOPE"]})).json()["session"]["unknown"] == 1
    assert (await post(f"{path}/tags", {"text": TAG})).json()["session"]["unknown"] == 2
    assert (await post(f"{path}/undo")).json()["session"]["unknown"] == 1
    shown = (await client.get(f"/api/v1/receiving{path}")).json()
    assert (shown["lines"][0]["sku"], shown["waiting"][0]["raw"]) == ("P-BAT", "NOPE")
    assert (await post(f"{path}/completion", {})).json()["code"] == "scans_left"
    seq = shown["waiting"][0]["seq"]
    assert (await client.delete(f"/api/v1/receiving{path}/scans/{seq}")).json()["session"]["unknown"] == 0
    assert (await post(f"{path}/completion", {})).json()["session"]["state"] == "finished"
    assert (await post(f"{path}/cancellation")).json()["code"] == "session_ended"
    assert (await client.get("/api/v1/receiving?state=finished")).json()["items"][0]["id"] == made["id"]


async def test_who_may_not_receive_starts_no_receipt(world):
    with pytest.raises(Exception, match=r"parts\.receive"):
        await actions.start_session(location_id=world.shelf, purpose=Purpose.RECEIPT, by=world.bo)


async def test_two_scanners_in_one_session_lose_nothing(committed_world):
    import asyncio

    world = committed_world
    session = await actions.start_session(location_id=world.shelf, purpose=Purpose.RECEIPT, by=world.cy)
    one = [
        actions.add_scans(session_id=session.id, scans=["P-BAT"] * 20 + ["P-DSP", "D1", "D2"], by=world.cy)
        for _ in range(6)
    ]
    await asyncio.gather(*one)
    assert lines(await queries.session_lines(session.id)) == [
        ("P-BAT", "", "", 120),
        ("P-DSP", "", "D1", 1),
        ("P-DSP", "", "D2", 1),
    ]
    assert await fetchval("select count(*) = count(distinct seq) from session_scan")
