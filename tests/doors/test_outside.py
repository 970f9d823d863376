"""What the ERP itself says, and what an RFID reader saw: read, kept nowhere."""

from tests.doors.conftest import API, refused


async def test_the_books_say_what_they_can_and_that_they_answer(read):
    shown = await read("/erp")
    assert (shown["name"], shown["health"]["ok"]) == ("books", True)
    assert "receipt" in shown["capabilities"]["kinds"]


async def test_an_item_is_shown_as_the_erp_holds_it_and_an_unknown_one_is_said(client, read):
    assert await read("/erp/items/P-BAT") | {"name": "Battery", "tracking": "none", "active": True} == await read(
        "/erp/items/P-BAT"
    )
    refused(await client.get(f"{API}/erp/items/NOPE"), 404, "not_found", "item in the ERP")
    assert (await read("/erp/items/P-BAT/stock"))["items"] == []  # nothing was posted yet


async def test_a_day_is_open_closed_or_has_no_period(post, read):
    assert (await read("/erp/periods/2026-06-01"))["state"] == "open"
    assert (await read("/erp/periods/2031-06-01"))["state"] == "missing"
    (period,) = [one["id"] for one in (await read("/periods"))["items"] if one["starts_on"] == "2025-01-01"]
    await post(f"/periods/{period}/closure")
    assert (await read("/erp/periods/2025-06-01"))["state"] == "closed"


async def test_a_tag_read_a_hundred_times_is_one_tag_and_noise_is_told(post):
    tag = "urn:epc:id:sgtin:0614141.812345.6789"
    shown = (await post("/scans/tags", {"text": "\n".join([f"ANT1 {tag} -60"] * 100 + ["noise"])})).json()
    assert [(one["epc"], one["reads"]) for one in shown["tags"]] == [(tag, 100)]
    assert shown["unread"] == ["noise"]
