"""The demo is made once, in an empty database only, and is the company that it promises."""

import re
import stat
from pathlib import Path

import pytest

from barcodes import ScanHints
from barcodes.commands import Command, command_token
from service_desk.accounts import actions as accounts
from service_desk.accounts.queries import actor_by_token
from service_desk.centres.queries import centre_by_code
from service_desk.demo.actions import seed as seeding
from service_desk.demo.actions import work
from service_desk.demo.actions.guide import SCRIPT, TOKEN_FILE, guide
from service_desk.demo.actions.seed import NotADemo, ensure_company, seed
from service_desk.demo.rules.places import BENCH, PASSWORD, PLACES, STAFF
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.foundation.errors import DeskError
from service_desk.foundation.facts import DEMO, holds
from service_desk.links.queries import by_token
from service_desk.parts.queries import location
from service_desk.repairs.actions import expire_estimates
from service_desk.repairs.rules import State
from service_desk.scanning.actions import scan_at_station
from service_desk.scanning.queries import jobs, printer, resolve, stations
from service_desk.scanning.rules import OWN, RecordKind
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.codes import badge_token
from service_desk.scanning.rules.printing import JobState
from service_desk.worker import settle_everything

PACKAGE = Path(seeding.__file__).resolve().parents[2]
URL = "http://127.0.0.1:8000"


async def count(table):
    return await fetchval(f"select count(*) from {table}")


async def test_seeding_twice_is_once(demo):
    before = await count("event")
    assert demo.new
    assert not (await seed()).new
    assert await count("event") == before
    assert await count("service_item") == 2000
    assert await count("company") == 1


async def test_every_seeded_unit_has_frozen_terms_and_work_is_in_every_state(demo):
    assert await fetchval("select count(*) from item_terms where closed_at is null and start_on is not null") == 2000
    orders = {row["state"] for row in await fetch("select distinct state from repair_order")}
    assert set(State) - {State.ESTIMATING} == orders
    assert await fetchval("select count(*) from ticket where decided_verdict = 'undecided'") == 0


async def test_every_centre_has_a_bench_that_is_calibrated_and_prints_without_a_printer(demo):
    found = await stations(None)
    assert len(found) == len(PLACES)
    for station in found:
        assert (station.profile.aim, station.profile.layout, station.calibrated_at is None) == (True, "us", False)
        assert (await printer(station.printer_id, None, "en")).kind is PrinterKind.DOWNLOAD
        assert (await location(station.location_id)).centre_id == station.centre_id


async def test_every_technician_has_a_badge_that_is_read(demo):
    for member in (member for member in STAFF if member.role == "technician"):
        found = await resolve(badge_token(member.centre, member.login.upper()), ScanHints(internal_formats=OWN), SYSTEM)
        assert (found.record.kind, found.record.title) == (RecordKind.RESOURCE, member.name)


async def test_the_scans_that_the_guide_names_start_a_clock_and_print_the_tag(demo, tmp_path):
    scans = re.search(rf"desk scan bench BER/{BENCH[0]} (.+)", await guide(tmp_path, URL))[1].split()
    station = await bench("BER")
    answers = [await scan(station, raw) for raw in (*scans, command_token(Command.PRINT), command_token(Command.STOP))]
    assert [(answer.done, answer.code) for answer in answers] == [
        (True, "order"), (True, "badge"), (True, "START"), (True, "ready"), (True, "STOP")]  # fmt: skip
    assert answers[0].order in scans[0]
    assert answers[2].technician == "Jonas Weber"
    assert [job.state for job in (await jobs(None, "en")).items] == [JobState.DONE]


async def bench(centre):
    centre_id = (await centre_by_code(centre)).id
    return next(one for one in await stations(frozenset({centre_id})) if one.code == BENCH[0])


async def scan(station, raw):
    return await scan_at_station(station_id=station.id, raw=raw, by=SYSTEM, hints=ScanHints(internal_formats=OWN))


async def test_customers_and_their_words_speak_five_languages(demo):
    assert {row["language"] for row in await fetch("select distinct language from party")} == {
        "en",
        "fa",
        "ar",
        "zh",
        "ru",
    }
    for letters in ("[а-я]", "[一-龥]", "[ء-ي]"):
        assert await fetchval("select count(*) from ticket where words ~ $1", letters), letters


async def test_nothing_of_the_past_weeks_lies_in_the_future(demo):
    for table, column in (
        ("ticket", "state_at"),
        ("order_move", "moved_at"),
        ("stock_move", "moved_at"),
        ("time_entry", "stopped_at"),
    ):
        assert await fetchval(f"select count(*) from {table} where {column} > now()") == 0, table


async def test_what_was_seeded_reaches_books_and_customers_by_the_worker(committed_db):
    await seed()
    await settle_everything()
    assert await fetch("select key from posting where state <> 'verified'") == []
    assert await fetchval("select count(*) from event_delivery where state <> 'done'") == 0
    assert await count("message") > 50


