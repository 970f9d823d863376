"""`desk settings`: all of it out, all of it in, and nothing that changes on the way round."""

from datetime import date
from decimal import Decimal

import pytest
import yaml

from notifications.actions import publish_text, set_error_rule, set_windows, withdraw_text
from notifications.message import Medium, Window
from service_desk.accounts.actions import set_role
from service_desk.centres.actions import add_holiday, set_rate, set_setting
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.parts.actions import set_cost
from service_desk.pricing.actions import set_tax
from service_desk.products.actions import fit_part
from service_desk.scanning.actions import add_printer, create_station
from service_desk.setup import actions
from service_desk.setup.queries import settings
from service_desk.starter.actions import load_starter
from tests.shell import desk, desk_json

EVENTS = "select count(*) from event"


@pytest.fixture
async def configured(committed_db, committed_world):
    """A desk where somebody has changed a little of everything."""
    world = committed_world
    await load_starter(by=SYSTEM)
    await actions.change_company(country="DE", languages=["en", "fa"], by=SYSTEM)
    await set_setting(name="digits", value="latin", valid_from=date(2020, 1, 1), by=SYSTEM)
    await set_setting(name="labour_step_minutes", value=15, valid_from=date(2020, 1, 1), centre_id=world.teh, by=SYSTEM)
    await set_tax(country="IR", percent=Decimal(10), valid_from=date(2024, 3, 20), by=SYSTEM)
    await add_holiday(centre_id=world.ber, on_date=date(2026, 12, 24), name={"en": "Christmas Eve"}, by=SYSTEM)
    await set_rate(currency="EUR", per_currency="IRR", rate=Decimal(900000), valid_from=date(2020, 1, 1), by=SYSTEM)
    await set_role(code="agent", name={"en": "Front desk"}, rights=["tickets.read", "tickets.open"], by=SYSTEM)
    await set_windows(medium=Medium.SMS, windows=[Window(0, 540, 1080)], by=SYSTEM)
    words = {"subject": "", "body": "{{ number }}"}
    await publish_text(key="ticket_received", medium=Medium.SMS, language="en", by=SYSTEM, **words)
    await publish_text(key="ticket_received", medium=Medium.SMS, language="ar", by=SYSTEM, **words)
    await withdraw_text(key="ticket_received", medium=Medium.SMS, language="ar", by=SYSTEM)
    await set_error_rule(channel="twilio", code="30007", verdict="bad_address", by=SYSTEM)
    await fit_part(product_id=world.drill, part_id=world.battery, by=SYSTEM)
    await set_cost(part_id=world.grease, cost=Decimal(4), currency="EUR", valid_from=date(2026, 1, 1), by=SYSTEM)
    printer = await add_printer(
        centre_id=world.ber, code="LAB", kind="raw_tcp", address="127.0.0.1:9100", dpi=300, by=SYSTEM
    )
    await create_station(
        centre_id=world.ber, code="DESK1", printer_id=printer, location_id=world.shelf, gap_ms=500, by=SYSTEM
    )
    return committed_db


async def test_every_setting_is_listed(committed_db, committed_world):
    listed = await desk_json(committed_db, "settings", "list")
    assert set(listed) == set(settings())
    assert {"labour_step_minutes", "digits", "service_phone", "address"} <= set(listed)


async def test_one_setting_is_set_by_its_name(committed_db, committed_world):
    assert (await desk(committed_db, "settings", "set", "labour_step_minutes", "15", "--centre", "ber")).code == 0
    assert (await desk_json(committed_db, "settings", "list", "--centre", "BER"))["labour_step_minutes"] == 15
    for name, typed in (("labour_step_minutes", "۲۰"), ("digits", "Latin")):
        assert (await desk(committed_db, "settings", "set", name, typed)).code == 0
    refused = await desk(committed_db, "settings", "set", "labour_step_minutes", "often")
    assert (refused.code, refused.err.count("\n")) == (1, 1)


async def test_what_goes_out_comes_in_and_changes_nothing(configured, tmp_path):
    file = str(tmp_path / "company.yaml")
    assert (await desk(configured, "settings", "export", file)).code == 0
    before = await fetchval(EVENTS)
    assert await desk_json(configured, "settings", "import", file) == {"set": {}, "left": []}
    assert await fetchval(EVENTS) == before


async def test_an_empty_desk_becomes_the_same_by_the_file(configured, server_dsn, template, tmp_path):
    from tests.conftest import _clone, _database, _drop

    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    await desk(configured, "settings", "export", str(first))
    name = await _clone(server_dsn, template)
    try:
        empty = _database(server_dsn, name)
        made = await desk(empty, "init", "--from", str(first), "--admin", "vera", "--yes")
        assert made.code == 0, made.err
        await desk(empty, "settings", "export", str(second))
        exported = yaml.safe_load(first.read_text())
        assert yaml.safe_load(second.read_text()) == exported
        assert {name for name, rows in exported.items() if not rows} <= {"own"}, "a section that proves nothing"
    finally:
        await _drop(server_dsn, name)


