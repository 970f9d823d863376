"""A real web process over a database of its own, with the named world in it and an order on the bench."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from service_desk import worker
from service_desk.erp.queries import postings
from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from service_desk.repairs import actions as repairs
from service_desk.tickets import actions as tickets
from tests.patience import PATIENCE
from tests.world import build_world

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    url: str
    token: str
    ids: dict[str, str]  # a row that is there, by the name under which paths and bodies speak of it
    log: Path

    def post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid7())}
        answer = httpx.post(f"{self.url}/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()


async def furnish() -> tuple[str, dict[str, str]]:
    """The world, with a closed order that was billed and posted and an open one; Cy's token and the ids."""
    world = await build_world()
    cy, bo = world.cy, world.bo
    ticket = await tickets.open_ticket(centre_id=world.ber, scan="S1", party_id=world.ada, by=cy)
    done = await repairs.start(centre_id=world.ber, items=[repairs.Brought(world.s1)], party_id=world.ada, by=cy)
    await repairs.use_part(order_id=done.id, part="P-BAT", location="WH-BER", by=cy)
    await repairs.diagnose(order_id=done.id, defect="D22", repair="R04", by=cy)
    await repairs.close(order_id=done.id, by=cy)
    await worker.settle_everything()
    order = await repairs.start(ticket_id=ticket.id, by=cy)
    used = await repairs.use_part(order_id=order.id, part="P-BAT", location="WH-BER", by=cy)
    posting = (await postings(centres=None)).items[0]
    ids = {
        "centre_id": world.ber, "ticket_id": ticket.id, "order_id": order.id, "line_id": used.line.id, "party_id": world.ada,
        "item_id": world.s1, "product_id": world.drill, "part_id": world.battery, "location_id": world.shelf, "from_id": world.shelf,
        "resource_id": world.bench, "policy_id": world.policy, "staff_id": bo.id, "into_id": world.bahar, "owner_id": world.ada,
        "charge_id": await fetchval("select id from charge limit 1"), "message_id": await fetchval("select id from message limit 1"),
        "period_id": await fetchval("select id from accounting_period order by starts_on limit 1"), "posting_id": posting.id,
        "sku": "P-BAT", "number": await fetchval("select invoice_number from charge where invoice_number is not null"),
        "name": "labour_rounding_minutes", "currency": "EUR", "part": "P-BAT", "location": "WH-BER", "serial": "S1", "scan": "S1",
        "language": "en", "zone": "Europe/Berlin", "country": "DE", "region": "DE", "country_of_sale": "DE", "symptom": "S101", "defect": "D01",
        "repair": "R04", "section": "L02", "condition": "C99", "quantity": "1", "change": "1", "counted": "4", "valid_from": "2026-01-01",
        "on_date": "2026-03-01", "since": "2026-04-01", "reported_at": "2026-11-20T10:00:00Z", "tracking": "none", "role": "technician",
        "policy": "A", "serial_mask": "AA9999", "gtin": "4006381333931", "email": "ada@example.com", "phone": "+4915112345678",
    }  # fmt: skip
    return world.token, {name: str(value) for name, value in ids.items()}


class WebProcess:
    """`python -m service_desk.serve` on a free port, until it is left."""

    def __init__(self, dsn: str, log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url, self.log = f"http://127.0.0.1:{port}", log
        self.environment = os.environ | {
            "DATABASE_URL": dsn, "DESK_POOL": "4", "DESK_LOG_LEVEL": "ERROR", "PYTHONPATH": f"{ROOT}:{ROOT / 'barcode'}",
        }  # fmt: skip
        self.command = [sys.executable, "-m", "service_desk.serve", "--port", str(port)]

    def __enter__(self) -> "WebProcess":
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(self.command, env=self.environment, cwd=ROOT, stdout=out, stderr=out)
        for _ in range(int(PATIENCE * 10)):
            try:
                if httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(self.log.read_text())

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
