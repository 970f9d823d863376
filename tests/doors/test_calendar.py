"""When a centre works: shifts by weekday, and the days on which it is closed."""

import pytest

from service_desk.foundation.ids import uuid7
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
    assert (await put(f"{teh}/hours", week)).json()["shifts"] == week["shifts"]
    assert (await read(f"{teh}/hours"))["shifts"] == week["shifts"]
    backwards = {"shifts": [{"weekday": 6, "opens": 720, "closes": 480}]}
    assert (await put(f"{teh}/hours", backwards)).json()["code"] == "not_a_shift"
    assert (await read(f"{teh}/hours"))["shifts"] == week["shifts"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("PUT", "/centres/TEH/hours", {"shifts": []}), ("PATCH", "/company", {"name": {"en": "Another"}})],
)
async def test_hours_and_company_are_changed_only_as_they_were_read(client, world, method, path, body):
    tag = (await client.get(API + path)).headers["etag"]
    for given, status in ((tag, 200), (tag, 412), ("*", 200)):
        sent = {"If-Match": given, "Idempotency-Key": str(uuid7())}
        if given == "*":
            body = (
                {"shifts": [{"weekday": 1, "opens": 480, "closes": 720}]}
                if method == "PUT"
                else {"name": {"en": "A third"}}
            )
        answer = await client.request(method, API + path, json=body, headers=sent)
        assert answer.status_code == status, answer.text
    assert (await client.get(API + path)).headers["etag"] != tag


async def test_another_centre_s_calendar_is_not_there(app, world, teh):
    async with program(app, await token_of({"centres.read", "centres.write"}, world.ber)) as berlin:
        assert (await berlin.get(f"{API}{teh}/hours")).status_code == 404
        assert (await berlin.get(f"{API}{teh}/holidays")).status_code == 404
