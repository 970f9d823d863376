"""What a file says is kept in the one form that the desk's other doors keep: phones, mail, SKUs, lots, roles, costs."""

from datetime import date
from decimal import Decimal

import pytest

from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.imports import queries
from service_desk.imports.actions import try_file, undo
from service_desk.imports.rules import BadMapping, parse_mapping
from service_desk.parts.queries import on_hand
from service_desk.pricing.actions import set_price
from service_desk.pricing.queries import price
from tests.imports.test_kinds import CUSTOMERS, HEADER, ITEMS, PART_HEADER, PARTS, load

__all__ = ["load"]
HEAD = "no;name;phone;mail;street;city\n"


async def contacts(name):
    sql = "select value from contact_point c join party p on p.id = c.party_id where p.name = $1 order by value"
    return [row[0] for row in await fetch(sql, name)]


async def refused(tally):
    return [(one.column, one.reason) for one in (await queries.findings(tally.run_id, "refused")).items]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("030 1234567; 0171 2345678", ["+49301234567", "+491712345678"]),
        ("030 1234567, 0171 2345678", ["+49301234567", "+491712345678"]),
        ("030 1234567 / 0171 2345678", ["+49301234567", "+491712345678"]),
        ('"030 1234567\n0171 2345678"', ["+49301234567", "+491712345678"]),
        ("030/1234567", ["+49301234567"]),
        ("۰۳۰ ۱۲۳۴۵۶۷", ["+49301234567"]),
        ("+49 30 1234567; 030 1234567", ["+49301234567"]),
        ("030 1234567, ext. 12", ["+49301234567"]),
    ],
)
async def test_a_cell_may_hold_several_phones(load, cell, kept):
    written = cell if cell.startswith('"') else f'"{cell}"'
    tally = await load(HEAD + f"K-1;Anna;{written};;;\n", CUSTOMERS)
    assert await refused(tally) == []
    assert await contacts("Anna") == sorted(kept)


async def test_phones_with_letters_are_refused_as_at_the_counter(load):
    tally = await load(HEAD + "K-1;Anna;030 1234 Ali;;;\nK-2;Bert;030 1234567, 0171 Opa;;;\n", CUSTOMERS)
    assert (tally.loaded, [column for column, _ in await refused(tally)]) == (0, ["phone", "phone"])


async def test_addresses_of_mail_are_kept_as_idna_2008_writes_them(load):
    await load(HEAD + 'K-1;Anna;;"info@straße.example; ANNA@Example.com";;\n', CUSTOMERS)
    assert await contacts("Anna") == ["anna@example.com", "info@xn--strae-oqa.example"]


async def test_roles_stand_in_a_column_or_in_the_mapping_and_unknown_ones_refuse_the_row(load):
    columns = CUSTOMERS["columns"] | {"roles": "role"}
    head = "no;name;phone;mail;street;city;role\n"
    file = head + "K-1;Anna;;;;;vendor, customer\nK-2;Bert;;;;;\nK-3;Carl;;;;;klingon\n"
    tally = await load(file, CUSTOMERS, columns=columns, roles=["agency"])
    rows = await fetch("select name, roles from party where name in ('Anna', 'Bert', 'Carl') order by 1")
    assert [tuple(row) for row in rows] == [("Anna", ["customer", "vendor"]), ("Bert", ["agency"])]
    assert [column for column, _ in await refused(tally)] == ["role"]


async def test_a_firm_is_known_by_its_legal_form_and_a_column_says_it_otherwise(load):
    head = "no;name;phone;mail;street;city;type\n"
    columns = CUSTOMERS["columns"] | {"kind": "type"}
    rows = "K-1;Müller GmbH;;;;;\nK-2;Grete Müller;;;;;\nK-3;ООО «Свет»;;;;;\nK-4;Nord;;;;;company\nK-5;Süd KG;;;;;person\n"
    assert (await load(head + rows, CUSTOMERS, columns=columns)).loaded == 5
    found = await fetch(
        "select name, kind from party where name in ('Müller GmbH', 'Grete Müller', 'ООО «Свет»', 'Nord', 'Süd KG')"
    )
    assert {row["name"]: row["kind"] for row in found} == {
        "Müller GmbH": "company", "Grete Müller": "person", "ООО «Свет»": "company", "Nord": "company", "Süd KG": "person",
    }  # fmt: skip


async def test_a_second_run_of_customers_changes_nothing_and_nobody_has_consented(load):
    file = HEAD + "K-1;Anna;030 1234567;a@example.com;Str. 1;Bonn\nK-2;Bert;;;;\n"
    await load(file, CUSTOMERS)
    again = await load(file.replace("030 1234567", "+49 (30) 123 45 67"), CUSTOMERS)
    assert (again.loaded, again.existing) == (0, 2)
    assert await fetchval("select count(*) from consent") == 0