async def test_a_changed_line_is_set_and_told_and_a_trial_sets_nothing(configured, tmp_path):
    file = tmp_path / "company.yaml"
    await desk(configured, "settings", "export", str(file))
    document = yaml.safe_load(file.read_text())
    document["company"]["name"] = {"en": "Aftercare Works Ltd"}
    document["taxes"].append({"country": "IR", "percent": "9", "since": "2020-01-01"})
    document["centres"][0]["hours"] = {"1": ["09:00-12:00"]}
    file.write_text(yaml.safe_dump(document, allow_unicode=True))
    before = await fetchval(EVENTS)
    told = {"set": {"company": 1, "centres": 1, "taxes": 1}, "left": []}
    assert await desk_json(configured, "settings", "import", str(file), "--dry-run") == told
    assert await fetchval(EVENTS) == before
    assert await desk_json(configured, "settings", "import", str(file)) == told
    assert await desk_json(configured, "settings", "import", str(file)) == {"set": {}, "left": []}


async def test_what_was_said_of_goods_and_printers_is_changed_by_the_file(configured, tmp_path):
    file = tmp_path / "company.yaml"
    await desk(configured, "settings", "export", str(file))
    document = yaml.safe_load(file.read_text())
    drill = next(row for row in document["products"] if row["sku"] == "D-100")
    drill |= {"name": {"en": "Hammer drill"}, "parts": ["P-DSP"]}
    document["prices"][0]["amount"] = "41.50"
    document["printers"][0]["address"] = "127.0.0.1:9101"
    document["stations"][0]["printer"] = ""
    document["error_rules"][0]["verdict"] = "retry"
    document["holidays"][0]["name"] = {"en": "Founders' day"}
    document["windows"].append({"medium": "sms", "weekday": 1, "opens": 540, "closes": 1080})
    file.write_text(yaml.safe_dump(document, allow_unicode=True))
    told = await desk_json(configured, "settings", "import", str(file))
    changed = ("holidays", "products", "prices", "printers", "stations", "error_rules")
    assert told == {"set": dict.fromkeys(changed, 1) | {"windows": 2}, "left": []}
    second = tmp_path / "second.yaml"
    await desk(configured, "settings", "export", str(second))
    del document["stations"][0]["printer"]  # what is empty is left out
    assert yaml.safe_load(second.read_text()) == document


@pytest.mark.parametrize(
    ("section", "row", "said"),
    [
        ("products", {"sku": "D-100", "name": {"en": "Drill"}, "tracking": "none"}, "tracking"),
        ("products", {"sku": "N-1", "name": {"en": "New"}, "parts": ["NOPE"]}, "NOPE"),
        ("prices", {"sku": "NOPE", "amount": 1, "currency": "EUR", "since": "2026-01-01"}, "NOPE"),
        ("printers", {"centre": "BER", "code": "X", "kind": "raw_tcp", "address": "203.0.113.9:9100"}, "203.0.113.9"),
        ("stations", {"centre": "BER", "code": "X", "printer": "NOPE"}, "NOPE"),
        ("policies", {"code": "A", "name": {"en": "Other"}, "versions": []}, "The policy A is published here"),
        ("error_rules", {"channel": "twilio", "code": "1", "verdict": "maybe"}, "maybe"),
    ],
)
async def test_what_cannot_be_set_is_named_and_nothing_is(committed_db, committed_world, tmp_path, section, row, said):
    file = tmp_path / "company.yaml"
    good = {"country": "IR", "percent": 9, "since": "2020-01-01"}
    file.write_text(yaml.safe_dump({"taxes": [good], section: [row]}))
    ended = await desk(committed_db, "settings", "import", str(file))
    assert (ended.code, ended.err.count("\n"), said in ended.err) == (1, 1, True), ended.err
    assert await fetchval("select count(*) from tax_rate where country = 'IR'") == 0


async def test_a_file_of_another_editor_is_read_and_a_wrong_one_told(committed_db, committed_world, tmp_path):
    file = tmp_path / "company.yaml"
    for encoding in ("utf-8-sig", "utf-16"):
        file.write_text("company: {name: {fa: گروه سپهر}}", encoding=encoding)
        assert (await desk(committed_db, "settings", "import", str(file), "--dry-run")).code == 0
    file.write_bytes("company: {name: {fa: گروه}}".encode("cp1256"))
    assert "not written in UTF-8" in (await desk(committed_db, "settings", "import", str(file))).err


