"""Bad input gets a sentence that says what to do, and nothing is lost or half-done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from service_desk import worker
from service_desk.foundation import clock
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, nothing_written, program


def today():
    return clock.today("Europe/Berlin")


def refused(answer, status, code, advice):
    """The answer is a problem with that status and code, whose sentence gives the advice."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert advice in answer.json()["detail"]
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.json()


@pytest.fixture
def ticket(post, world):
    """Open a ticket in Berlin with what is given."""
    return lambda **given: post("/tickets", {"centre_id": str(world.ber), "words": "broken"} | given)


@pytest.fixture
def part(post, order):
    """Use a part on the open order."""
    return lambda **given: post(f"{order}/parts", {"part": "P-BAT", "location": "WH-BER"} | given)


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
                await post(f"{order}/lines", {"kind": "travel", "text": "Trip", "unit_price": "1"}),
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
            ("1.5", "fractional_quantity", "0 digits after the point"),
            (1.5, "fractional_quantity", "0 digits after the point"),
            ("NaN", "not_positive", "must be more than zero"),
            ("Infinity", "not_positive", "must be more than zero"),
            ("1E-30", "fractional_quantity", "0 digits after the point"),
            ("4006381333931", "quantity_too_large", "Perhaps a barcode was scanned into the quantity?"),
            ("9" * 40, "quantity_too_large", "Perhaps a barcode"),
            ("two", "bad_request", "quantity: Invalid decimal string"),
        ],
    )
    async def test_a_quantity_that_cannot_be_moves_no_stock(self, post, part, world, quantity, code, advice):
        here = {"part_id": str(world.battery), "location_id": str(world.shelf)}
        async with nothing_written():
            refused(await part(quantity=quantity), 400, code, advice)
            refused(await post("/stock/receipts", here | {"quantity": quantity}), 400, code, advice)

    async def test_a_clock_that_overlaps_booked_time_is_refused(self, post, order, world):
        bench, start = {"resource_id": str(world.bench)}, today() - timedelta(days=2)
        await post(f"{order}/clock", bench | {"started_at": f"{start}T09:00:00Z"})
        async with nothing_written():
            refused(
                await post(f"{order}/clock", bench), 409, "clock_already_running", "Stop it first, then start this one."
            )
        await post(f"{order}/clock/stop", bench | {"stopped_at": f"{start}T11:00:00Z"})
        async with nothing_written():
            said = refused(
                await post(f"{order}/clock", bench | {"started_at": f"{start}T10:00:00Z"}),
                409,
                "overlapping_time",
                "do not overlap it",
            )
            refused(await post(f"{order}/clock/stop", bench), 409, "no_clock_running", "Start one, or enter the time")
        assert f"{start}T11:00" in said["detail"]


class TestMoney:
    async def test_an_unknown_currency_names_the_standard(self, client, post, world):
        advice = "Use its three-letter ISO 4217 code"
        price = {"product_id": str(world.battery), "amount": "1", "currency": "QQQ", "valid_from": "2026-01-01"}
        async with nothing_written():
            refused(await post("/prices", price), 400, "unknown_currency", advice)
            refused(
                await post(
                    "/rates", {"currency": "QQQ", "per_currency": "EUR", "rate": "1", "valid_from": "2026-01-01"}
                ),
                400,
                "unknown_currency",
                advice,
            )
            refused(
                await post("/repairs", {"centre_id": str(world.ber), "items": [{"serial": "X"}], "currency": "QQQ"}),
                400,
                "unknown_currency",
                advice,
            )
            refused(
                await client.get(f"{API}/products/{world.battery}/price?currency=eur&on=2026-01-01"),
                400,
                "unknown_currency",
                advice,
            )

    @pytest.mark.parametrize("amount", ["-1", "NaN", "1E+30", "0.00001"])
    async def test_a_price_that_cannot_be_is_refused(self, post, world, amount):
        body = {"product_id": str(world.battery), "amount": amount, "currency": "EUR", "valid_from": "2026-01-01"}
        async with nothing_written():
            refused(await post("/prices", body), 400, "bad_price", "A price is zero or more")

    async def test_a_closed_period_takes_the_work_and_posts_on_the_next_open_day(self, committed_world, app):
        """The books of the month are closed: the job goes on, is posted on the first open day, and keeps its own date."""
        async with program(app, committed_world.token) as client:

            async def send(path, body=None):
                answer = await client.post(API + path, json=body, headers={"Idempotency-Key": str(uuid7())})
                assert answer.status_code == 201, answer.text
                return answer.json()

            ending = date(today().year, 12, 31)
            for period in (await client.get(f"{API}/periods")).json():
                if period["ends_on"] >= str(today()):
                    await send(f"/periods/{period['id']}/closure")
            await send(
                "/periods", {"starts_on": str(ending + timedelta(days=1)), "ends_on": str(ending + timedelta(days=31))}
            )
            place = (
                await send(
                    "/repairs", {"centre_id": str(committed_world.ber), "items": [{"item_id": str(committed_world.s1)}]}
                )
            )["id"]
            await send(f"/repairs/{place}/parts", {"part": "P-BAT", "location": "WH-BER"})
            await worker.settle_everything()
        rows = await fetch("select posting_date, document_date, state from posting where kind = 'issue'")
        assert [tuple(row) for row in rows] == [(ending + timedelta(days=1), today(), "verified")]