async def test_a_sku_in_another_case_is_the_same_part(load, world):
    tally = await load(HEADER + "C-1,new-m,2024-01-05\nC-2,NEW-M,2024-01-05\nC-3,New-M,2024-01-06\n")
    assert (tally.loaded, tally.models) == (3, 1)
    tally = await load(PART_HEADER + "p-bat,,WH-BER,2,80.00,,\nz-1,Nut,,,,,\nZ-1,Nut,,,,,\n", PARTS)
    assert (tally.loaded, tally.existing, tally.models) == (2, 1, 1)
    assert await fetchval("select count(*) from product where lower(sku) in ('p-bat', 'new-m', 'z-1')") == 3
    again = await load(PART_HEADER + "P-Bat,,WH-BER,2,80.00,,\n", PARTS)
    assert again.existing == 1
    assert await on_hand(world.battery, world.shelf) == 7


async def test_lots_and_batches_are_kept_in_one_form(load, world):
    columns = ITEMS["columns"] | {"batch": "lot"}
    await load("serial,model,sold,lot\nB-1,M1,2024-01-05, l-\u200b۷ \n", columns=columns)
    assert await fetchval("select batch from service_item where serial = 'B-1'") == "L-7"
    await load(PART_HEADER + "OIL-1,Oil,WH-BER,5,2.25, l-\u200b۷ ,\n", PARTS)
    oil = await fetchval("select id from product where sku = 'OIL-1'")
    assert await on_hand(oil, world.shelf, "L-7") == 5
    assert (await load(PART_HEADER + "OIL-1,Oil,WH-BER,5,2.25,L-7,\n", PARTS)).existing == 1


async def test_a_sale_price_holds_from_its_day_and_another_of_the_same_day_is_kept_and_told(load):
    columns = {
        "sku": "part",
        "quantity": "qty",
        "unit_cost": "cost",
        "location": "place",
        "sale_price": "net",
        "sale_currency": "in",
    }
    mapping = PARTS | {"columns": columns, "price_from": {"column": "from", "format": "%d.%m.%Y"}}
    head = "part,place,qty,cost,net,in,from\n"
    rows = (
        "SP-1,WH-BER,2,4.00,9.90,EUR,01.01.2025\nSP-2,,,,19.90,,01.01.2025\nSP-3,,,,,,\nSP-1,,,,12.50,EUR,01.01.2099\n"
    )
    rows = rows.replace("2099", str(clock.today("Europe/Berlin").year + 1))
    first = await load(head + rows, mapping)
    assert (first.loaded, first.refused) == (4, 0)
    part = await fetchval("select id from product where sku = 'SP-1'")
    found = await price(part, "EUR", clock.today("Europe/Berlin"))
    assert (found.amount, found.valid_from) == (Decimal("9.90"), date(2025, 1, 1))
    assert (await load(head + rows, mapping)).existing == 4
    other = await load(
        head + "SP-1,WH-BER,2,4.00,8.00,EUR,01.01.2025\nSP-2,,,,-1,EUR,01.02.2025\nSP-2,,,,1,QQX,01.02.2025\n", mapping
    )
    assert (other.differs, [column for column, _ in await refused(other)]) == (1, ["net", "in"])
    assert (await price(part, "EUR", clock.today("Europe/Berlin"))).amount == Decimal("9.90")
    await undo(run_id=first.run_id, by=SYSTEM)
    assert await price(part, "EUR", clock.today("Europe/Berlin")) is None
    assert await fetchval("select count(*) from product where sku in ('SP-2', 'SP-3')") == 0


async def test_a_price_of_today_gives_way_to_the_one_before_when_its_run_is_undone(load, world):
    await set_price(
        product_id=world.battery, amount=Decimal(50), currency="EUR", valid_from=date(2025, 1, 1), by=SYSTEM
    )
    mapping = PARTS | {"columns": {"sku": "part", "sale_price": "net"}}
    run = await load("part,net\nP-BAT,60.00\n", mapping)
    assert (run.loaded, (await price(world.battery, "EUR", clock.today("Europe/Berlin"))).amount) == (1, 60)
    await undo(run_id=run.run_id, by=SYSTEM)
    assert (await price(world.battery, "EUR", clock.today("Europe/Berlin"))).amount == 50


async def test_a_cost_far_from_the_usual_says_what_a_file_can_do_about_it(load, world):
    file = PART_HEADER + "P-BAT,,WH-BER,4,2000.00,,\n"
    (found,) = await refused(await load(file, PARTS))
    assert found[0] == "cost"
    assert "accept_costs: true" in found[1]
    assert "confirm" not in found[1]
    assert (await load(file, PARTS, accept_costs=True)).loaded == 1
    assert await on_hand(world.battery, world.shelf) == 9


