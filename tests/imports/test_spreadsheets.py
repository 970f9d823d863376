"""Files that went through a spreadsheet: what it did to them is undone where that is certain, and said where it is not."""

import re
import zipfile
from datetime import date

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.imports import queries
from service_desk.imports.actions import import_file, try_file
from service_desk.imports.reading import DoubledColumn, guess
from service_desk.imports.reading.worksheets import SheetReachesFar
from service_desk.imports.rules import parse_mapping
from tests.imports.sheets import ods, workbook

ITEMS = {"kind": "items", "columns": {"serial": "serial", "sku": "model"}, "dates": {"invoice": "sold"}}
HEADER = ["serial", "model", "sold"]
DAY = date(2024, 1, 5)
FAR = date(2026, 11, 30)


@pytest.fixture
def load(world, tmp_path):
    async def run(content, mapping=ITEMS, **more):
        path = content
        if isinstance(content, str):
            path = tmp_path / "f.csv"
            path.write_bytes(content.encode())
        parsed = parse_mapping({**mapping, **more}, mapping["kind"])
        done, tally = await import_file(path=path, mapping=parsed, centre_id=world.ber, by=SYSTEM)
        assert tally.balanced
        tally.run_id = done.id
        return tally

    return run


async def notes(tally):
    return (await queries.run(tally.run_id)).preview.notes


async def refused(tally):
    return [(one.line, one.column, one.reason) for one in (await queries.findings(tally.run_id, "refused")).items]


async def serials():
    rows = await fetch(
        "select serial from service_item i join item_date d on d.item_id = i.id where on_date = $1 order by serial", DAY
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n', "\ufeffsep=;\n"])
async def test_the_line_that_tells_excel_its_delimiter_is_no_header(load, first):
    tally = await load(first + "serial;model;sold\nE-1;M1;2024-01-05\nunknown;M1;2024-01-05\n")
    assert (tally.rows, tally.loaded) == (2, 1)
    assert [line for line, _, _ in await refused(tally)] == [4]


@pytest.mark.parametrize("header", ["Serial,serial", "serial,SERIAL", "serial, serial ", "serial,\u00a0Serial"])
async def test_columns_whose_names_differ_in_case_or_blanks_are_doubled(load, header):
    with pytest.raises(DoubledColumn, match="2 columns"):
        await load(f"{header},model,sold\nRIGHT,WRONG,M1,2024-01-05\n")


async def test_blank_names_and_empty_columns_behind_the_table_do_no_harm(load):
    assert (await load(",serial,,model,sold,,,\n1,E-1,x,M1,2024-01-05,,,\n2,E-2,y,M1,2024-01-05,,,,,\n")).loaded == 2


async def test_a_header_below_titles_is_found_and_told(load, tmp_path):
    text = "Sales of 2024;;\n;;\nBerlin, all units;;\nserial;model;sold\nT-1;M1;2024-01-05\nunknown;M1;2024-01-05\n"
    tally = await load(text)
    assert (tally.loaded, [line for line, _, _ in await refused(tally)]) == (1, [6])
    assert ["line 4" in note for note in await notes(tally)] == [True]
    rows = [["Sales of 2024"], [], HEADER, ["T-2", "M1", DAY]]
    assert (await load(workbook(tmp_path / "t.xlsx", [("S", rows)]))).loaded == 1


def test_a_mapping_to_start_from_says_where_the_header_and_the_table_are(tmp_path):
    (tmp_path / "f.csv").write_text("Export\n\nSerial No;Model;Sold on\nA1;B;2024-01-05\n")
    found = guess(tmp_path / "f.csv", None, FAR).mapping
    assert (found["source"]["skip"], found["columns"]) == (2, {"serial": "Serial No", "sku": "Model"})
    book = workbook(tmp_path / "f.xlsx", [("Notes", [["Read me"]]), ("Units", [HEADER, ["A1", "B", DAY]])])
    assert guess(book, None, FAR).mapping["source"]["sheet"] == "Units"


def test_the_plainest_name_of_several_columns_is_taken(tmp_path):
    (tmp_path / "f.csv").write_text("IMEI;Serial number;Type;Model;sold\n1;2;3;4;2024-01-05\n")
    found = guess(tmp_path / "f.csv", None, FAR)
    assert found.mapping["columns"] == {"serial": "Serial number", "sku": "Model"}
    assert found.unused == ["IMEI", "Type"]


@pytest.mark.parametrize("word", ["Total", "Total: 57", "Summe", "جمع کل", "الإجمالي", "合计", "Итого"])
async def test_a_line_of_totals_is_no_unit(load, word):
    tally = await load(f"serial,model,sold\nF-1,M1,2024-01-05\n{word},M1,2024-01-05\n")
    assert (tally.loaded, "totals" in (await refused(tally))[0][2]) == (1, True)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("“Q-123”", "Q-123"), ("«Q-123»", "Q-123"), ("’00123", "00123"), ("'00123'", "00123"), ("Q\u200b-1\ufeff23", "Q-123"),
     ("Q\u00a0-123", "Q-123"), ("\u200e00123\u200f", "00123"), ("1E5", "1E5"), ("MAR-12", "MAR-12"), ("SUM-100", "SUM-100")],
)  # fmt: skip
async def test_a_serial_is_cleaned_where_it_is_certain_what_was_meant(load, cell, kept):
    await load(f"serial,model,sold\n{cell},M1,2024-01-05\n")
    assert await serials() == [kept]


