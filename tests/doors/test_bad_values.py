"""Money, dates and names that cannot be are refused at every door, with a sentence that says what to do."""

from datetime import date, timedelta

import pytest

from service_desk import worker
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, nothing_written, program, refused, today


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
            for period in (await client.get(f"{API}/periods")).json()["items"]:
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
            ("2026-02-30T10:00:00Z", "not_a_moment", "as 2026-03-14T21:30:00Z"),
            ("2026-13-01T10:00:00Z", "not_a_moment", "'reported_at'"),
            ("yesterday", "not_a_moment", "Write day, time and zone"),
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


async def test_a_bare_day_where_a_moment_is_asked_is_answered_with_how_to_write_one(client):
    answer = await client.get("/api/v1/tickets", params={"updated_since": "2026-11-30"})
    assert (answer.status_code, answer.json()["code"]) == (400, "not_a_moment")
    assert "2026-03-14T21:30:00Z" in answer.json()["detail"]
    assert (await client.get("/api/v1/tickets", params={"since": "2026-13-01"})).json()["code"] == "not_a_date"


async def test_a_ticket_that_tells_nothing_is_refused(client, world):
    body = {"centre_id": str(world.ber), "words": "  "}
    answer = await client.post("/api/v1/tickets", json=body, headers={"Idempotency-Key": "n" * 20})
    assert (answer.status_code, answer.json()["code"]) == (400, "unit_or_words")


@pytest.mark.parametrize("language", ["fa", "ru"])
async def test_the_address_of_a_list_of_codes_can_be_pasted_in_every_language(client, world, language):
    body = {"centre_id": str(world.ber), "words": "x", "symptom": "NOPE"}
    head = {"Idempotency-Key": f"{language}-{'n' * 20}", "Accept-Language": language}
    said = (await client.post("/api/v1/tickets", json=body, headers=head)).json()["detail"]
    assert "/fault-codes?list=symptom" in said
    assert said.count("symptom") == 1