async def test_whoever_may_not_set_prices_does_not_by_a_file(world):
    from service_desk.accounts import actions as accounts
    from service_desk.accounts import queries as people
    from service_desk.foundation.errors import Forbidden
    from service_desk.setup.rules import Document
    from service_desk.setup.rules.document import TaxRow

    await set_role(code="housekeeper", name={"en": "Housekeeper"}, rights=["centres.write"], by=SYSTEM)
    staff = await accounts.add_staff(login="hk", name="H", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=staff, role="housekeeper", centre_id=None, by=SYSTEM)
    document = Document(taxes=[TaxRow(country="DE", percent=Decimal(1), since=date(2026, 1, 1))])
    with pytest.raises(Forbidden):
        await actions.bring(document, by=await people.actor_of(staff))


async def test_a_file_with_one_bad_line_changes_nothing(configured, tmp_path):
    file = tmp_path / "company.yaml"
    file.write_text(
        yaml.safe_dump(
            {
                "taxes": [
                    {"country": "IR", "percent": "8", "since": "2020-01-01"},
                    {"country": "IR", "percent": "800", "since": "2021-01-01"},
                ]
            }
        )
    )
    ended = await desk(configured, "settings", "import", str(file))
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert await fetchval("select count(*) from tax_rate where country = 'IR'") == 1


@pytest.mark.parametrize("text", ["{", "[1]", "nonsense: 1", "taxes: [{country: IR}]"])
async def test_a_broken_file_is_one_sentence(committed_db, committed_world, tmp_path, text):
    file = tmp_path / "company.yaml"
    file.write_text(text)
    ended = await desk(committed_db, "settings", "import", str(file))
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "cannot be used" in ended.err


async def test_the_same_goes_by_the_doors(world, client):
    from service_desk.foundation.ids import uuid7

    read = (await client.get("/api/v1/configuration")).json()
    before = await fetchval(EVENTS)
    key = {"Idempotency-Key": str(uuid7())}
    assert (await client.post("/api/v1/configuration", json=read, headers=key)).json() == {"done": {}, "left": []}
    assert await fetchval(EVENTS) == before
    assert (await actions.configuration()).company.code == "A1"


async def test_centres_work_in_a_language_that_the_company_speaks(world, client):
    from service_desk.foundation.ids import uuid7

    async def change(path, body):
        answer = await client.patch(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})
        return answer.status_code, answer.json().get("code")

    assert await change("/company", {"languages": ["en", "ru"]}) == (409, "still_spoken")
    assert (await change("/company", {"languages": ["en", "fa"]}))[0] == 200
    assert await change(f"/centres/{world.ber}", {"language": "ru"}) == (400, "not_spoken")
    assert (await change(f"/centres/{world.ber}", {"language": "fa"}))[0] == 200
    assert (await change("/company", {"languages": ["fa"]}))[0] == 200


async def test_the_company_is_changed_until_its_books_have_begun(world, client):
    from service_desk.foundation.ids import uuid7

    async def change(path, body):
        return await client.patch(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    named = await change("/company", {"name": {"en": "Works"}, "languages": ["fa", "en"]})
    assert (named.json()["name"], named.json()["default_language"]) == ({"en": "Works"}, "fa")
    moved = await change(f"/centres/{world.ber}", {"zone": "Europe/Vienna", "country": "AT"})
    assert moved.json()["zone"] == "Europe/Vienna"
    assert (await change(f"/centres/{world.ber}", {"zone": "Vienna"})).status_code == 400
    assert (await change("/company", {"currency": "CHF"})).status_code in {200, 409}
    busy = await client.post(f"/api/v1/centres/{world.ber}/retirement", headers={"Idempotency-Key": str(uuid7())})
    assert (busy.status_code, busy.json()["code"]) == (409, "centre_busy")
    gone = await client.post(f"/api/v1/centres/{world.teh}/retirement", headers={"Idempotency-Key": str(uuid7())})
    assert gone.json()["retired"] is True
    back = await client.post(f"/api/v1/centres/{world.teh}/revival", headers={"Idempotency-Key": str(uuid7())})
    assert back.json()["retired"] is False


async def test_places_and_policies_get_the_names_of_the_file(world, client):
    whole = (await client.get("/api/v1/configuration")).json()
    place, policy = whole["places"][0], whole["policies"][0]
    place["name"], policy["name"] = {"en": "Cellar", "fa": "زیرزمین"}, {"en": "Two years", "fa": "دو سال"}
    asked = {"places": whole["places"], "policies": whole["policies"]}
    answer = await client.post("/api/v1/configuration", json=asked, headers={"Idempotency-Key": "names-of-the-file-1"})
    assert answer.status_code == 200, answer.text
    now = (await client.get("/api/v1/configuration")).json()
    assert (now["places"], now["policies"]) == (whole["places"], whole["policies"])
