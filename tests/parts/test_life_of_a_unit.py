"""One unit through its whole life at the doors: wherever it is, desk, stock cards, books and the inventory account say the same."""

from datetime import date
from decimal import Decimal

import httpx
import pytest

from service_desk import worker
from service_desk.centres import actions as centres
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7

PAID = {"EUR": ("100.00", "120.50"), "IRR": ("60000000", "72300000")}  # 100.00 and 120.50 in the euro of the books
COST = Decimal("120.50")
OTHERS = Decimal("192.00")  # what else the world has in stock
REAL = {"warehouse", "van", "bench"}


class Desk:
    """A program with Cy's token at a centre of one currency."""

    def __init__(self, http, world, currency):
        self.http, self.world, self.currency = http, world, currency
        self.centre = str(world.ber if currency == "EUR" else world.teh)

    async def ask(self, method, path, body=None):
        headers = {"Idempotency-Key": str(uuid7()), "If-Match": "*", "Authorization": f"Bearer {self.world.token}"}
        return await self.http.request(method, path, json=body, headers=headers)

    async def get(self, path):
        answer = await self.ask("get", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path, **body):
        answer = await self.ask("post", path, body)
        assert answer.status_code in {200, 201}, (path, answer.text)
        return answer.json()

    async def order(self, item_id=None):
        told = {"centre_id": self.centre, "items": [{"item_id": item_id or str(self.world.s1)}]}
        return (await self.post("/repairs", **told, party_id=str(self.world.ada)))["id"]

    async def agree(self, *lies, worth):
        """All that tells of the stock of our model tells the same: what lies where, by serial, and what it is worth."""
        await worker.settle_everything()
        postings = (await self.get("/postings?limit=200"))["items"]
        assert [(each["key"], each["detail"]) for each in postings if each["state"] != "verified"] == []
        shown = [each for each in (await self.get("/parts/DR-9/stock"))["balances"] if Decimal(each["quantity"])]
        books = (await self.get("/erp/items/DR-9/stock"))["items"]
        assert {(each["location"], each["serial"]) for each in shown} == set(lies)
        assert await self.by_cards() == set(lies)
        assert {(each["location"].partition(".")[2], each["lot"]) for each in books} == set(lies)
        assert (
            sum(Decimal(each["unit_cost"]) for each in shown) == worth == sum(Decimal(each["value"]) for each in books)
        )
        assert {each["currency"] for each in (*shown, *books)} <= {"EUR"}
        assert (await self.get("/stock/reconciliation"))["differences"] == []
        trial = await self.get("/ledger/trial-balance")
        assert (trial["balanced"], trial["currency"]) == (True, "EUR")
        (inventory,) = [Decimal(line["balance"]) for line in trial["lines"] if line["account"] == "1400"]
        assert inventory == worth + OTHERS

    async def by_cards(self):
        """What lies where, as the moves add up."""
        kinds = {each["code"]: each["kind"] for each in (await self.get("/locations?virtual=true&limit=200"))["items"]}
        found = {}
        for move in (await self.get("/parts/DR-9/moves?limit=200"))["items"]:
            assert move["currency"] == "EUR"
            for end, sign in (("from_location", -1), ("to_location", 1)):
                if kinds.get(move[end], "warehouse") in REAL:  # a place out of use is not listed
                    at = move[end], move["serial"]
                    found[at] = found.get(at, 0) + sign * Decimal(move["quantity"])
        return {at for at, quantity in found.items() if quantity}


