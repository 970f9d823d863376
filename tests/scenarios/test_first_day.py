"""The first day of a company, from an empty PostgreSQL: by commands and the API alone, with web and worker for real."""

import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import asyncpg
import httpx
import pytest

from tests.doors.served import WebProcess
from tests.patience import PATIENCE
from tests.shell import ROOT, desk, desk_json, environment

NUMBERS = count()
PASSWORD = "seven blue boats and a goat"
PLACES = {
    "fa": ("گروه خدمات سپهر", "Iran", "تهران", "IRR", "TEH", "2000000", "09121234567", "350000"),
    "en": ("Acme Service", "DE", "Berlin", "EUR", "BER", "90", "0151 12345678", "35"),
    "ar": ("خدمات الخليج", "AE", "دبي", "AED", "DUB", "150", "050 123 4567", "60"),
    "zh": ("晴空服务", "CN", "上海", "CNY", "SHA", "200", "138 0013 8000", "80"),
    "ru": ("Сервис Плюс", "RU", "Москва", "RUB", "MOS", "2500", "+7 912 345-67-89", "900"),
}
ZONES = {"ru": ("--zone", "Europe/Moscow")}


@pytest.fixture
async def empty(server_dsn):
    """A database with nothing in it, not even tables."""
    name = f"first_day_{os.getpid()}_{next(NUMBERS)}"
    admin = await asyncpg.connect(server_dsn)
    await admin.execute(f"create database {name} template template0")
    yield server_dsn.rsplit("/", 1)[0] + "/" + name
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


class Newcomer:
    """Somebody with a browser's session and the API's description, and nothing else."""

    def __init__(self, url):
        self.client = httpx.Client(base_url=f"{url}/api/v1", timeout=PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def call(self, method, path, body=None):
        answer = self.client.request(method, path, json=body)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body or {})

    def sign_in(self, login, password):
        self.post("/sessions", {"login": login, "password": password})

    def until(self, path, fits):
        """Ask again until it is so."""
        for _ in range(int(PATIENCE)):
            if fits(found := self.get(path)):
                return found
            time.sleep(1)
        raise AssertionError(found)


def worker(dsn, log):
    with log.open("wb") as out:
        command = [sys.executable, "-m", "service_desk.cli", "worker"]
        return subprocess.Popen(command, env=environment(dsn), cwd=ROOT, stdout=out, stderr=out)


@pytest.mark.parametrize("language", PLACES)
async def test_a_company_that_begins_repairs_charges_posts_and_tells_on_its_first_day(empty, tmp_path, language):
    company, country, city, currency, code, price, _, cost = PLACES[language]
    made = await desk_json(
        empty, "init", "--company", company, "--country", country, "--language", language, "--centre", city,
        "--centre-code", code, "--hour-price", price, "--hour-cost", cost, "--admin", "mina", "--yes",
        *ZONES.get(language, ()),
    )  # fmt: skip
    again = await desk(
        empty, "init", "--company", company, "--country", country, "--centre", city, "--admin", "x", "--yes"
    )
    assert (again.code, again.err.count("\n")) == (1, 1)
    process = worker(empty, tmp_path / "worker.log")
    try:
        with WebProcess(empty, tmp_path / "web.log") as web:
            day = await asyncio.to_thread(_first_day, web.url, made, language)
            assert day["currency"] == currency
            exported = await desk(empty, "settings", "export", str(tmp_path / "company.yaml"))
            assert exported.code == 0, exported.err
            judged = await desk(empty, "warranty", "replay", "--json")
            again = json.loads(judged.out)
            assert (judged.code, again["same"], again["different"]) == (0, again["replayed"], [])
            assert again["replayed"] >= 2
            examined = json.loads((await desk(empty, "doctor", "--json")).out)
            assert {each["check"] for each in examined["findings"] if each["state"] == "fault"} <= {"public address"}
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _first_day(url, made, language):
    with Newcomer(url) as me:
        return _work(me, made, language)


