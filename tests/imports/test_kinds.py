"""Workbooks, customers, parts with the stock they begin with, further dates; trying, listing and undoing a run."""

import dataclasses
import gzip
from datetime import date
from decimal import Decimal

import pytest

from service_desk.centres.queries import centre as centre_facts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchrow, fetchval
from service_desk.imports import queries
from service_desk.imports.actions import import_file, try_file
from service_desk.imports.reading import guess
from service_desk.imports.reading.sheets import NoSuchSheet
from service_desk.imports.rules import BadMapping, Kind, parse_mapping
from service_desk.parts.queries import on_hand
from service_desk.products import actions as products
from tests.imports.sheets import ods, xlsx

ITEMS = {"kind": "items", "columns": {"serial": "serial", "sku": "model"}, "dates": {"invoice": {"column": "sold"}}}
CUSTOMERS = {
    "kind": "customers",
    "columns": {"ref": "no", "name": "name", "phone": "phone", "email": "mail", "street": "street", "city": "city"},
}
PARTS = {
    "kind": "parts",
    "columns": {
        "sku": "part",
        "name": "name",
        "location": "place",
        "quantity": "qty",
        "unit_cost": "cost",
        "lot": "lot",
        "serial": "sn",
    },
    "values": {"currency": "EUR"},
}
HEADER = "serial,model,sold\n"
PART_HEADER = "part,name,place,qty,cost,lot,sn\n"


@pytest.fixture
def load(world, tmp_path):
    async def run(content, mapping=ITEMS, **more):
        path = content
        if isinstance(content, str):
            path = tmp_path / "f.csv"
            path.write_text(content)
        parsed = parse_mapping({**mapping, **more}, mapping["kind"])
        done, tally = await import_file(path=path, mapping=parsed, centre_id=world.ber, by=SYSTEM)
        assert tally.balanced
        tally.run_id = done.id
        return tally

    return run


@pytest.mark.parametrize("write", [xlsx, ods])
async def test_a_workbook_keeps_its_days_its_zeros_and_all_its_digits(load, tmp_path, write):
    rows = [
        ["serial", "model", "sold"],
        ["00099", "M1", date(2024, 1, 5)],
        [35209900176148, "M1", date(2024, 1, 6)],
        [1.4e17, "M1", date(2024, 1, 7)],
        ["unknown", "M1", date(2024, 1, 8)],
        ["S-5X", "M1", "2024-01-09"],
    ]
    tally = await load(write(tmp_path / "book", rows))
    assert (tally.rows, tally.loaded, tally.refused) == (5, 3, 2)
    found = await fetch(
        "select serial, on_date from service_item i join item_date d on d.item_id = i.id where on_date between '2024-01-05' and '2024-01-09' order by 2"
    )
    assert [tuple(row) for row in found] == [
        ("00099", date(2024, 1, 5)), ("35209900176148", date(2024, 1, 6)), ("S-5X", date(2024, 1, 9)),
    ]  # fmt: skip
    assert [one.line for one in (await queries.findings(tally.run_id, "refused")).items] == [4, 5]


async def test_a_sheet_is_chosen_by_name_or_number(load, tmp_path):
    path = xlsx(tmp_path / "b.xlsx", [["serial", "model", "sold"], ["SHEET1", "M1", date(2024, 1, 5)]])
    assert (await load(path, source={"sheet": "Sales"})).loaded == 1
    assert (await load(path, source={"sheet": 1})).existing == 1
    with pytest.raises(NoSuchSheet, match="Sales"):
        await load(path, source={"sheet": "Other"})


async def test_a_compressed_file_is_read_as_it_is(load, tmp_path):
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress((HEADER + "GZ1,M1,2024-01-05\n").encode()))
    assert (await load(path)).loaded == 1


