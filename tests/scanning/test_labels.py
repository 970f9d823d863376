"""Labels made from records say what their records say, and read back."""

import pytest

from barcodes import parse_scan
from barcodes.images import decode_image
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import today
from service_desk.foundation.ids import uuid7
from service_desk.foundation.written import written_day
from service_desk.parts import actions as stock
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.scanning.drawing import checked_stock
from service_desk.scanning.queries.labelling import claim_link
from service_desk.scanning.rules.labels import command_list
from service_desk.tickets import actions as tickets
from service_desk.timesheets import actions as times

SCRIPTS = [
    "باتری-۱", "قطعه ۱۲", "电池-7", "電池", "БАТ-12", "ёлка", "بطارية-٣", "Größe-é", "סוללה", "배터리", "แบต", "电" * 40,
]  # fmt: skip


@pytest.fixture
def draw(client):
    async def ask(**order):
        return await client.post("/api/v1/labels", json=order)

    return ask


@pytest.fixture
async def saw(world):
    model = await products.create_product(sku="S-1", gtin="4006381333931", name={"en": "Saw", "fa": "اره"}, by=SYSTEM)
    return await products.register_item(product_id=model, serial="SN-0001", owner_id=world.bahar, by=SYSTEM)


def read(answer):
    assert answer.status_code == 200, answer.text
    return {each.scan.normalized for each in decode_image(answer.content)}


async def test_the_label_of_a_unit_is_scanned_back_to_the_unit(draw, client, saw):
    codes = read(await draw(kind="item", ids=[str(saw)], format="png", dpi=300))
    assert {"010400638133393121SN-0001", "SN-0001"} == codes
    for code in codes:
        answer = await client.post("/api/v1/scans", json={"raw": code})
        assert answer.json()["record"]["id"] == str(saw)


async def test_a_shelf_a_badge_and_an_order_are_scanned_back(draw, client, world):
    order = await repairs.start(
        centre_id=world.ber, party_id=world.ada, items=[repairs.Brought(item_id=world.s1)], by=world.cy
    )
    for kind, key in (("shelf", world.shelf), ("badge", world.bench), ("order", order.id)):
        (code,) = read(await draw(kind=kind, ids=[str(key)], format="png"))
        assert (await client.post("/api/v1/scans", json={"raw": code})).json()["record"]["id"] == str(key)


@pytest.mark.parametrize("written", SCRIPTS)
async def test_a_label_in_any_script_is_scanned_back_to_its_unit_and_its_part(draw, client, written):
    part = await products.create_product(sku=f"P {written}", name={"en": written}, kind="part", by=SYSTEM)
    coded = await products.create_product(sku=f"M {written}", gtin="4006381333931", name={"fa": written}, by=SYSTEM)
    plain = await products.create_product(sku=f"B {written}", name={"en": "Box"}, tracking="batch", by=SYSTEM)
    unit = await products.register_item(product_id=coded, serial=f"S1{written}", by=SYSTEM)
    lot = await products.register_item(product_id=plain, batch=f"L{written}", by=SYSTEM)
    for kind, key in (("part", part), ("item", unit), ("item", lot)):
        picture = await draw(kind=kind, ids=[str(key)], format="png", dpi=300)
        (code,) = {each.scan.raw for each in decode_image(picture.content)}
        for source in ("image", "camera", "wedge"):
            answer = await client.post("/api/v1/scans", json={"raw": code, "source": source})
            assert (answer.json()["record"] or {}).get("id") == str(key), (kind, code, source, answer.json())
        for form in ("pdf", "zpl", "escpos", "svg"):
            assert (await draw(kind=kind, ids=[str(key)], format=form)).status_code == 200


async def test_one_part_of_another_script_does_not_hold_up_the_labels_of_the_others(draw, world):
    part = await products.create_product(sku="باتری-۱", name={"fa": "باتری"}, kind="part", by=SYSTEM)
    assert (await draw(kind="part", ids=[str(world.battery), str(part)], format="pdf")).status_code == 200


@pytest.mark.parametrize("code", ["BO.1", "B_O_1", "BO-1.", "BO1"])
async def test_points_in_codes_of_badges_and_shelves_survive_the_print(draw, client, world, code):
    badge = await times.create_resource(centre_id=world.ber, code=code, name="Bo", by=SYSTEM)
    shelf = await stock.create_location(
        centre_id=world.ber, code=code, name={"en": "Shelf"}, kind="warehouse", by=SYSTEM
    )
    for kind, key in (("badge", badge), ("shelf", shelf)):
        (token,) = read(await draw(kind=kind, ids=[str(key)], format="png"))
        answer = (await client.post("/api/v1/scans", json={"raw": token})).json()
        assert answer["record"]["id"] == str(key)


async def test_a_claim_slip_carries_a_digital_link_of_the_unit_in_the_customers_language(draw, world, saw):
    ticket = await tickets.open_ticket(centre_id=world.teh, item_id=saw, party_id=world.bahar, by=world.cy)
    answer = await draw(kind="claim", ids=[str(ticket.id)], format="png")
    (link,) = read(answer)
    best = parse_scan(link).best
    assert (best.kind, best.gtin, best.serial) == ("gs1_digital_link", "04006381333931", "SN-0001")
    shown = (await draw(kind="claim", ids=[str(ticket.id)], format="svg")).text
    assert shown.count("رسید خدمات") == 1
    assert written_day(today("Asia/Tehran"), "fa") in shown  # the year is a Jalali one


def test_a_claim_without_a_known_unit_links_to_the_claim_itself():
    assert parse_scan(claim_link("TEH-T-000009", None, "X")).best.extra["token"] == "TEH-T-000009"


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("zpl", b"^XA"), ("escpos", b"\x1b@"), ("svg", b"<svg")])
async def test_each_format_is_given_out(draw, world, form, start):
    answer = await draw(kind="part", ids=[str(world.battery)], format=form)
    assert answer.content.startswith(start)


async def test_a_sheet_of_commands_says_each_in_the_language(client):
    answer = await client.get("/api/v1/labels/commands?language=fa")
    assert answer.content.startswith(b"%PDF")
    assert len({token for token, _ in command_list("fa")}) == 12


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"ids": []}, 400, "nothing_to_print"),
        ({"ids": [str(uuid7())]}, 404, "not_found"),
        ({"size": "huge"}, 400, "unknown_size"),
        ({"dpi": 72}, 400, "unknown_resolution"),
        ({"size": "a4-24", "format": "zpl"}, 400, "sheet_is_pdf"),
    ],
)
async def test_what_cannot_be_drawn_is_refused_with_a_sentence(draw, world, change, status, code):
    answer = await draw(**({"kind": "item", "ids": [str(world.s1)]} | change))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_several_labels_fill_a_sheet_but_no_picture(draw, world):
    ids = [str(world.battery), str(world.display)]
    assert (await draw(kind="part", ids=ids, size="a4-24", first=3)).content.startswith(b"%PDF")
    assert (await draw(kind="part", ids=ids, format="png")).json()["code"] == "one_label_only"


@pytest.mark.parametrize("size", ["50 x 30", "50×30", "50x30 mm", "50mm x 30mm", "۵۰x۳۰", "50X30", "50х30", "A4-24"])
def test_a_size_of_labels_is_known_however_it_is_written(size):
    assert checked_stock(size) is checked_stock("a4-24" if "24" in size else "50x30")
