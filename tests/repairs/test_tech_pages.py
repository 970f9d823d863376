"""The technician's pages as the server draws them."""

import gzip
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.places import STATIC
from service_desk.foundation.reader import Reader
from service_desk.foundation.web.pages import OWN, assets
from service_desk.foundation.web.stream import news
from service_desk.repairs import actions, queries
from service_desk.repairs.pages.tech import running
from service_desk.repairs.rules import Coded, GoodwillState, Missing, missing
from service_desk.timesheets import actions as timesheets
from service_desk.timesheets.rules import CLOCK
from tests.world import PASSWORD


@pytest.fixture
async def page(bench, anonymous):
    """What Tara, a technician in Berlin, sees at an address."""
    tara = await accounts.add_staff(login="tara", name="Tara", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=tara, role="technician", centre_id=bench.world.ber, by=SYSTEM)
    await timesheets.create_resource(centre_id=bench.world.ber, code="TARA", name="Tara", staff_id=tara, by=SYSTEM)
    signed_in = await anonymous.post("/api/v1/sessions", json={"login": "tara", "password": PASSWORD})
    assert signed_in.status_code == 204, signed_in.text

    async def get(address: str, language: str = "en") -> str:
        await accounts.change_staff(staff_id=tara, language=language, by=SYSTEM)
        answer = await anonymous.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    return get


async def _number(order):
    return (await queries.order(order)).number


async def test_the_bench_shows_what_nobody_began_and_not_what_another_works_on(page, bench, order, paid):
    await actions.start_clock(order_id=paid, resource_id=bench.bo, by=bench.world.cy)
    shown = await page("/tech")
    assert [f'href="/tech/{await _number(each)}"' in shown for each in (order, paid)] == [True, False]


async def test_a_technician_sees_no_order_of_another_centre(bench, order):
    assert [row.number for row in await queries.bench(bench.world.bo.id, frozenset({bench.world.teh}))] == []
    assert [row.mine for row in await queries.bench(bench.world.bo.id, frozenset({bench.world.ber}))] == [False]
    await actions.start_clock(order_id=order, resource_id=bench.bo, by=bench.world.bo)
    assert [row.mine for row in await queries.bench(bench.world.bo.id, frozenset({bench.world.ber}))] == [True]


async def test_words_find_an_order_that_is_on_nobodys_bench(page, order):
    number = await _number(order)
    assert f'href="/tech/{number}"' in await page("/tech?words=S1")
    assert "No open order" in await page("/tech?words=zzzz")


async def test_the_sheet_keeps_a_serial_unturned_for_a_persian_reader(page, bench, order):
    await actions.use_part(
        order_id=order, part="P-DSP", location_id=bench.shelf, serial="X1", old_serial="X0", by=bench.world.cy
    )
    shown = await page(f"/tech/{await _number(order)}", "fa")
    assert 'dir="rtl"' in shown
    assert re.findall(r'<bdi dir="ltr" class="code">(X\d)</bdi>', shown) == ["X1", "X0"]


