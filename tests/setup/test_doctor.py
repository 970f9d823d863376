"""`desk doctor` and `GET /doctor`: what is wrong with this desk, and what to do about it."""

import json
import os
import socket
from dataclasses import replace
from datetime import date

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from notifications.channels import chosen, smtp, twilio_sms
from notifications.channels.sender_address import sender_of
from service_desk.centres.rules import PeriodFacts
from service_desk.erp.connectors import _built
from service_desk.foundation import facts
from service_desk.foundation.db import execute
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.settings import BadEnvironment, Environment, environment
from service_desk.foundation.written import Term
from service_desk.setup import checks
from service_desk.setup.checks import company, outside, working
from service_desk.setup.rules.health import Finding, State, period_finding, worst
from tests.doors.conftest import program
from tests.foundation.test_said import foreign
from tests.shell import desk

TODAY = date(2026, 11, 30)


def period(first, last, state="open"):
    return PeriodFacts(uuid7(), date.fromisoformat(first), date.fromisoformat(last), state)


@pytest.mark.parametrize(
    ("periods", "state"),
    [
        ([period("2026-01-01", "2027-12-31")], State.OK),
        ([period("2026-01-01", "2026-12-15")], State.WARNING),
        ([period("2026-01-01", "2026-12-31", "closed")], State.FAULT),
        ([period("2025-01-01", "2025-12-31")], State.FAULT),
        ([], State.FAULT),
    ],
)
def test_a_day_without_an_open_period_is_a_fault_and_the_last_month_a_warning(periods, state):
    assert period_finding(periods, TODAY).state is state


