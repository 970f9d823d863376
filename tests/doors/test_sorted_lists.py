"""Lists stand as their reader's language sorts, codes and numbers by their value."""

from decimal import Decimal

import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute
from service_desk.foundation.ids import uuid7
from service_desk.parts import actions as parts
from service_desk.products import actions as products

API = "/api/v1"
NAMES = {
    "fa": ["بهار", "پروین", "تینا", "ژاله", "گلناز", "وحید", "هادی"],  # in Persian waw comes before heh
    "ar": ["بدر", "تامر", "هادي", "وحيد"],
    "en": ["Adler", "Älter", "Azur", "Zoe"],
    "ru": ["Егор", "Ёлкин", "Жуков"],
    "zh": ["安", "北京", "上海"],  # by Pinyin
}
RACKS = ["P-2", "P-10", "P-100"]


def bodies(world):
    there = {"centre_id": str(world.ber)}
    return {
        "resources": lambda code, name, _: there | {"code": code, "name": name},
        "stations": lambda code, name, _: there | {"code": code, "name": name},
        "locations": lambda code, name, language: (
            there | {"code": code, "name": {language: name}, "kind": "warehouse"}
        ),
        "policies": lambda code, name, language: {"code": code, "name": {language: name}},
        "centres": lambda code, name, language: {
            "code": code, "name": {language: name}, "zone": "Europe/Berlin", "country": "DE", "language": "en", "currency": "EUR",
        },
    }  # fmt: skip


async def add(world, client, which, code, name, language):
    if which == "staff":  # no token may add people or roles
        await accounts.add_staff(login=code, name=name, password=None, by=SYSTEM)
    elif which == "roles":
        await accounts.set_role(code=code.lower(), name={language: name}, rights=[], by=SYSTEM)
    else:
        body = bodies(world)[which](code, name, language)
        made = await client.post(f"{API}/{which}", json=body, headers={"Idempotency-Key": str(uuid7())})
        assert made.status_code == 201, made.text


@pytest.mark.parametrize("language", [*NAMES, "numbers"])
@pytest.mark.parametrize("which", ["staff", "resources", "stations", "locations", "policies", "roles", "centres"])
async def test_a_list_stands_as_its_reader_would_look_a_name_up(world, client, which, language):
    names = NAMES.get(language, RACKS)
    spoken = language if language in NAMES else "en"
    await execute("update staff set language = $1 where id = $2", spoken, world.cy.id)
    for at, name in enumerate(reversed(names)):  # whoever was there first does not come first
        await add(world, client, which, f"Z{at}", name, spoken)
    rows = (await client.get(f"{API}/{which}", params={"limit": 200})).json()["items"]
    shown = [row["name"] if isinstance(row["name"], str) else row["name"].get(spoken) for row in rows]
    assert [name for name in shown if name in names] == names


async def test_printers_and_what_lies_in_stock_stand_by_the_value_of_their_numbers(world, client):
    for at in ("P10", "P2", "P1"):
        body = {"centre_id": str(world.ber), "code": at, "kind": "download"}
        made = await client.post(f"{API}/printers", json=body, headers={"Idempotency-Key": str(uuid7())})
        assert made.status_code == 201, made.text
        await parts.receive(
            part_id=world.display, location_id=world.shelf, quantity=Decimal(1), unit_cost=Decimal(80), currency="EUR",
            serial=f"DSP-{at}", by=SYSTEM,
        )  # fmt: skip
    printers = (await client.get(f"{API}/printers")).json()["items"]
    assert [row["code"] for row in printers] == ["P1", "P2", "P10"]
    stock = (await client.get(f"{API}/parts/{world.display}/stock")).json()["balances"]
    assert [row["serial"] for row in stock] == ["DSP-1", "DSP-P1", "DSP-P2", "DSP-P10"]


async def test_the_parts_of_a_shelf_stand_by_the_value_of_their_numbers_from_page_to_page(world, client):
    for sku in ("Q-10", "Q-9", "Q-100"):
        part = await products.create_product(sku=sku, name={"en": sku}, kind="part", tracking="none", by=SYSTEM)
        await parts.receive(
            part_id=part, location_id=world.shelf, quantity=Decimal(1), unit_cost=Decimal(1), currency="EUR", by=SYSTEM
        )
    seen, cursor = [], {}
    while True:
        page = (await client.get(f"{API}/locations/{world.shelf}/stock", params={"limit": 1, **cursor})).json()
        seen += [row["sku"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == ["P-BAT", "P-DSP", "P-GRS", "Q-9", "Q-10", "Q-100"]
    refused = await client.get(f"{API}/locations/{world.shelf}/stock", params={"cursor": "x"})
    assert refused.status_code == 400