async def test_customers_come_with_the_ways_to_reach_them_and_are_found_by_their_old_number(load):
    tally = await load(
        "no,name,phone,mail,street,city\n"
        "K-77,Grete Müller,030 1234567,grete@example.com,Hauptstr. 1,Berlin\n"
        "K-78,Bad Phone,12,,,\n"
        "K-79,,030 1234568,,,\n",
        CUSTOMERS,
    )
    assert (tally.loaded, tally.refused) == (1, 2)
    row = await fetchrow("select id, name from party where search @@ '''k-77'''::tsquery or name = 'Grete Müller'")
    assert (
        await fetchval("select value from contact_point where party_id = $1 and kind = 'phone'", row["id"])
        == "+49301234567"
    )
    assert await fetchval("select city from address where party_id = $1", row["id"]) == "Berlin"


async def test_a_customer_that_changed_differs_and_is_updated_on_request(load):
    head = "no,name,phone,mail,street,city\n"
    await load(head + "K-1,Old Name,,,,\n", CUSTOMERS)
    assert (await load(head + "K-1,New Name,030 1234567,,,\n", CUSTOMERS)).differs == 1
    assert (await load(head + "K-1,New Name,030 1234567,,,\n", CUSTOMERS, on_difference="update")).taken == 1
    assert (await load(head + "K-1,New Name,030 1234567,,,\n", CUSTOMERS)).existing == 1


async def test_units_find_their_owner_by_the_number_of_the_other_system(load):
    await load("no,name,phone,mail,street,city\nK-5,Owner Five,,,,\n", CUSTOMERS)
    columns = ITEMS["columns"] | {"customer": "owner"}
    tally = await load("serial,model,sold,owner\nOWN-1,M1,2024-01-05,K-5\nOWN-2,M1,2024-01-05,K-9\n", columns=columns)
    assert (tally.loaded, tally.refused) == (1, 1)
    sql = "select p.name from service_item i join party p on p.id = i.owner_id where i.serial = 'OWN-1'"
    assert await fetchval(sql) == "Owner Five"


async def test_parts_begin_with_their_stock_which_is_posted_and_never_doubled(load, world):
    file = (
        PART_HEADER + 'N-1,Belt,WH-BER,12,"3,50",,\nN-2,Board,WH-BER,1,80.00,,SNB-1\nN-3,Oil,WH-BER,5,2.25,L-7,\n'
        "N-4,Knob,,,,,\nN-1,Belt,WH-BER,2,3.50,,\nN-5,Lost,NOWHERE,1,1.00,,\nN-6,Less,WH-BER,-3,1.00,,\n"
    )
    tally = await load(file, PARTS)
    assert (tally.rows, tally.loaded, tally.refused, tally.models) == (7, 4, 3, 4)
    sku = "select id from product where sku = $1"
    assert await on_hand(await fetchval(sku, "N-1"), world.shelf) == 12
    assert await on_hand(await fetchval(sku, "N-3"), world.shelf, "L-7") == Decimal(5)
    cost = "select unit_cost from stock where product_id = $1"
    assert await fetchval(cost, await fetchval(sku, "N-1")) == Decimal("3.50")
    assert await fetchval("select count(*) from event where kind = 'part_received' and payload->>'sku' like 'N-_'") == 3
    again = await load(file, PARTS)
    assert (again.loaded, again.existing, again.refused) == (0, 4, 3)
    assert await on_hand(await fetchval(sku, "N-1"), world.shelf) == 12


async def test_a_cost_without_a_currency_is_refused(load):
    tally = await load(PART_HEADER + "N-9,Belt,WH-BER,1,3.50,,\n", PARTS, values={})
    assert (tally.loaded, tally.refused) == (0, 1)


async def test_a_cost_far_from_the_usual_refuses_its_row_and_not_the_run(load, world):
    file = PART_HEADER + "N-1,Belt,WH-BER,12,3.50,,\nP-BAT,,WH-BER,4,2000.00,,\nN-4,Knob,WH-BER,2,1.00,,\n"
    tally = await load(file, PARTS)
    assert (tally.loaded, tally.refused) == (2, 1)
    assert await on_hand(world.battery, world.shelf) == 5


