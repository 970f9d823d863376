"""Labels reach the printer once it is on; what is wrong is said to whoever asks."""

import asyncio
import os
import stat
from datetime import timedelta

import pytest

from service_desk import worker
from service_desk.backlog import waiting
from service_desk.foundation import claim, clock
from service_desk.foundation.db import execute, fetch, fetchrow
from service_desk.foundation.ids import uuid7
from service_desk.scanning import actions, queries
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.addresses import (
    AddressNotAllowed,
    BadAddress,
    PrinterKind,
    checked_address,
    endpoint,
    permitted,
)
from service_desk.scanning.rules.faults import zebra_fault
from service_desk.scanning.rules.printing import Language
from service_desk.scanning.sender import queue, ways
from tests.scanning.fake_printer import NO_PAPER, READY, free_address, printer


@pytest.fixture
def add(world):
    async def new(address, kind=PrinterKind.RAW_TCP, **more):
        code = more.pop("code", "P1")
        return await actions.add_printer(
            centre_id=world.ber, code=code, kind=kind, address=address, by=world.cy, **more
        )

    return new


@pytest.fixture
def print_part(world):
    async def send(printer_id, **more):
        return await actions.print_labels(
            printer_id=printer_id, kind=LabelKind.PART, ids=[world.battery], by=world.cy, **more
        )

    return send


async def state(job):
    row = await fetchrow("select state, fault, attempts from print_job where id = $1", job.id)
    return row["state"], row["fault"]


async def test_a_label_is_printed_and_the_job_is_done(add, print_part):
    async with printer() as (fake, address):
        job = await print_part(await add(address))
        await claim.drain(queue())
    assert fake.printed[0].startswith(b"^XA")
    assert await state(job) == ("done", "")


async def test_a_printer_that_is_off_is_said_so_and_prints_once_it_is_on(add, print_part, world):
    address = free_address()
    place = await add(address)
    job = await print_part(place)
    await claim.drain(queue())
    assert await state(job) == ("retry_wait", "printer_off")
    told = await queries.printer(place, None, "en")
    assert (
        told.message
        == "P1 does not answer: it is off or not connected. Switch it on; the label is then printed by itself."
    )
    assert "روشن" in (await queries.job(job.id, None, "fa")).message
    async with printer(port=int(address.partition(":")[2])) as (fake, _):
        with clock.at(clock.now() + timedelta(minutes=1)):
            await claim.drain(queue())
    assert (len(fake.printed), await state(job)) == (1, ("done", ""))
    assert (await queries.printer(place, None, "en")).message == ""


@pytest.mark.parametrize("size", [60_000, 9_000_000])
async def test_a_printer_that_hangs_is_left_after_its_time(add, print_part, monkeypatch, size):
    monkeypatch.setattr(ways, "SEND_SECONDS", 1.5)
    async with printer("hangs") as (_, address):
        job = await print_part(await add(address, language=Language.PDF))
        await execute("update print_job set data = decode(repeat('00', $2), 'hex') where id = $1", job.id, size)
        await claim.drain(queue())
    assert await state(job) == ("retry_wait", "printer_hangs")


async def test_a_printer_that_resets_is_tried_again(add, print_part):
    async with printer("resets") as (_, address):
        job = await print_part(await add(address, language=Language.PDF))
        await claim.drain(queue())
    assert await state(job) == ("retry_wait", "printer_broke_off")


async def test_a_slow_printer_gets_everything(add, print_part):
    async with printer("slow") as (fake, address):
        job = await print_part(await add(address))
        await claim.drain(queue())
    assert fake.printed[0].endswith(b"^XZ\n")
    assert await state(job) == ("done", "")


async def test_a_printer_that_says_it_has_no_paper_keeps_the_label_waiting(add, print_part):
    async with printer(status=NO_PAPER) as (fake, address):
        job = await print_part(await add(address))
        await claim.drain(queue())
        assert (await state(job), fake.printed[-1:]) == (("retry_wait", "printer_no_paper"), [b""])
        fake.status = READY
        with clock.at(clock.now() + timedelta(minutes=1)):
            await claim.drain(queue())
    assert await state(job) == ("done", "")


async def test_jobs_of_one_printer_go_one_at_a_time_and_in_order(add, world, print_part):
    async with printer("slow") as (fake, address):
        place = await add(address)
        for part in (world.battery, world.display, world.grease):
            await actions.print_labels(printer_id=place, kind=LabelKind.PART, ids=[part], by=world.cy)
        await claim.drain(queue())
    assert (len(fake.printed), fake.most) == (3, 1)
    rows = await fetch("select caption from print_job order by state_at, id")
    assert [row["caption"] for row in rows] == ["P-BAT", "P-DSP", "P-GRS"]


async def test_a_job_that_failed_too_often_waits_for_a_person(add, print_part, world):
    job = await print_part(await add(free_address()))
    await execute("update print_job set attempts = 19")
    await claim.drain(queue())
    assert (await state(job))[0] == "dead"
    assert ("print jobs", "dead", True) in {(each.queue, each.state, each.stuck) for each in await waiting()}
    assert (await actions.retry_job(job_id=job.id, by=world.cy)).state == "queued"
    assert (await actions.cancel_job(job_id=job.id, by=world.cy)).state == "cancelled"


async def test_a_job_whose_worker_died_is_sent_again(add, print_part):
    async with printer() as (fake, address):
        job = await print_part(await add(address))
        await execute(
            "update print_job set state = 'sending', lease_token = $1, lease_until = now() - interval '1 minute'",
            uuid7(),
        )
        await claim.drain(queue())
    assert (len(fake.printed), await state(job)) == (1, ("done", ""))


