"""Codes in pictures, scans kept for replay, and the commands of the terminal."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from barcodes import images
from service_desk.commands import scan as scan_command
from service_desk.foundation import clock
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.repairs import actions as repairs
from service_desk.scanning import actions, queries
from service_desk.scanning.drawing import drawn
from service_desk.scanning.rules import LabelKind, badge_token
from service_desk.scanning.rules.labels import Form, Wanted
from tests.shell import desk, desk_json


@pytest.fixture
async def picture(world):
    labelled = await queries.label_data(LabelKind.ITEM, [world.s1], None, world.cy)
    return (await drawn(LabelKind.ITEM, labelled, Wanted(Form.PNG, dpi=300))).data


async def test_a_photo_of_a_label_is_answered_with_the_unit(client, world, picture):
    answer = await client.post("/api/v1/scans/image", files={"file": ("photo.png", picture)})
    assert {each["meaning"]["record"]["id"] for each in answer.json()["items"]} == {str(world.s1)}
    assert len(answer.json()["items"][0]["corners"]) == 4


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
async def test_what_is_no_picture_is_refused_with_a_sentence(client, data):
    answer = await client.post("/api/v1/scans/image", files={"file": ("photo.png", data)})
    assert (answer.status_code, answer.json()["code"]) == (400, "picture_refused")


async def test_kept_scans_are_listed_and_read_again(client, world):
    for raw in ("S1", "4006381333931"):
        await client.post("/api/v1/scans", json={"raw": raw})
    listed = (await client.get("/api/v1/scans")).json()["items"]
    assert [(one["raw"], one["read_as"]) for one in listed] == [("4006381333931", "gtin"), ("S1", "serial")]
    assert await queries.read_anew(clock.now() - timedelta(hours=1)) == []
    await execute("update scan_record set read_as = 'unknown' where given = 'S1'::bytea")
    (anew,) = await queries.read_anew(clock.now() - timedelta(hours=1))
    assert (anew.scan.raw, anew.now) == ("S1", "serial")


async def test_scans_are_forgotten_after_ninety_days(client, world):
    await client.post("/api/v1/scans", json={"raw": "S1"})
    assert await actions.forget_old_scans() == 0
    with clock.at(clock.now() + timedelta(days=91)):
        assert await actions.forget_old_scans() == 1


async def test_printed_bytes_are_dropped_after_two_weeks(world):
    place = await actions.add_printer(centre_id=world.ber, code="D", kind="download", by=world.cy)
    await actions.print_labels(printer_id=place, kind=LabelKind.PART, ids=[world.battery], by=world.cy)
    with clock.at(clock.now() + timedelta(days=15)):
        assert await actions.forget_old_labels() == 1
    assert await fetchval("select data is null from print_job")


def test_the_terminal_says_what_a_scan_may_mean():
    run = CliRunner().invoke(scan_command.command, ["parse", "--json", "010950600013435210LOT\\x1d21SN1"])
    told = json.loads(run.stdout)
    assert (told["1. gs1"]["serial"], told["1. gs1"]["batch"]) == ("SN1", "LOT")


def test_the_terminal_reads_a_picture(tmp_path, picture):
    file = tmp_path / "label.png"
    file.write_bytes(picture)
    run = CliRunner().invoke(scan_command.command, ["image", str(file), "--json"])
    assert {each["text"] for each in json.loads(run.stdout).values()} == {"S1"}


async def test_the_terminal_draws_labels_of_numbers_and_queues_them(committed_world, committed_db, tmp_path):
    world = committed_world
    await actions.add_printer(centre_id=world.ber, code="Z1", kind="raw_tcp", address="127.0.0.1:9", by=world.cy)
    drawn_one = await desk(
        committed_db, "label", "draw", "item", "s1", "--format", "zpl", "--out", str(tmp_path / "l.zpl")
    )
    assert (drawn_one.code, (tmp_path / "l.zpl").read_bytes()[:3]) == (0, b"^XA")
    job = await desk_json(committed_db, "label", "print", "z1", "part", "P-BAT", "P-DSP")
    assert (job["labels"], job["state"]) == (2, "queued")
    assert (await desk_json(committed_db, "label", "printers"))["Z1"]["waiting"] == 1
    assert "queued" in str(await desk_json(committed_db, "label", "jobs"))
    order = await repairs.start(centre_id=world.ber, items=[repairs.Brought(world.s1)], by=world.cy)
    for kind, called in (
        ("order", order.number.lower().replace("-00000", "-")),
        ("shelf", "ber:wh-ber"),
        ("part", "p-bat"),
    ):
        drawn_so = await desk(committed_db, "label", "draw", kind, called, "--out", str(tmp_path / "so.pdf"))
        assert drawn_so.code == 0, drawn_so.err
    nobody = await desk(committed_db, "label", "draw", "item", "NOPE")
    assert (nobody.code, "no item NOPE" in nobody.err) == (1, True)
    found = await desk_json(committed_db, "scan", "parse", "--look-up", "WH-BER")
    assert found["record"]["kind"] == "location"


async def test_the_terminal_scans_at_a_bench(committed_world, committed_db):
    world = committed_world
    await actions.create_station(centre_id=world.ber, code="BENCH-1", by=world.cy)
    said = await desk_json(committed_db, "scan", "bench", "ber/bench-1", badge_token("BER", "BO"), "CMD-START-C")
    assert [sentence.partition(":")[0] for sentence in said.values()] == [
        "Hello Bo. Scan an order, then a command.",
        "refused",
    ]
    nowhere = await desk(committed_db, "scan", "bench", "BER/NOPE", "X")
    assert (nowhere.code, "no station BER/NOPE" in nowhere.err) == (1, True)


WIFI = "WIFI:T:WPA;S:home;P:secret;;"


async def taken_in(client, world, scan):
    told = {"centre_id": str(world.ber), "scan": scan, "words": "broken"}
    return await client.post("/api/v1/tickets", json=told, headers={"Idempotency-Key": str(uuid7())})


def photo_of(content):
    grey = memoryview(zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode).to_image(scale=5))
    out = BytesIO()
    Image.frombytes("L", grey.shape[::-1], bytes(grey)).save(out, "PNG")
    return out.getvalue()


async def test_a_network_s_password_is_nothing_of_ours_and_is_not_kept(client, world):
    answer = (await client.post("/api/v1/scans", json={"raw": WIFI})).json()
    assert (answer["outcome"], answer["readings"][0]["doubts"], answer["tried"]) == ("none", ["private"], [])
    (seen,) = (await client.post("/api/v1/scans/image", files={"file": ("photo.png", photo_of(WIFI))})).json()["items"]
    assert seen["meaning"]["readings"][0]["doubts"] == ["private"]
    assert await fetchval("select count(*) from scan_record") == 0


@pytest.mark.parametrize("raw", [WIFI, "BEGIN:VCARD\nFN:Ada\nEND:VCARD", "@\n\x1e\rANSI 636026080102DL00410288"])
async def test_a_ticket_is_not_taken_for_what_is_private(client, world, raw):
    answer = await taken_in(client, world, raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "private_code")
    assert await fetchval("select count(*) from ticket") == 0
    assert (await client.get("/api/v1/items", params={"scan": raw})).json()["code"] == "private_code"
    assert await fetchval("select count(*) from scan_record") == 0


async def test_an_unknown_serial_is_kept_without_what_stood_before_it(client, world):
    taken = await taken_in(client, world, "S/N: CND8123ABC")
    assert await fetchval("select serial_given from ticket where id = $1", taken.json()["id"]) == "CND8123ABC"


async def test_bars_that_one_look_alone_saw_are_told_to_the_person(client, world, monkeypatch):
    monkeypatch.setattr(images, "_second_look", lambda *_: [])
    symbol = zxingcpp.create_barcode("036000291452", zxingcpp.BarcodeFormat.UPCA)
    grey, out = memoryview(symbol.to_image(scale=4)), BytesIO()
    Image.frombytes("L", grey.shape[::-1], bytes(grey)).save(out, "PNG")
    (seen,) = (await client.post("/api/v1/scans/image", files={"file": ("photo.png", out.getvalue())})).json()["items"]
    assert "seen_once" in seen["meaning"]["readings"][0]["doubts"]