async def test_stock_that_names_no_place_begins_in_the_only_warehouse(load, world):
    await execute(
        "update location set kind = 'bench' where centre_id = $1 and id <> $2 and kind = 'warehouse'",
        world.ber,
        world.shelf,
    )
    kinds = await fetchval("select kind from location where id = $1", world.shelf)
    tally = await load(PART_HEADER + "W-1,Nut,,5,1.00,,\n", PARTS)
    assert (kinds, await refused(tally)) == ("warehouse", [])


async def test_a_row_that_is_refused_makes_no_product(load):
    await load(PART_HEADER + "NO-1,Lost,NOWHERE,1,1.00,,\nNO-2,Less,WH-BER,-3,1.00,,\n", PARTS)
    columns = ITEMS["columns"] | {"customer": "owner"}
    await load("serial,model,sold,owner\nOWN-2,NO-3,2024-01-05,K-9\n", columns=columns)
    assert await fetchval("select count(*) from product where sku like 'NO-_'") == 0


async def test_amounts_keep_their_currency_and_fractions_only_where_the_unit_has_them(load, world):
    file = PART_HEADER + "Q-1,Nut,WH-BER,2.5,1.00,,\nQ-2,Nut,WH-BER,3,1.00,,\n"
    columns = PARTS["columns"] | {"currency": "cur"}
    head = "part,name,place,qty,cost,lot,sn,cur\n"
    assert (await load(file, PARTS)).refused == 1
    tally = await load(head + "Q-3,Nut,WH-BER,3,1.00,,,QQX\nQ-4,Nut,WH-BER,3,1.00,,,\n", PARTS, columns=columns)
    assert (tally.loaded, [column for column, _ in await refused(tally)]) == (1, ["cur"])
    assert await fetchval(
        "select s.unit_cost from stock s join product p on p.id = s.product_id where sku = 'Q-4'"
    ) == (Decimal("1.00"))


@pytest.mark.parametrize("language", ["fa", "ar", "zh", "ru"])
async def test_no_reason_of_a_preview_speaks_english_in_another_language(world, tmp_path, language):
    rows = [
        "P-1,Belt,NOWHERE,1,1.00,,", "P-2,Belt,WH-BER,-1,1.00,,", "P-3,Belt,WH-BER,1.5,1.00,,", "P-4,Belt,WH-BER,x,1.00,,",
        "=A1,Belt,WH-BER,1,1.00,,", "P-BAT,Belt,WH-BER,1,9999.00,,", "P-6,Belt,WH-BER,1,1.00,,,more", "P-7,Belt,WH-BER,2,1.00,,S1",
    ]  # fmt: skip
    path = tmp_path / "f.csv"
    path.write_text(PART_HEADER + "\n".join(rows) + "\n")
    mapping = parse_mapping(PARTS, "parts")
    tally, preview = await try_file(path=path, mapping=mapping, centre_id=world.ber, by=SYSTEM, language=language)
    assert tally.refused == len(rows)
    ours = {"accept_costs", "true", "CSV", "pcs", "EUR", "BER"}
    for fault in preview.refused:
        words = {
            word
            for word in "".join(c if (c.isascii() and c.isalpha()) or c == "_" else " " for c in fault.reason).split()
            if len(word) > 2
        }
        assert words - ours - {"BAT", "NOWHERE", "BENCH"} <= {word for word in words if word.isupper()}, fault
    assert "(row)" not in {fault.column for fault in preview.refused}


def test_a_column_without_a_name_is_no_column():
    with pytest.raises(BadMapping, match="which column is 'serial'"):
        parse_mapping({**ITEMS, "columns": {"serial": " ", "sku": "model"}}, "items")


async def test_the_preview_shows_what_would_be_stored_and_only_that(world, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(HEAD + 'K-1;" \u200fAnna ";"030 1234567; 0171 2345678";A@Example.com;;\nK-2;Bad;12;;;\n')
    _, preview = await try_file(
        path=path, mapping=parse_mapping(CUSTOMERS, "customers"), centre_id=world.ber, by=SYSTEM
    )
    assert [row["name"] for row in preview.rows] == ["Anna"]
    assert preview.rows[0]["phone"] == "+49301234567, +491712345678"
    assert preview.rows[0]["email"] == "a@example.com"
    path.write_text(PART_HEADER + "P-1,Belt,WH-BER,1,1.00, l-۷ ,\nP-2,Belt,NOWHERE,1,1.00,,\n")
    _, preview = await try_file(path=path, mapping=parse_mapping(PARTS, "parts"), centre_id=world.ber, by=SYSTEM)
    assert [(row["sku"], row.get("lot")) for row in preview.rows] == [("P-1", "L-7")]