async def test_a_company_that_is_no_demo_is_left_alone(world):
    before = await count("event"), await count("staff")
    with pytest.raises(NotADemo, match="was not made as a demo"):
        await seed()
    assert (await count("event"), await count("staff")) == before
    assert not await holds(DEMO)


async def test_a_database_that_holds_only_staff_is_in_use_too(db):
    await accounts.add_staff(login="root", name="Root", password=None, by=SYSTEM)
    with pytest.raises(NotADemo):
        await ensure_company()


async def test_demo_log_ins_open_the_demo_and_nothing_else(demo, world_after_refusal):
    await accounts.sign_in(login="mina", password=PASSWORD)
    await world_after_refusal()
    with pytest.raises(DeskError):
        await accounts.sign_in(login="mina", password=PASSWORD)


@pytest.fixture
def world_after_refusal():
    """The same database as if it had been made otherwise: without the demo's staff and without its fact."""

    async def become():
        await execute("update staff set retired_at = now()")
        await execute("delete from database_fact")
        with pytest.raises(NotADemo):
            await seed()

    return become


def test_the_fact_and_the_password_are_used_where_the_demo_is_made_and_nowhere_else():
    """What would break the promise: a second place that states the fact, or that gives someone the printed password."""
    users = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\bstate\(DEMO\)|password=PASSWORD|'demo'.*database_fact", path.read_text())
    }
    assert users == {"demo/actions/seed.py", "demo/actions/company.py", "demo/actions/people.py"}


async def test_an_interrupted_seeding_leaves_nothing_and_the_next_one_starts_again(db, monkeypatch):
    async def pulled(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(work, "tell", pulled)
        with pytest.raises(KeyboardInterrupt):
            await seed()
    assert [await count(table) for table in ("company", "staff", "event", "database_fact")] == [0, 0, 0, 0]
    assert (await seed()).new


async def test_a_company_that_was_founded_for_played_jobs_is_furnished_later(db):
    assert (await ensure_company()).new
    assert await count("service_item") == 0
    assert (await seed()).new
    assert await count("staff") == len(STAFF)


async def test_the_guide_names_every_log_in_and_a_token_that_works(demo, tmp_path):
    said = await guide(tmp_path, URL)
    assert all(f"  {member.login} " in said for member in STAFF)
    begins = {
        line.split()[0]: line.split()[-1] for line in said.splitlines() if line.strip().startswith(("anna", "jonas"))
    }
    assert begins == {"anna": f"{URL}/desk", "jonas": f"{URL}/tech"}
    assert PASSWORD in said
    kept = (tmp_path / TOKEN_FILE).read_text().strip()
    assert kept in said
    assert (await actor_by_token(kept)).may("repairs.close")
    assert stat.S_IMODE((tmp_path / TOKEN_FILE).stat().st_mode) == 0o600
    assert await guide(tmp_path, URL) == said


async def test_the_guide_names_the_page_of_a_customer_and_what_opens_it(demo, tmp_path):
    said = re.search(r"phone are (\d{4}):\s+\S+/l/([\w-]+)", await guide(tmp_path, URL))
    link = await by_token(said[2])
    phones = await fetch("select value from contact_point where party_id = $1", link.party_id)
    assert any(row["value"].endswith(said[1]) for row in phones)


async def test_the_customer_of_the_guide_has_an_estimate_to_answer_although_the_demo_lies_in_the_past(demo, tmp_path):
    await expire_estimates()
    said = re.search(r"/l/(\S+)\?lang=en", await guide(tmp_path, URL))
    link = await by_token(said[1])
    assert await fetchval(
        "select e.valid_until > current_date from estimate e join repair_order r on r.id = e.order_id where r.ticket_id = $1 and e.state = 'sent'",
        link.subject_id,
    )


async def test_a_token_of_another_database_is_replaced(demo, tmp_path):
    (tmp_path / TOKEN_FILE).write_text("act_of_somewhere_else\n")
    await guide(tmp_path, URL)
    assert await actor_by_token((tmp_path / TOKEN_FILE).read_text().strip()) is not None


async def test_the_script_is_about_a_unit_in_cover_that_nobody_brought_yet(demo, tmp_path):
    await guide(tmp_path, URL)
    script = (tmp_path / SCRIPT).read_text()
    serial = re.search(r"serial=(\w+)", script)[1]
    assert not re.search(r"@[A-Z]", script)
    item = await fetchval("select id from service_item where serial = $1", serial)
    assert await fetchval("select labour_last_on > current_date from item_terms where item_id = $1", item)
    assert not await fetchval("select count(*) from ticket where item_id = $1", item)


async def test_no_guide_and_no_token_for_a_database_that_is_no_demo(world, tmp_path):
    with pytest.raises(NotADemo):
        await guide(tmp_path, URL)
    assert list(tmp_path.iterdir()) == []