async def test_cups_gets_the_bytes_untouched(add, print_part, tmp_path, monkeypatch):
    program = tmp_path / "lp"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/args\ncat > {tmp_path}/data\n')
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    job = await print_part(await add("front-desk", PrinterKind.CUPS))
    await claim.drain(queue())
    assert await state(job) == ("done", "")
    assert (tmp_path / "args").read_text().startswith("-d front-desk -t P-BAT -o raw -")
    assert (tmp_path / "data").read_bytes().startswith(b"^XA")


async def test_without_cups_it_is_said_what_is_missing(add, print_part, monkeypatch):
    monkeypatch.setattr(ways.shutil, "which", lambda _: None)
    job = await print_part(await add("front-desk", PrinterKind.CUPS))
    await claim.drain(queue())
    assert await state(job) == ("dead", "cups_missing")


async def test_a_download_printer_gives_the_file_at_once(client, world):
    key = {"Idempotency-Key": str(uuid7())}
    body = {"centre_id": str(world.ber), "code": "browser", "kind": "download", "language": "pdf"}
    place = (await client.post("/api/v1/printers", json=body, headers=key)).json()["id"]
    order = {"printer_id": place, "kind": "part", "ids": [str(world.battery)]}
    job = (await client.post("/api/v1/print-jobs", json=order, headers={"Idempotency-Key": str(uuid7())})).json()
    assert job["state"] == "done"
    assert (await client.get(f"/api/v1/print-jobs/{job['id']}/file")).content.startswith(b"%PDF")
    assert (await client.get("/api/v1/print-jobs?state=done")).json()["items"][0]["caption"] == "P-BAT"


async def test_printers_of_another_centre_are_not_there(add, print_part, world):
    from dataclasses import replace

    place = await add(free_address())
    job = await print_part(place)
    stranger = replace(world.bo, centres=frozenset({world.teh}), grants={world.teh: world.bo.grants[world.ber]})
    assert await queries.printers(stranger.where("items.read"), "en") == []
    with pytest.raises(Exception, match="no print job"):
        await actions.cancel_job(job_id=job.id, by=stranger)


@pytest.mark.parametrize(
    ("address", "allowed", "may"),
    [
        ("127.0.0.1:9100", "", True),
        ("[::1]:9100", "", True),
        ("localhost", "", True),
        ("10.0.5.20:9100", "", False),
        ("10.0.5.20:9100", "10.0.5.0/24", True),
        ("10.0.5.20:22", "10.0.5.0/24", False),
        ("10.0.5.20:6101", "10.0.5.20:6101", True),
        ("10.0.5.20:6101", "10.0.5.20", False),
        ("zebra.local", "zebra.local:9100, 10.0.0.1", True),
        ("169.254.169.254:80", "nonsense, /, 10.0.0.0/99", False),
        ("2130706433:9100", "", False),
    ],
)
def test_labels_go_to_loopback_and_to_the_operators_list_only(address, allowed, may):
    assert permitted(endpoint(address), allowed) is may


@pytest.mark.parametrize(
    "address", ["", "a b", "host:0", "host:70000", "host:x", "http://printer", "::1:9100:", "-d", "a/b"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises((BadAddress, AddressNotAllowed)):
        checked_address(PrinterKind.RAW_TCP, address, "")
    if address in {"", "a b", "-d", "a/b"}:
        with pytest.raises(BadAddress):
            checked_address(PrinterKind.CUPS, address, "")


def test_the_status_of_a_zebra_is_understood_and_nonsense_is_not():
    assert zebra_fault(NO_PAPER, "P").code == "printer_no_paper"
    assert zebra_fault(READY.replace(b"030,0,0,", b"030,0,1,"), "P").code == "printer_paused"
    assert zebra_fault(READY, "P") is zebra_fault(b"hello", "P") is zebra_fault(b"\x02a\x03\x02", "P") is None


async def test_two_workers_never_print_one_job_twice(committed_world):
    async with printer("slow") as (fake, address):
        place = await actions.add_printer(
            centre_id=committed_world.ber, code="P1", kind=PrinterKind.RAW_TCP, address=address, by=committed_world.cy
        )
        for _ in range(4):
            await actions.print_labels(
                printer_id=place, kind=LabelKind.PART, ids=[committed_world.battery], by=committed_world.cy
            )
        await asyncio.gather(*(claim.drain(queue()) for _ in range(4)))
        await claim.drain(queue())
    assert (len(fake.printed), fake.most) == (4, 1)


async def test_a_job_whose_label_was_erased_with_its_customer_is_given_up(add, print_part):
    job = await print_part(await add(free_address()))
    await execute("update print_job set data = null")
    await claim.drain(queue())
    assert await state(job) == ("dead", "label_gone")


async def test_a_printer_that_moved_gets_what_waited_for_it(add, print_part, client):
    place = await add(free_address())
    job = await print_part(place)
    async with printer() as (fake, address):
        body = {"kind": "raw_tcp", "address": address}
        headers = {"Idempotency-Key": str(uuid7()), "If-Match": "1"}
        changed = await client.put(f"/api/v1/printers/{place}", json=body, headers=headers)
        assert (changed.status_code, changed.json()["address"]) == (200, address)
        await claim.drain(queue())
    assert (len(fake.printed), await state(job)) == (1, ("done", ""))


async def test_the_worker_prints_with_all_else_that_is_due(committed_world):
    world = committed_world
    async with printer() as (fake, address):
        place = await actions.add_printer(
            centre_id=world.ber, code="P1", kind=PrinterKind.RAW_TCP, address=address, by=world.cy
        )
        await actions.print_labels(printer_id=place, kind=LabelKind.CALIBRATION, ids=[], by=world.cy)
        await worker.settle_everything()
    assert b"aBzY" in fake.printed[0]
