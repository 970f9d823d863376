"""A unit and its model: notices that everyone sees, sales undone, models taken out of use and back."""

import pytest

from tests.doors.conftest import refused

RECALL = {"kind": "campaign", "words": {"en": "Recall 26-04: the charger overheats.", "fa": "فراخوان ۲۶-۰۴"}}


@pytest.fixture
def s1(world):
    return f"/items/{world.s1}"


async def test_a_recall_is_told_to_whoever_opens_a_ticket_until_it_is_lifted(post, read, ticket, s1):
    notice = (await post(f"{s1}/notices", RECALL)).json()["id"]
    warned = (await ticket(scan="S1")).json()["warnings"]
    assert RECALL["words"]["en"] in [one["message"] for one in warned]
    await post(f"{s1}/notices/{notice}/clearance")
    assert "campaign" not in {one["code"] for one in (await ticket(scan="S1")).json()["warnings"]}
    (kept,) = (await read(f"{s1}/notices"))["items"]
    assert (kept["kind"], kept["cleared_at"] is not None) == ("campaign", True)
    refused(await post(f"{s1}/notices/{notice}/clearance"), 404, "not_found", "notice")


async def test_the_notice_of_an_open_order_is_not_lifted_by_hand(post, read, s1, order):
    (notice,) = (await read(f"{s1}/notices"))["items"]
    assert notice["kind"] == "open_order"
    assert (await post(f"{s1}/notices/{notice['subject_id']}/clearance")).status_code == 404
    assert (await post(f"{s1}/notices", RECALL | {"kind": "open_order"})).status_code == 400


async def test_a_sale_that_was_undone_leaves_neither_owner_nor_terms_and_can_be_sold_again(
    post, read, client, s1, world
):
    refused(await post(f"{s1}/return-to-stock", {"on_date": "2001-01-01"}), 400, "owned_since", "since 15 March 2026")
    assert (await post(f"{s1}/return-to-stock", {"on_date": "2026-11-20"})).status_code == 201
    shown = await read(s1)
    assert (shown["item"]["owner_id"], shown["owners"][-1]["until"]) == (None, "2026-11-20")
    assert (await client.get(f"/api/v1{s1}/terms")).status_code == 404
    refused(await post(f"{s1}/return-to-stock", {}), 409, "not_sold", "in stock already")
    await post(f"{s1}/ownership", {"party_id": str(world.bahar), "since": "2026-11-21"})
    assert (await post(f"{s1}/terms", {"policy": "A", "sold_on": "2026-11-21"})).status_code == 201


async def test_a_model_out_of_use_is_not_offered_and_comes_back(post, read, world):
    path = f"/products/{world.drill}"
    assert (await post(f"{path}/retirement")).json()["retired"] is True
    assert "D-100" not in {one["sku"] for one in (await read("/products"))["items"]}
    assert (await post(f"{path}/revival")).json()["retired"] is False
    assert "D-100" in {one["sku"] for one in (await read("/products"))["items"]}


async def test_a_part_that_does_not_fit_after_all_is_taken_off_the_list(post, read, world):
    path = f"/products/{world.drill}/parts"
    await post(path, {"part_id": str(world.battery)})
    assert [part["sku"] for part in (await read(path))["items"]] == ["P-BAT"]
    assert (await post(f"{path}/{world.battery}/removal")).json()["items"] == []
    refused(await post(f"{path}/{world.battery}/removal"), 404, "not_found", "fitting part")


async def test_what_is_inside_a_unit_is_read(read, part, s1, world):
    await part(part="P-DSP", serial="DSP-1")
    (display,) = (await read(f"{s1}/components"))["items"]
    assert (display["sku"], display["serial"], display["removed_on"]) == ("P-DSP", "DSP-1", None)