def _work(me, made, language):
    _, _, _, currency, code, price, phone, cost = PLACES[language]
    me.sign_in("mina", made["one_time_password"])
    early = me.client.get("/customers")
    assert early.status_code == 403  # the one-time password has to be changed first
    me.post("/me/password", {"present": made["one_time_password"], "new": PASSWORD})
    me.sign_in("mina", PASSWORD)
    assert [centre["code"] for centre in me.get("/centres")["items"]] == [code]
    centre = me.get("/centres")["items"][0]["id"]

    # this company writes at any hour, or the test would wait for the morning
    always = [
        {"medium": medium, "weekday": day, "opens": 0, "closes": 1440}
        for medium in ("sms", "email")
        for day in range(7)
    ]
    assert me.post("/configuration", {"windows": always})["done"] == {"windows": 14}

    # what is sold and what it is repaired with
    product = me.post("/products", {"sku": "WM-1", "name": {language: "WM-1"}})["id"]
    part = me.post("/products", {"sku": "P-PMP", "name": {language: "P-PMP"}, "kind": "part", "tracking": "none"})["id"]
    me.post("/prices", {"product_id": part, "amount": price, "currency": currency, "valid_from": "2020-01-01"})
    shelf = next(each["id"] for each in me.get("/locations")["items"] if each["code"] == "WH")
    received = {"part_id": part, "location_id": shelf, "quantity": "3", "unit_cost": cost, "currency": currency}
    me.post("/stock/receipts", received)

    # a customer with a unit out of warranty
    contacts = [{"kind": "phone", "value": phone}, {"kind": "email", "value": "ada@example.com"}]
    customer = me.post("/customers", {"name": "Ada Lovelace", "language": language, "contacts": contacts})["id"]
    dates = [{"basis": "invoice", "on_date": "2019-05-01"}]
    unit = {"product_id": product, "serial": "SN-1001", "owner_id": customer, "dates": dates}
    item = me.post("/items", unit)["id"]
    me.post(f"/items/{item}/terms", {"policy": "STANDARD-24"})

    # the job
    words = {
        "centre_id": centre,
        "serial": "SN-1001",
        "party_id": customer,
        "words": "Does not pump.",
        "symptom": "S803",
    }
    ticket = me.post("/tickets", words)
    assert ticket["verdict"] == "not_covered"
    order = me.post("/repairs", {"ticket_id": ticket["id"]})
    path = f"/repairs/{order['id']}"
    resource = me.get("/resources")["items"][0]["id"]
    started = (datetime.now(UTC) - timedelta(minutes=30)).isoformat()
    me.post(f"{path}/clock", {"resource_id": resource, "started_at": started})
    me.post(f"{path}/diagnosis", {"section": "L11", "defect": "D01", "repair": "R01"})
    me.post(f"{path}/parts", {"part": "P-PMP", "location": "WH"})
    me.post(f"{path}/clock/stop", {"resource_id": resource})
    me.post(f"{path}/quality-check", {"passed": True})
    me.post(f"{path}/closure")
    me.post(f"{path}/handover")

    # what follows
    number = me.get(path)["order"]["number"]
    assert number == f"{code}-R-000001"
    postings = me.until(
        f"/postings?order_number={number}",
        lambda found: len(found["items"]) >= 2 and {each["state"] for each in found["items"]} == {"verified"},
    )["items"]
    assert {each["kind"] for each in postings} >= {"issue", "invoice"}
    [charge] = [each for each in me.get(f"{path}/charges")["items"] if each["payer"] == "customer"]
    assert Decimal(charge["total"]) == Decimal(charge["net"]) + Decimal(charge["tax"])
    assert Decimal(charge["net"]) > Decimal(price)
    assert charge["invoice_number"] == f"{code}-I-000001"
    messages = me.until(
        f"/messages?thread=ticket:{ticket['id']}",
        lambda found: len(found["items"]) >= 2 and {each["state"] for each in found["items"]} <= {"delivered", "sent"},
    )["items"]
    assert {each["language"] for each in messages} == {language}
    assert me.get("/stock/reconciliation") is not None
    return charge
