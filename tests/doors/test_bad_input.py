"""Bad input gets a sentence that says what to do, and nothing is lost or half-done."""

from datetime import timedelta
from decimal import Decimal

import pytest

from service_desk.foundation.clock import now
from service_desk.foundation.db import fetchval
from tests.doors.conftest import API, nothing_written, refused, today


def warned(answer):
    assert answer.status_code == 201, answer.text
    return {one["code"]: one for one in answer.json()["warnings"]}


class TestItems:
    async def test_an_unknown_serial_is_taken_and_stays_undecided(self, ticket):
        answer = await ticket(serial="NOPE-1")
        assert "register the item" in warned(answer)["unknown_unit"]["message"]
        assert (answer.json()["verdict"], answer.json()["item_id"]) == ("undecided", None)
        assert await fetchval("select serial_given from ticket") == "NOPE-1"

    async def test_an_ambiguous_scan_is_a_question_with_its_choices(self, post, ticket):
        other = (await post("/products", {"sku": "S-200", "name": {"en": "Saw"}})).json()["id"]
        await post("/items", {"product_id": other, "serial": "S1"})
        async with nothing_written():
            said = refused(await ticket(serial="S1"), 409, "ambiguous_scan", "Say which one is meant")
        assert "S1 (D-100)" in said["params"]["choices"]
        assert "S1 (S-200)" in said["params"]["choices"]

    async def test_a_wrong_check_digit_is_named(self, client, post, part, ticket):
        advice = "Scan it again, or compare the digits with the label."
        async with nothing_written():
            refused(
                await post("/products", {"sku": "X", "name": {"en": "X"}, "gtin": "4006381333930"}),
                400,
                "wrong_check_digit",
                advice,
            )
            refused(await client.get(f"{API}/items?scan=4006381333930"), 400, "wrong_check_digit", advice)
            refused(await part(part="4006381333930"), 400, "wrong_check_digit", advice)
        assert set(warned(await ticket(scan="4006381333930"))) == {"wrong_check_digit", "unknown_unit"}

    async def test_an_item_of_someone_else_is_offered_for_transfer_and_then_is_theirs(
        self, client, post, ticket, world
    ):
        offer = warned(await ticket(serial="S1", party_id=str(world.bahar)))["owned_by_other"]
        assert (offer["action"], offer["subject_id"]) == ("transfer_owner", str(world.s1))
        given = await post(
            f"/items/{offer['subject_id']}/ownership", {"party_id": str(world.bahar), "since": str(today())}
        )
        assert given.status_code == 201
        shown = (await client.get(f"{API}/items/{world.s1}")).json()
        assert {owner["party_id"]: owner["until"] is None for owner in shown["owners"]} == {
            str(world.ada): False,
            str(world.bahar): True,
        }
        assert "owned_by_other" not in warned(await ticket(serial="S1", party_id=str(world.bahar)))

    @pytest.mark.parametrize("serial", ["9" * 10_000, "S1" + " " * 9_998 + "X"])
    async def test_a_serial_of_ten_thousand_characters_is_too_long(self, client, post, ticket, world, serial):
        async with nothing_written():
            for answer in (
                await ticket(serial=serial),
                await ticket(scan=serial),
                await post("/items", {"product_id": str(world.drill), "serial": serial}),
                await client.get(f"{API}/items", params={"serial": serial}),
            ):
                refused(answer, 400, "serial_too_long", "Scan it again, or type it from the label.")

    @pytest.mark.parametrize("serial", ["\u202eS1\u202c", "S\u200b1", "\ufeffS1", "s1", "\u200fS1\u200f", "\uff331"])
    async def test_invisible_characters_and_other_widths_find_the_item_all_the_same(self, ticket, world, serial):
        assert (await ticket(serial=serial)).json()["item_id"] == str(world.s1)

    async def test_a_serial_that_cannot_be_printed_is_refused(self, ticket):
        async with nothing_written():
            refused(await ticket(serial="S\u00001"), 400, "unreadable_serial", "Scan it again")