async def test_each_act_of_the_sheet_is_a_door_that_is_there(page, bench, order, app):
    await actions.use_part(order_id=order, part="P-DSP", location_id=bench.shelf, serial="X1", by=bench.world.cy)
    shown = await page(f"/tech/{await _number(order)}")
    doors = json.loads((STATIC.parent / "docs" / "openapi.json").read_text())["paths"]
    patterns = [re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$") for path, acts in doors.items() if "post" in acts]
    asked = set(re.findall(r'data-(?:fact|chosen|picture)="([^"]+)"', shown))
    assert len(asked) >= 4
    assert [each for each in asked if not any(pattern.match(each) for pattern in patterns)] == []


async def test_the_sheet_links_what_is_missing_to_its_field(page, order):
    shown = await page(f"/tech/{await _number(order)}")
    assert {"defect-1", "repair-1"} <= set(re.findall(r'data-field="([^"]+)"', shown))
    assert set(re.findall(r'data-field="([^"]+)"', shown)) <= set(re.findall(r'id="([^"]+)"', shown))


async def test_an_ended_order_can_be_read_and_not_changed(page, bench, order):
    await actions.cancel(order_id=order, note="Came to nothing", by=bench.world.cy)
    shown = await page(f"/tech/{await _number(order)}")
    assert ("data-fact=" in shown, "scan-box" in shown, "not worked on" in shown) == (False, False, True)


def test_a_part_that_the_code_names_is_missing_until_one_is_on():
    unit = Coded(uuid4(), frozenset({Missing.DEFECT}), needs_part=True)
    asked = missing([unit], [], clocks=1, unchecked=True, goodwill=[GoodwillState.ASKED])
    assert asked == [Missing.DEFECT, Missing.PART, Missing.CLOCK, Missing.CHECK, Missing.GOODWILL]
    assert missing([], [], clocks=0, unchecked=False, goodwill=[GoodwillState.GRANTED]) == []


async def test_the_worker_is_never_kept_and_names_files_that_are_there(anonymous):
    answer = await anonymous.get("/sw.js")
    first = answer.text.partition("\n")[0]
    named = [each for found in re.findall(r"=(\[[^\]]*\])", first) for each in json.loads(found)]
    assert (answer.headers["cache-control"], answer.headers["service-worker-allowed"]) == ("no-cache", "/")
    assert len(named) >= 6
    assert all((STATIC / each.removeprefix("/static/")).is_file() for each in named)


@pytest.mark.parametrize(("language", "name"), [("en", "My bench"), ("fa", "میز کار من"), ("xx", "My bench")])
async def test_a_phone_can_keep_the_bench_on_its_home_screen(anonymous, language, name):
    told = (await anonymous.get(f"/tech.webmanifest?lang={language}")).json()
    assert (told["name"], told["start_url"], told["display"]) == (name, "/tech", "standalone")


@pytest.mark.parametrize(("script", "most"), [("sw.js", 3_000), ("tech.js", 7_500)])
def test_what_a_phone_loads_stays_small(script, most):
    assert len(gzip.compress((STATIC / assets()[script].removeprefix("/static/")).read_bytes(), 9)) <= most


async def test_time_on_the_sheet_is_told_in_words_and_minutes_of_the_reader(page, bench, paid):
    start = clock.now() - timedelta(minutes=90)
    await actions.start_clock(order_id=paid, resource_id=bench.bo, started_at=start, by=bench.world.bo)
    await actions.stop_clock(
        order_id=paid, resource_id=bench.bo, stopped_at=start + timedelta(minutes=85), by=bench.world.bo
    )
    number = await _number(paid)
    assert re.search(r"Repair</bdi></b> <span class=\"tight\">1 h 25 min<", await page(f"/tech/{number}"))
    assert re.search(r"تعمیر</bdi></b> <span class=\"tight\">۱ ساعت و ۲۵ دقیقه<", await page(f"/tech/{number}", "fa"))


async def test_whose_clock_runs_sees_it_on_every_page_and_nobody_elses(bench, order, app):
    bo = Reader(bench.world.bo, "Bo", "en", zone="Europe/Berlin")
    number, listening = await _number(order), news(bo, [topic for topic in OWN if bo.actor.may(OWN[topic])])
    assert CLOCK in OWN
    first = (await anext(listening)).decode()
    assert "ping" in first
    await actions.start_clock(order_id=order, resource_id=bench.world.bench, by=bench.world.bo)
    assert f'href="/tech/{number}"' in str(await running(bench.world.bo.id, bo))
    assert await running(bench.world.bo.id, Reader(bench.world.cy, "Cy", "en")) is None
    await actions.stop_clock(order_id=order, resource_id=bench.world.bench, by=bench.world.bo)
    assert "href" not in str(await running(bench.world.bo.id, bo))
    await listening.aclose()