class TestDates:
    @pytest.mark.parametrize(
        ("moment", "code", "advice"),
        [
            ("2026-02-30T10:00:00Z", "not_a_date", "Write it as 2026-03-14, or 2026-03-14T21:30:00Z"),
            ("2026-13-01T10:00:00Z", "not_a_date", "'reported_at'"),
            ("yesterday", "not_a_date", "Write it as"),
            ("2026-11-20T10:00:00", "naive_moment", "Write it with one, for example 2026-03-14T21:30:00Z"),
            ("0001-01-01T00:00:00Z", "reported_too_early", "Check the year"),
            ("0001-01-01T00:00:00+14:00", "impossible_moment", "Check the year"),
            ("1403-09-04T10:00:00Z", "reported_too_early", "a Jalali or Hijri date must be converted"),
            ("9999-12-31T23:59:59Z", "reported_in_future", "Check the date and the time zone"),
            ("9999-12-31T23:59:59-12:00", "impossible_moment", "Check the year"),
        ],
    )
    async def test_a_report_is_dated_by_a_time_that_can_be(self, ticket, moment, code, advice):
        async with nothing_written():
            refused(await ticket(reported_at=moment), 400, code, advice)

    @pytest.mark.parametrize("day", ["2024-02-30", "0001-01-01", "1403-01-01", "9999-12-31"])
    async def test_a_day_that_cannot_be_is_refused_at_every_door(self, client, post, world, day):
        code, advice = ("not_a_date", "Write it as") if day == "2024-02-30" else ("implausible_day", "Check the year")
        usual = {"valid_from": day, "currency": "EUR"}
        async with nothing_written():
            for path, body in {
                "/periods": {"starts_on": day, "ends_on": day},
                "/rates": usual | {"per_currency": "IRR", "rate": "1"},
                "/prices": usual | {"product_id": str(world.battery), "amount": "1"},
                "/taxes": {"country": "DE", "percent": "19", "valid_from": day},
                "/parts/P-BAT/costs": usual | {"cost": "1"},
                "/labour-rates": usual | {"centre_id": str(world.ber), "cost_rate": "1", "bill_rate": "1"},
                "/settings/labour_rounding": {"value": "up", "valid_from": day},
                f"/policies/{world.policy}/versions": {
                    "valid_from": day,
                    "terms": {"classes": {"parts": {"months": 12}}},
                },
                "/account-roles": {"role": "service_revenue", "account": "4000", "valid_from": day},
            }.items():
                refused(await post(path, body), 400, code, advice)
            refused(await client.get(f"{API}/items/{world.s1}/cover?reported_on={day}"), 400, code, advice)

    async def test_an_item_was_not_sold_in_the_future_or_before_its_trade(self, post, world):
        async with nothing_written():
            for day, code in (
                ("9999-12-31", "future_date"),
                ("0001-01-01", "impossible_day"),
                ("2024-02-30", "not_a_date"),
            ):
                refused(await post(f"/items/{world.s1}/dates", {"basis": "invoice", "on_date": day}), 400, code, "")


class TestNames:
    async def test_invisible_characters_leave_a_name_and_stay_out_of_lists(self, client, post):
        created = (await post("/customers", {"name": "\u202eAda\u200b\u0000", "language": "en"})).json()["id"]
        assert (await client.get(f"{API}/customers/{created}")).json()["party"]["name"] == "Ada"

    async def test_words_keep_the_half_spaces_of_persian(self, client, ticket):
        words = "گوشی روشن نمی\u200cشود"
        opened = (await ticket(words=words)).json()["id"]
        assert (await client.get(f"{API}/tickets/{opened}")).json()["ticket"]["words"] == words

    async def test_a_nul_in_a_text_is_refused(self, ticket):
        async with nothing_written():
            refused(await ticket(words="a\u0000b"), 400, "unstorable", "Remove it and send again")

    @pytest.mark.parametrize("name", [{}, {"": "x"}, {"en": "  "}, {"tlh": "qach"}, {"en": "x" * 201}])
    async def test_a_place_has_a_name_in_a_language_of_the_desk(self, post, world, name):
        answer = await post("/locations", {"centre_id": str(world.ber), "code": "NEW", "name": name, "kind": "van"})
        assert answer.status_code == 400
        assert await fetchval("select count(*) from location where code = 'NEW'") == 0


async def test_stock_is_what_it_was_after_everything_that_was_refused(part):
    for quantity in ("99", "-1", "1.5"):
        await part(quantity=quantity)
    assert await fetchval(
        "select sum(quantity) from stock s join product p on p.id = s.product_id where p.sku = 'P-BAT'"
    ) == Decimal(5)