@pytest.fixture(params=["EUR", "IRR"])
async def desk(committed_world, app, request):
    await centres.set_rate(
        currency="EUR", per_currency="IRR", rate=Decimal(600000), valid_from=date(2020, 1, 1), by=SYSTEM
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.local/api/v1") as http:
        desk = Desk(http, committed_world, request.param)
        await desk.post("/products", sku="DR-9", name={"en": "Drill"}, tracking="serial")
        for name, code, kind in (("shelf", "LIFE", "warehouse"), ("van", "LIFEVAN", "van")):
            told = {"centre_id": desk.centre, "code": code, "name": {"en": code}, "kind": kind}
            setattr(desk, name, (await desk.post("/locations", **told))["id"])
        yield desk


async def bought(desk, serial, cost, **more):
    return await desk.post(
        "/stock/receipts", part_id="DR-9", serial=serial, location_id=desk.shelf, quantity="1", unit_cost=cost,
        currency=desk.currency, confirm=True, **more,
    )  # fmt: skip


async def test_received_corrected_moved_fitted_and_taken_out_again(desk):
    wrong, right = PAID[desk.currency]
    receipt = await bought(desk, "U1", wrong)
    await desk.agree(("LIFE", "U1"), worth=Decimal("100.00"))
    told = {"unit_cost": right, "currency": desk.currency, "reason": "the note says so"}
    await desk.post(f"/stock/receipts/{receipt['move_id']}/correction", **told)
    await desk.agree(("LIFE", "U1"), worth=COST)
    await desk.post("/stock/transfers", code="U1", from_id=desk.shelf, to_id=desk.van, quantity="1")
    await desk.agree(("LIFEVAN", "U1"), worth=COST)
    order = await desk.order()
    line = (await desk.post(f"/repairs/{order}/parts", part="DR-9", serial="U1", location_id=desk.van))["line"]
    assert (line["cost"], line["cost_currency"]) == ("120.50", "EUR")
    await desk.agree(worth=0)
    await desk.post(f"/repairs/{order}/parts/{line['id']}/return", location_id=desk.shelf)
    await desk.agree(("LIFE", "U1"), worth=COST)
    for kind in ("receipt", "transfer", "issue", "return", "adjustment"):
        for posting in (await desk.get(f"/postings?kind={kind}"))["items"]:
            answer = await desk.ask("post", f"/postings/{posting['id']}/reversal", {"reason": "wrong"})
            assert (answer.status_code, answer.json()["code"]) == (409, "correct_at_the_desk"), (kind, answer.text)
    await desk.agree(("LIFE", "U1"), worth=COST)


async def test_sold_from_stock_and_brought_back(desk):
    await bought(desk, "U1", PAID[desk.currency][1])
    told = {"product_id": "DR-9", "serial": "U1", "owner_id": str(desk.world.bahar), "from_stock": True}
    unit = (await desk.post("/items", **told))["id"]
    await desk.agree(worth=0)
    assert (await desk.post(f"/items/{unit}/return-to-stock"))["location"] == "LIFE"
    await desk.agree(("LIFE", "U1"), worth=COST)
    sold = {"party_id": str(desk.world.ada), "since": "2026-03-01"}
    await desk.post(f"/items/{unit}/ownership", **sold, from_stock=True)
    await desk.agree(worth=0)
    assert (await desk.post(f"/items/{unit}/return-to-stock", location_id=desk.van))["location"] == "LIFEVAN"
    await desk.agree(("LIFEVAN", "U1"), worth=COST)


async def test_handed_out_for_another_taken_back_and_exchanged_in_turn(desk):
    right = PAID[desk.currency][1]
    await bought(desk, "U1", right)
    await bought(desk, "U2", right)
    owned = await desk.post("/items", product_id="DR-9", serial="U0", owner_id=str(desk.world.bahar))
    await desk.order(owned["id"])
    swap = await desk.post(f"/items/{owned['id']}/swap", serial="U1", keeps="company")
    await desk.agree(("LIFE", "U0"), ("LIFE", "U2"), worth=COST)
    await desk.post(f"/exchanges/{swap['exchange']['id']}/undo")
    await desk.agree(("LIFE", "U1"), ("LIFE", "U2"), worth=2 * COST)
    first = await desk.post(f"/items/{owned['id']}/swap", serial="U1", keeps="company")
    second = await desk.post(
        f"/items/{first['exchange']['new_id']}/swap", serial="U2", keeps="company", old_location_id=desk.van
    )
    await desk.agree(("LIFE", "U0"), ("LIFEVAN", "U1"), worth=0)
    sold = {"party_id": str(desk.world.ada), "since": "2026-12-01", "from_stock": True}
    await desk.post(f"/items/{second['exchange']['old_id']}/ownership", **sold)
    await desk.agree(("LIFE", "U0"), worth=0)


async def test_a_unit_that_was_never_ours_is_received_and_not_put_back(desk):
    unit = (await desk.post("/items", product_id="DR-9", serial="U5", owner_id=str(desk.world.ada)))["id"]
    answer = await desk.ask("post", f"/items/{unit}/return-to-stock", {"location_id": desk.shelf})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_sold_from_stock")
    assert (await desk.post(f"/items/{unit}/return-to-stock"))["location"] is None
    await desk.agree(worth=0)
    await bought(desk, "U5", PAID[desk.currency][1], came_back=True)
    await desk.agree(("LIFE", "U5"), worth=COST)


async def test_a_place_out_of_use_takes_no_unit_back_and_nothing_of_the_sale_is_undone(desk):
    await bought(desk, "U1", PAID[desk.currency][1])
    told = {"product_id": "DR-9", "serial": "U1", "owner_id": str(desk.world.bahar), "from_stock": True}
    unit = (await desk.post("/items", **told))["id"]
    await desk.post(f"/locations/{desk.shelf}/retirement")
    answer = await desk.ask("post", f"/items/{unit}/return-to-stock", {})
    assert answer.status_code == 409, answer.text
    assert (await desk.get(f"/items/{unit}"))["item"]["owner_id"] == str(desk.world.bahar)
    assert (await desk.post(f"/items/{unit}/return-to-stock", location_id=desk.van))["location"] == "LIFEVAN"
    again = await desk.ask("post", f"/items/{unit}/return-to-stock", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_sold")
    await desk.agree(("LIFEVAN", "U1"), worth=COST)