async def test_further_dates_are_added_to_units_that_are_there(load, world):
    mapping = {"kind": "dates", "columns": {"serial": "serial"}, "dates": {"deliver": {"column": "delivered"}}}
    file = "serial,delivered\nS1,2026-03-20\nS1,2026-03-20\nNOBODY,2026-03-20\nS1,\n"
    tally = await load(file, mapping)
    assert (tally.loaded, tally.existing, tally.refused) == (1, 1, 2)
    days = await fetch("select basis, on_date from item_date where item_id = $1 order by on_date", world.s1)
    assert [tuple(row) for row in days] == [("invoice", date(2026, 3, 15)), ("deliver", date(2026, 3, 20))]
    assert await fetchval("select count(*) from event where kind = 'item_date_added'") == 1


async def test_trying_a_file_tells_what_would_happen_and_changes_nothing(world, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("serial;model;sold\nTRY1;TRY-M;05/01/2024\nTRY1;TRY-M;05/01/2024\nunknown;TRY-M;06/01/2024\n")
    mapping = parse_mapping({**ITEMS, "date_format": "%d/%m/%Y"}, "items")
    tally, preview = await try_file(path=path, mapping=mapping, centre_id=world.ber, by=SYSTEM, language="fa")
    assert (tally.rows, tally.loaded, tally.existing, tally.refused, tally.models) == (3, 1, 1, 1, 1)
    assert (preview.delimiter, preview.encoding, preview.format) == (";", "utf-8", "text")
    assert dataclasses.asdict(preview.dates["invoice"]) == {
        "column": "sold", "form": "%d/%m/%Y", "calendar": "gregorian", "filled": 3, "fitting": 3, "could_be": "%m/%d/%Y",
    }  # fmt: skip
    assert preview.rows[0] == {"serial": "TRY1", "sku": "TRY-M", "invoice": "2024-01-05"}
    assert preview.headings["serial"] == "سریال"
    assert preview.refused[0].line == 4
    assert await fetchval("select count(*) from product where sku = 'TRY-M'") == 0
    assert await fetchval("select count(*) from import_run") == 0


@pytest.mark.parametrize(
    ("header", "kind", "columns"),
    [
        ("Serial No;Article Number;Maker;Sold on", Kind.ITEMS, {"serial": "Serial No", "sku": "Article Number", "brand": "Maker"}),
        ("شماره سریال,مدل,برند,تاریخ فروش", Kind.ITEMS, {"serial": "شماره سریال", "sku": "مدل", "brand": "برند"}),
        ("الرقم التسلسلي,الموديل,تاريخ البيع,الماركة", Kind.ITEMS, {"serial": "الرقم التسلسلي", "sku": "الموديل", "brand": "الماركة"}),
        ("序列号,型号,品牌,销售日期", Kind.ITEMS, {"serial": "序列号", "sku": "型号", "brand": "品牌"}),
        ("Серийный номер;Модель;Производитель;Дата продажи", Kind.ITEMS, {"serial": "Серийный номер", "sku": "Модель", "brand": "Производитель"}),
        ("شماره پذیرش,شرح خرابی,تاریخ", Kind.TICKETS, {"ref": "شماره پذیرش", "words": "شرح خرابی"}),
        ("Артикул;Количество;Склад", Kind.PARTS, {"sku": "Артикул", "quantity": "Количество", "location": "Склад"}),
        ("Customer No,Name,Mobile,E-Mail", Kind.CUSTOMERS, {"ref": "Customer No", "name": "Name", "mobile": "Mobile", "email": "E-Mail"}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_names_in_five_languages(tmp_path, header, kind, columns):
    (tmp_path / "f.csv").write_text(header + "\n")
    found = guess(tmp_path / "f.csv", None, date(2026, 11, 30))
    assert (found.kind, found.mapping["columns"]) == (kind, columns)


@pytest.mark.parametrize(
    ("texts", "form", "calendar"),
    [
        (["13/01/2024", "02/11/2024"], "%d/%m/%Y", None),
        (["01/13/2024", "11/02/2024"], "%m/%d/%Y", None),
        (["۱۴۰۲/۱۰/۱۵"], "%Y/%m/%d", "jalali"),
        (["1445/06/23"], "%Y/%m/%d", "hijri"),
        (["2024年1月5日"], "%Y年%m月%d日", None),
        (["20240105"], "%Y%m%d", None),
    ],
)
def test_the_form_of_dates_is_guessed_over_the_whole_column(tmp_path, texts, form, calendar):
    (tmp_path / "f.csv").write_text("serial,model,sold\n" + "".join(f"A,B,{text}\n" for text in texts))
    told = guess(tmp_path / "f.csv", None, date(2026, 11, 30)).mapping["dates"]["invoice"]
    assert (told["format"], told.get("calendar")) == (form, calendar)


def test_what_nobody_can_guess_is_asked(tmp_path):
    (tmp_path / "f.csv").write_text("serial,model,sold\nA,B,02/05/12\n")
    assert "century" in str(guess(tmp_path / "f.csv", None, date(2026, 11, 30)).open[0])
    (tmp_path / "f.csv").write_text("serial,model,sold\nA,B,02/05/2012\n")
    assert "both fit" in str(guess(tmp_path / "f.csv", None, date(2026, 11, 30)).open[0])


async def test_refused_rows_can_be_corrected_and_loaded_again(load, tmp_path):
    tally = await load("serial,model,sold,note\nE1Z,M1,never,keep\nE2Z,M1,2024-01-05,x\nE3Z,M1,2024-01-05,x,y\n")
    lines = [line async for line in queries.error_file(tally.run_id)]
    assert lines[0] == "serial,model,sold,note,import_line,import_column,import_reason\r\n"
    assert lines[1].startswith("E1Z,M1,never,keep,2,sold,")
    (tmp_path / "again.csv").write_text("".join(lines).replace("never", "2024-01-09"))
    assert (await load(tmp_path / "again.csv")).loaded == 2


def test_stock_and_dates_take_no_updates():
    with pytest.raises(BadMapping, match="on_difference"):
        parse_mapping({**PARTS, "on_difference": "update"}, "parts")


async def test_a_mask_keeps_small_letters_and_other_tracking_is_refused(load, world):
    await products.create_product(sku="MASKED", name={"en": "M"}, serial_mask="aa9", by=SYSTEM)
    tally = await load(HEADER + "ab1,MASKED,2024-01-05\nabc,MASKED,2024-01-05\nX1X,P-BAT,2024-01-05\n")
    assert (tally.loaded, tally.refused) == (1, 2)
    assert await fetchval("select count(*) from service_item where serial = 'ab1'") == 1
    assert (await centre_facts(world.ber)).code == "BER"


@pytest.mark.parametrize(
    ("header", "kind", "columns", "unused"),
    [
        ("serial;sku;invoice date;customer;phone", "items", {"serial": "serial", "sku": "sku"}, ["customer", "phone"]),
        ("Seriennummer;Modell;Bezeichnung;Rechnungsdatum;Kunde", "items", {"serial": "Seriennummer", "sku": "Modell", "name": "Bezeichnung"}, ["Kunde"]),
        ("سریال;مدل;تاریخ فروش;نام مشتری", "items", {"serial": "سریال", "sku": "مدل"}, ["نام مشتری"]),
        ("序列号;型号;销售日期;客户", "items", {"serial": "序列号", "sku": "型号"}, ["客户"]),
        ("Серийный номер;Модель;Дата продажи;Клиент", "items", {"serial": "Серийный номер", "sku": "Модель"}, ["Клиент"]),
        ("Kunde;Telefon;Ort", "customers", {"name": "Kunde", "phone": "Telefon", "city": "Ort"}, []),
    ],
)  # fmt: skip
def test_whose_a_thing_is_does_not_say_what_it_is(header, kind, columns, unused, tmp_path):
    path = tmp_path / "given.csv"
    path.write_text(
        header
        + "\n"
        + ";".join(["S1", "M1", "2025-03-12", "Bob Meier", "+491713920008"][: header.count(";") + 1])
        + "\n"
    )
    found = guess(path, None, date(2026, 11, 30))
    assert (found.kind, found.mapping["columns"], found.unused) == (kind, columns, unused)