@pytest.mark.parametrize(
    ("cell", "told"),
    [("=A1", "formula"), ("=1+1", "formula"), ("1.23E+11", "rounded"), ("1E+05", "rounded"), ("12345.0", "decimal point"),
     ("Mar-12", "date"), ("12-Mar", "date"), ("05/01/2024", "date"), ("2024-01-05 00:00:00", "date"), ("2024-01-05", "date")],
)  # fmt: skip
async def test_a_serial_that_a_spreadsheet_spoilt_is_refused_with_what_to_do(load, cell, told):
    tally = await load(f"serial,model,sold\n{cell},M1,2024-01-05\n")
    assert (tally.loaded, tally.refused) == (0, 1)
    assert told in (await refused(tally))[0][2]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("5/12", "5/12"), ("05/12", "05/12"), ("5-12", "5-12"), ("2024/01/05", "2024/01/05"), ("'Mar-12", "MAR-12"), ("'2024-01-05", "2024-01-05")],
)  # fmt: skip
async def test_a_serial_that_looks_like_a_day_stays_a_serial(load, cell, kept):
    assert (await load(f"serial,model,sold\n{cell},M1,2024-01-05\n")).loaded == 1
    assert await serials() == [kept]


async def test_of_text_in_a_workbook_no_date_was_made_but_of_days_and_divided_fractions(load, tmp_path):
    rows = [HEADER, ["Mar-12", "M1", DAY], ["5/12", "M1", DAY], [DAY, "M1", DAY], [5 / 12, "M1", DAY]]
    tally = await load(workbook(tmp_path / "b.xlsx", [("S", rows)]))
    assert (tally.loaded, sorted(await serials())) == (2, ["5/12", "MAR-12"])
    day, fraction = await refused(tally)
    assert ("made the date" in day[2], "rounded" in fraction[2]) == (True, True)


async def test_a_word_for_totals_elsewhere_in_a_row_makes_no_totals_of_it(load):
    mapping = ITEMS | {"columns": ITEMS["columns"] | {"batch": "lot", "brand": "maker"}}
    tally = await load(
        "serial,model,sold,lot,maker,note\nF-1,M1,2024-01-05,Total,TOTAL,Summe\nF-2,M1,2024-01-05,L1,Acme,Total\n",
        mapping,
    )
    assert (tally.loaded, tally.refused) == (2, 0)


async def test_names_keep_the_joiners_of_their_script_and_lose_what_cannot_be_seen(load):
    mapping = {"kind": "customers", "columns": {"ref": "no", "name": "name", "city": "city"}}
    tally = await load("no,name,city\nJ-1,\u200fسارا می\u200cخواهم\ufeff,نجف\u200cآباد\n", mapping)
    assert tally.loaded == 1
    assert await fetchval("select count(*) from party where name = 'سارا می\u200cخواهم'") == 1


async def test_numbers_are_read_with_the_zeros_and_signs_that_the_sheet_shows(load, tmp_path):
    formats = ["00000000", '"SN-"0000', "000-00-0000", "0.00"]
    rows = [HEADER, *([cell, "M1", DAY] for cell in [(12345, 0), (12, 1), (123456789, 2), (77, 3), 4711])]
    assert (await load(workbook(tmp_path / "b.xlsx", [("S", rows)], formats=formats))).loaded == 5
    assert sorted(await serials()) == sorted(["00012345", "SN-0012", "123-45-6789", "77", "4711"])


async def test_an_ods_sheet_shows_its_zeros_too_and_groups_are_no_part_of_a_number(load, tmp_path):
    cells = [(12345, "00012345"), (12, "SN-0012"), (1234567, "1,234,567"), (88, "88.00"), 4711]
    await load(ods(tmp_path / "b.ods", [HEADER, *([cell, "M1", DAY] for cell in cells)]))
    assert sorted(await serials()) == sorted(["00012345", "SN-0012", "1234567", "88", "4711"])


