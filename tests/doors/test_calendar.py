"""When a centre works: shifts by weekday, and the days on which it is closed."""

import pytest

from tests.doors.conftest import API, program, refused, token_of


@pytest.fixture
def teh(world):
    return f"/centres/{world.teh}"


async def test_holidays_are_listed_added_and_taken_back(post, read, teh):
    nowruz = {"on_date": "2027-03-21", "name": {"fa": "نوروز", "en": "Nowruz"}}
    for _ in range(2):
        assert (await post(f"{teh}/holidays", nowruz)).status_code == 201
    assert (await read(f"{teh}/holidays", since="2027-01-01", until="2027-12-31"))["items"] == [nowruz]
    assert (await post(f"{teh}/holidays/removal", {"on_date": "2027-03-21"})).status_code == 201
    assert (await read(f"{teh}/holidays", since="2027-01-01", until="2027-12-31"))["items"] == []
    refused(await post(f"{teh}/holidays/removal", {"on_date": "2027-03-21"}), 404, "not_found", "holiday")


async def test_a_week_is_written_anew_and_a_shift_that_ends_before_it_begins_is_refused(put, read, teh):
    week = {"shifts": [{"weekday": 6, "opens": 480, "closes": 720}, {"weekday": 6, "opens": 780, "closes": 1020}]}
    assert (await put(f"{teh}/hours", week)).json() == week
    assert await read(f"{teh}/hours") == week
    backwards = {"shifts": [{"weekday": 6, "opens": 720, "closes": 480}]}
    assert (await put(f"{teh}/hours", backwards)).json()["code"] == "not_a_shift"
    assert await read(f"{teh}/hours") == week


async def test_another_centre_s_calendar_is_not_there(app, world, teh):
    async with program(app, await token_of({"centres.read", "centres.write"}, world.ber)) as berlin:
        assert (await berlin.get(f"{API}{teh}/hours")).status_code == 404
        assert (await berlin.get(f"{API}{teh}/holidays")).status_code == 404