class TestOrders:
    async def test_a_closed_order_says_what_can_be_done_instead(self, post, order, part):
        await post(f"{order}/diagnosis", {"defect": "D90", "repair": "R12"})
        assert (await post(f"{order}/closure")).status_code == 201
        async with nothing_written():
            refused(await part(), 409, "closed_order", "Reopen it, or hand the item over.")
            refused(
                await post(f"{order}/lines", {"kind": "travel", "text": "Trip", "unit_price": "1", "currency": "EUR"}),
                409,
                "closed_order",
                "Reopen it",
            )
            refused(await post(f"{order}/closure"), 409, "closed_order", "hand the item over")

    async def test_too_few_parts_say_how_many_there_are(self, part):
        async with nothing_written():
            refused(
                await part(quantity="99"),
                409,
                "too_few_parts",
                "Only 5 of P-BAT at WH-BER: take fewer, or move stock there first.",
            )

    async def test_a_wrong_batch_names_those_that_are_there(self, part):
        async with nothing_written():
            refused(
                await part(part="P-GRS", lot="G9"),
                409,
                "wrong_batch",
                "There: G1. Scan the batch again, or take one of these.",
            )
            refused(await part(part="P-GRS"), 400, "batch_required", "Scan or type the batch.")

    async def test_a_serial_that_is_not_there_and_one_that_is_missing(self, part):
        async with nothing_written():
            refused(
                await part(part="P-DSP", serial="DSP-9"), 409, "serial_not_there", "Scan it again, or take another one."
            )
            refused(await part(part="P-DSP"), 400, "serial_required", "Scan the serial")

    @pytest.mark.parametrize(
        ("quantity", "code", "advice"),
        [
            ("-1", "not_positive", "To take parts back use the return"),
            ("0", "not_positive", "must be more than zero"),
            ("1.5", "fractional_quantity", "in whole numbers alone"),
            (1.5, "fractional_quantity", "in whole numbers alone"),
            ("NaN", "not_positive", "must be more than zero"),
            ("Infinity", "not_positive", "must be more than zero"),
            ("1E-30", "fractional_quantity", "in whole numbers alone"),
            ("4006381333931", "quantity_too_large", "Perhaps a barcode was scanned into the quantity?"),
            ("9" * 40, "quantity_too_large", "Perhaps a barcode"),
            ("two", "bad_request", "'quantity' must be a number"),
        ],
    )
    async def test_a_quantity_that_cannot_be_moves_no_stock(self, post, part, world, quantity, code, advice):
        here = {"part_id": str(world.battery), "location_id": str(world.shelf)}
        async with nothing_written():
            refused(await part(quantity=quantity), 400, code, advice)
            refused(await post("/stock/receipts", here | {"quantity": quantity}), 400, code, advice)

    async def test_a_clock_that_overlaps_booked_time_is_refused(self, post, order, world):
        bench = {"resource_id": str(world.bench)}
        nine, ten, eleven = (
            (now() - timedelta(hours=back)).replace(microsecond=0).isoformat() for back in (5, 4, 3)
        )  # a clock starts at most a day back
        started = await post(f"{order}/clock", bench | {"started_at": nine})
        assert started.status_code == 201, started.text
        async with nothing_written():
            refused(
                await post(f"{order}/clock", bench), 409, "clock_already_running", "Stop it first, then start this one."
            )
        await post(f"{order}/clock/stop", bench | {"stopped_at": eleven})
        async with nothing_written():
            said = refused(
                await post(f"{order}/clock", bench | {"started_at": ten}),
                409,
                "overlapping_time",
                "do not overlap it",
            )
            refused(await post(f"{order}/clock/stop", bench), 409, "no_clock_running", "Start one, or enter the time")
        assert "(Berlin time)" in said["detail"]


async def test_stock_is_what_it_was_after_everything_that_was_refused(part):
    for quantity in ("99", "-1", "1.5"):
        await part(quantity=quantity)
    assert await fetchval(
        "select sum(quantity) from stock s join product p on p.id = s.product_id where p.sku = 'P-BAT'"
    ) == Decimal(5)