@pytest.fixture
def settings(monkeypatch):
    def given(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        environment.cache_clear()

    yield given
    for name in [name for name in os.environ if name.startswith("DESK_")]:
        monkeypatch.delenv(name)
    environment.cache_clear()


@pytest.fixture
def relay():
    """A relay on this machine that takes one password."""

    def check(_server, _session, _envelope, _mechanism, login):
        return AuthResult(success=login.password == b"right")

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = Controller(object(), hostname="127.0.0.1", port=port, auth_require_tls=False, authenticator=check)
    running.start()
    yield port
    running.stop()


@pytest.mark.parametrize(("password", "state"), [("right", State.OK), ("wrong", State.FAULT)])
async def test_a_refused_mail_password_is_found_without_sending_a_mail(relay, settings, password, state):
    settings(DESK_EMAIL_CHANNEL="smtp", DESK_SMTP_URL=f"smtp://desk:{password}@127.0.0.1:{relay}")
    found = {each.told("en").says: each for each in await outside.media() if "e-mail" in each.told("en").says}
    assert {each.state for each in found.values()} == {state}


async def test_a_relay_that_is_away_is_a_fault(settings):
    settings(DESK_EMAIL_CHANNEL="smtp", DESK_SMTP_URL="smtp://127.0.0.1:1")
    assert worst(await outside.media()) is State.FAULT


@pytest.mark.parametrize(
    ("sender", "state"),
    [
        ("Aftercare <service@example.com>", State.OK),
        ('"Acme, Inc." <service@example.com>', State.OK),
        ("Acme, Inc. <service@example.com>", State.OK),
        ("Service @ Acme <service@example.com>", State.OK),
        ("desk@localhost", State.FAULT),
        ("service", State.FAULT),
    ],
)
async def test_a_sender_that_spoils_every_mail_is_found(settings, sender, state):
    settings(DESK_EMAIL_CHANNEL="smtp", DESK_MAIL_FROM=sender)
    assert worst(await outside.sender()) is state


async def test_an_address_that_only_this_machine_reaches_is_told(db, settings):
    settings(DESK_PUBLIC_URL="http://127.0.0.1:8000")
    assert worst(await outside.address()) is State.WARNING
    settings(DESK_PUBLIC_URL="https://desk.example", DESK_SECURE_COOKIES="on")
    assert worst(await outside.address()) is State.OK
    await facts.note(facts.ADDRESS, "https://other.example")
    assert worst(await outside.address()) is State.FAULT


async def test_without_a_worker_nothing_is_done_and_that_is_said(db):
    assert worst(await working.workers()) is State.FAULT


async def test_a_centre_that_lacks_something_is_named_with_what_gives_it(world):
    [found] = [each.told("en") for each in await company.centres()]
    assert "TEH still lacks: a warehouse" in found.says
    assert "labour: [{centre: TEH, cost: 2000000, price: 5000000, currency: IRR, since: " in found.advice
    await execute("update centre set retired_at = now() where code = 'TEH'")
    [found] = [each.told("en") for each in await company.centres()]
    assert (found.state, found.says) == (State.OK, "1 service centre has what it takes.")
    await execute("delete from fault_link")
    await execute("delete from fault_code")
    assert worst(await company.fault_codes()) is State.FAULT


async def test_what_is_found_is_told_in_the_readers_language(world):
    found = [each.told("fa") for each in await checks.examine()]
    assert {"مرکزها", "کارگر", "دوره‌های مالی"} <= {each.title for each in found}
    assert [each.says for each in found if each.check == "worker"] == [
        "هیچ کارگری در حال اجرا نیست: چیزی ثبت، فرستاده یا چاپ نمی‌شود."
    ]
    lacking = next(each for each in found if each.check == "centres")
    assert (lacking.says, "با سطر places: [{centre: TEH" in lacking.advice) == (
        "TEH هنوز این‌ها را ندارد: انبار، کسی که زمان کارش ثبت شود، نرخ یک ساعت کار، نرخ مالیات.",
        True,
    )


async def test_a_check_that_breaks_is_a_finding_and_stops_no_other(world, monkeypatch):
    async def broken():
        raise OSError("no way")  # as a library would

    monkeypatch.setattr(checks, "CHECKS", (broken, company.founded))
    assert [each.state for each in await checks.examine()] == [State.FAULT, State.OK]


async def test_the_door_and_the_command_make_the_same_checks(committed_world, committed_db, app):
    async with program(app, committed_world.token) as client:
        told = (await client.get("/api/v1/doctor")).json()
    ended = await desk(committed_db, "doctor", "--json")
    same = {each["check"] for each in told["findings"]}
    assert same == {each["check"] for each in json.loads(ended.out)["findings"]}
    assert (ended.code, told["state"]) == (1, "fault")  # no worker runs beside this test


async def test_an_empty_database_is_told_apart_from_a_broken_one(server_dsn):
    ended = await desk(server_dsn, "doctor")
    assert ended.code == 1
    assert "has no tables yet" in " ".join(ended.out.split())


@pytest.mark.parametrize("language", ["fa", "ar", "zh", "ru"])
async def test_a_wrong_setting_and_a_check_that_fails_are_told_in_the_readers_language(
    committed_world, monkeypatch, language
):
    for wrong in settings_refused():
        told = outside._wrong(Term("messages"), wrong).told(language)
        assert set(foreign(told.says)) <= {"console", "twilio", "books"}, told.says  # as one writes them
        assert str(wrong) not in told.says

    async def fails() -> list[Finding]:
        raise NotFound(kind="unit", key="S-1")

    monkeypatch.setattr(checks, "CHECKS", (fails,))
    monkeypatch.setitem(checks.TITLES, fails, "printers")
    (told,) = [each.told(language) for each in await checks.examine()]
    assert foreign(told.says) == [], told.says


def settings_refused():
    """What the start refuses of the environment, each once."""
    given = Environment(twilio_account=None)
    for refused in (
        lambda: twilio_sms.open_channel(given), lambda: twilio_sms.checked_sender("ثريا"), lambda: sender_of("no address"),
        lambda: smtp.open_channel(given), lambda: chosen(replace(given, sms_channel="pigeon")),
        lambda: smtp.open_channel(replace(given, smtp_url="smtps://a?tls=off")), lambda: smtp.open_channel(replace(given, smtp_url="smtp://a?tls=x")),
        lambda: Environment.read({"DESK_POOL": "x"}), lambda: Environment.read({"DESK_SECURE_COOKIES": "x"}),
        lambda: _built("sap"),
    ):  # fmt: skip
        with pytest.raises(BadEnvironment) as caught:
            refused()
        yield caught.value