async def test_cells_that_are_repeated_without_end_do_not_eat_the_memory(load, tmp_path):
    path = ods(tmp_path / "b.ods", [HEADER, ["A-1", "M1", DAY]])
    names = ("mimetype", "META-INF/manifest.xml", "content.xml")
    parts = {name: zipfile.ZipFile(path).read(name) for name in names}
    row = (
        b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="%d"%s>'
        b"<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    for count, typed, fault in ((16000, b' office:value-type="string"', SheetReachesFar), (16000, b"", None)):
        with zipfile.ZipFile(path, "w") as book:
            for name in names[:2]:
                book.writestr(name, parts[name])
            more = (row % (count, typed)).replace(b"<text:p>x</text:p>", b"<text:p>x</text:p>" if typed else b"")
            book.writestr("content.xml", parts["content.xml"].replace(b"</table:table>", more))
        if fault is None:
            assert (await load(path)).loaded == 1
        else:
            with pytest.raises(fault):
                await load(path)


async def test_an_amount_is_the_number_and_not_how_it_is_shown(load, tmp_path, world):
    rows = [["part", "place", "qty", "cost"], ["P-BAT", "WH-BER", (4, 0), (80, 1)]]
    mapping = {
        "kind": "parts",
        "columns": {"sku": "part", "location": "place", "quantity": "qty", "unit_cost": "cost"},
        "values": {"currency": "EUR"},
    }
    tally = await load(workbook(tmp_path / "b.xlsx", [("S", rows)], formats=['0 "pcs"', '"€"0']), mapping)
    assert (tally.loaded, await refused(tally)) == (1, [])


async def test_days_of_a_workbook_that_counts_from_1904_are_right(load, tmp_path):
    await load(workbook(tmp_path / "b.xlsx", [("S", [HEADER, ["MAC-1", "M1", DAY]])], first_year=1904))
    assert await serials() == ["MAC-1"]


async def test_a_serial_that_became_a_day_is_refused(load, tmp_path):
    tally = await load(workbook(tmp_path / "b.xlsx", [("S", [HEADER, [DAY, "M1", DAY], ["OK-1", "M1", DAY]])]))
    assert (tally.loaded, "date 2024-01-05" in (await refused(tally))[0][2]) == (1, True)


async def test_merged_models_and_days_hold_for_their_rows_and_merged_serials_do_not(load, tmp_path):
    rows = [HEADER, ["G-1", "M1", DAY], ["G-2", None, None], ["G-3", None, None], ["G-4", "M1", DAY], [None, "M1", DAY]]
    tally = await load(workbook(tmp_path / "b.xlsx", [("S", rows)], merged=["B2:B4", "C2:C4", "A5:A6"]))
    assert await serials() == ["G-1", "G-2", "G-3", "G-4"]
    assert [(line, column) for line, column, _ in await refused(tally)] == [(6, "serial")]


async def test_the_sheet_that_has_the_columns_is_read_and_told(load, tmp_path):
    sheets = [("Old", [HEADER, ["H-1", "M1", DAY]]), ("Readme", [["Hello"]]), ("Data", [HEADER, ["D-1", "M1", DAY]])]
    tally = await load(workbook(tmp_path / "b.xlsx", sheets, states={"Old": "hidden"}, hidden=[2]))
    assert await serials() == ["D-1"]
    told = await notes(tally)
    assert "'Data' was read" in told[0]
    assert "Readme" in told[0]
    assert "1 hidden row was" in told[1]


async def test_a_cell_far_away_is_told_and_does_not_eat_the_memory(load, tmp_path):
    rows = {1: HEADER, 2: ["X-1", "M1", DAY], 1_000_000: [*[None] * 25, "stray"]}
    with pytest.raises(SheetReachesFar, match="row 1,000,000"):
        await load(workbook(tmp_path / "b.xlsx", [("S", rows)]))


@pytest.mark.parametrize(
    "cell", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd|x", "-2+3+cmd|x", "\t=1+1", "=HYPERLINK(1)"]
)
async def test_refused_rows_never_hold_a_formula_and_load_again_as_they_were(load, tmp_path, cell):
    mapping = {"kind": "tickets", "columns": {"ref": "id", "words": "words"}, "reported_on": "day"}
    written = cell.replace('"', '""')
    tally = await load(f'id,words,day\n-,"{written}",2024-01-05\n', mapping)
    lines = [line async for line in queries.error_file(tally.run_id)]
    assert not re.search(r'(^|,)"?\s*[=@+-](?!,)', lines[1])
    (tmp_path / "again.csv").write_bytes("".join(lines).replace("-,", "R-1,", 1).encode())
    assert (await load(tmp_path / "again.csv", mapping)).loaded == 1
    assert await fetchval("select words from ticket where external_ref = 'R-1'") == cell.strip()


async def test_phones_and_amounts_stay_as_they_are_in_the_error_file(load):
    mapping = {"kind": "customers", "columns": {"ref": "no", "name": "name", "phone": "phone"}}
    tally = await load("no,name,phone\n-,Ali,+49 30 1234567\n", mapping)
    assert "Ali,+49 30 1234567," in [line async for line in queries.error_file(tally.run_id)][1]


async def test_what_was_found_out_is_told_in_the_language_of_the_reader(world, tmp_path):
    book = workbook(tmp_path / "b.xlsx", [("A", [["x"]]), ("B", [HEADER, ["L-1", "M1", DAY]])])
    for language, word in (("fa", "برگه"), ("ar", "الورقة"), ("zh", "工作表"), ("ru", "Прочитан")):
        _, preview = await try_file(
            path=book, mapping=parse_mapping(ITEMS, "items"), centre_id=world.ber, by=SYSTEM, language=language
        )
        assert word in preview.notes[0]
