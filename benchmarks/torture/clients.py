"""Clients that play whole main jobs over HTTP, and repeat each request under its key until it is answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from random import Random
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec

from benchmarks.torture.world import World
from service_desk.demo.rules.jobs import Played
from service_desk.repairs.rules import RepairClosed

PATIENCE_SECONDS: Final = 60.0  # for one answer, over all tries
LONGEST_WAIT: Final = 1.0
TWICE: Final = 0.05  # of the requests are sent twice at once, as by a double click
_SECTIONS: Final = ("L02", "L04", "L09")
_DEFECTS: Final = ("D01", "D02", "D04", "D05", "D21")


class Refused(Exception):
    """The desk answered, and it was no."""


@dataclass
class Job:
    """What a client was told about one job; nothing here was read from the database. `mark` stands in the ticket alone."""

    mark: str
    played: Played = field(default_factory=lambda: Played(reachable=True))
    lines: list[UUID] = field(default_factory=list)  # part lines
    returned: list[UUID] = field(default_factory=list)  # the issues that some came back of; the answer names no move
    clock_line: UUID | None = None
    handed_over: bool = False


@dataclass
class Acknowledged:
    """Everything that was answered with success, by all clients. `keys`: what each answered key was for."""

    jobs: list[Job] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    tries: int = 0
    replayed: int = 0
    troubles: list[str] = field(default_factory=list)
    heard: Callable[[], None] = lambda: None  # called with every answer


class Client:
    """One person at the counter and on the bench. The same seed plays the same jobs."""

    def __init__(self, http: httpx.AsyncClient, world: World, told: Acknowledged, number: int, seed: int) -> None:
        self.http, self.world, self.told, self.number = http, world, told, number
        self.random = Random(f"{seed} client {number}")
        self.units = list(world.serials[number :: len(world.clocks)])
        self.displays = list(world.displays[number :: len(world.clocks)])
        self.free_from = datetime.now(UTC) - timedelta(hours=22)

    async def work(self, stopping: asyncio.Event) -> None:
        """Jobs one after the other; the one at hand is finished when told to stop."""
        while not stopping.is_set() and self.units:
            try:
                await self.play()
            except Refused as refusal:
                self.told.troubles.append(f"client {self.number}: {refusal}")

    async def play(self) -> Job:
        """From the scan to the hand-over."""
        job = Job(mark=f"torture {self.number}-{self.random.getrandbits(64):016x}")
        self.told.jobs.append(job)
        await self._receive(job)
        await self._repair(job)
        await self._end(job)
        return job

    async def _receive(self, job: Job) -> None:
        played = job.played
        opened = await self.ask(
            "/tickets", centre_id=self.world.centre_id, scan=self.units.pop(), words=job.mark, symptom="S101",
            party_id=self.random.choice(self.world.customers),
        )  # fmt: skip
        played.ticket_id, played.ticket_number, played.verdict = UUID(opened["id"]), opened["number"], opened["verdict"]
        started = await self.ask("/repairs", ticket_id=played.ticket_id)
        played.order_id, played.order_number = UUID(started["id"]), started["number"]
        await self.order(job, "diagnosis", section=self._any(_SECTIONS), defect=self._any(_DEFECTS), repair="R04")
        if played.verdict != "covered" and self.random.random() < 0.5:
            lines = [{"kind": "labour", "quantity": "8"}, {"kind": "part", "part": "P-DSP", "quantity": "3"}]
            sent = await self.order(job, "estimate", lines=lines)
            played.estimates.append(UUID(sent["id"]))
            await self.order(job, "estimate/answer", estimate_id=sent["id"], answer="accepted")

    async def _repair(self, job: Job) -> None:
        """Time is booked on the day past, one entry after the other, since a job here takes a second."""
        on, off = self.free_from, self.free_from + timedelta(seconds=self.random.randint(10, 60))
        self.free_from = off
        resource = self.world.clocks[self.number]
        await self.order(job, "clock", resource_id=resource, started_at=on)
        for _ in range(self.random.choice((1, 1, 2))):
            await self._fit(job)
        stopped = await self.order(job, "clock/stop", resource_id=resource, stopped_at=off)
        job.clock_line = UUID(stopped["id"])
        if self.random.random() < 0.15:
            await self.order(
                job, "lines", kind="travel", text="journey", unit_price="20.00", cost="8.00", currency="EUR"
            )

    async def _fit(self, job: Job) -> None:
        which = self.random.choice(("P-BAT", "P-GRS", "P-DSP"))
        if which == "P-DSP" and self.displays:
            await self._take(job, part=which, serial=self.displays.pop())
        elif which == "P-GRS":
            await self._take(job, part=which, lot="G1", quantity=1)
        else:
            line = await self._take(job, part="P-BAT", quantity=2)
            if self.random.random() < 0.3:
                await self.order(job, f"parts/{line}/return", quantity=1)
                job.returned.append(job.played.issued[-1])

    async def _take(self, job: Job, **part: Any) -> UUID:
        used = (await self.order(job, "parts", location_id=self.world.shelf, **part))["line"]
        job.lines.append(UUID(used["id"]))
        job.played.issued.append(UUID(used["move_id"]))
        return UUID(used["id"])

    async def _end(self, job: Job) -> None:
        await self.order(job, "quality-check", passed=True)
        job.played.closed = msgspec.convert(await self.order(job, "closure"), RepairClosed, strict=False)
        await self.order(job, "handover")
        job.handed_over = True

    def _any(self, codes: tuple[str, ...]) -> str:
        return self.random.choice(codes)

    async def order(self, job: Job, what: str, **body: Any) -> Any:
        return await self.ask(f"/repairs/{job.played.order_id}/{what}", **body)

    async def ask(self, path: str, **body: Any) -> Any:
        """POST once in effect, however often it takes. Raises Refused."""
        key = f"{self.random.getrandbits(128):032x}"
        content = msgspec.json.encode(body, enc_hook=str)
        if self.random.random() < TWICE:
            first, second = await asyncio.gather(
                self._until_answered(path, key, content), self._until_answered(path, key, content)
            )
            if first != second:
                raise Refused(f"{path}: the same key was answered {first!r} and {second!r}")
        else:
            first = await self._until_answered(path, key, content)
        self.told.keys[key] = path
        return msgspec.json.decode(first)

    async def _until_answered(self, path: str, key: str, content: bytes) -> bytes:
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        deadline = time.monotonic() + PATIENCE_SECONDS
        said = "nothing"
        while time.monotonic() < deadline:
            self.told.tries += 1
            try:
                answer = await self.http.post(f"/api/v1{path}", content=content, headers=headers)
            except httpx.TransportError as error:  # refused, reset, cut off, or no answer in time
                said = repr(error)
                await asyncio.sleep(0.05)
                continue
            self.told.heard()
            if answer.is_success:
                self.told.replayed += "idempotency-replayed" in answer.headers
                return answer.content
            said = f"{answer.status_code} {answer.text[:300]}"
            if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and "retry-after" not in answer.headers:
                raise Refused(f"{path} was refused: {said}")
            await asyncio.sleep(min(float(answer.headers.get("retry-after", 0.1)), LONGEST_WAIT))
        raise Refused(f"{path} was not answered in {PATIENCE_SECONDS:.0f} s; at last: {said}")
