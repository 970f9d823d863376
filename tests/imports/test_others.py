"""Files as other people send them: quotes that never close, spreadsheets' wreckage, dates of another country."""

import errno
import gzip
import io
import zipfile
from datetime import date

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.imports.actions import import_file
from service_desk.imports.reading import (
    CannotBeRead,
    DoubledColumn,
    EncodingInDoubt,
    NotATable,
    NotThatEncoding,
    UnknownEncoding,
    WrongDelimiter,
)
from service_desk.imports.rules import BadMapping, parse_mapping
from service_desk.imports.rules.fitting import DatesDoNotFit, DatesFitAnother

ITEMS = {
    "kind": "items",
    "columns": {"serial": "serial", "sku": "model", "brand": "maker"},
    "dates": {"invoice": {"column": "sold"}},
}
TICKETS = {"kind": "tickets", "columns": {"ref": "id", "words": "words"}, "reported_on": {"column": "date"}}
HEADER = "serial,model,maker,sold\n"


@pytest.fixture
def load(world, tmp_path):
    async def run(content, mapping=ITEMS, **more):
        path = tmp_path / "f.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        parsed = parse_mapping({**mapping, **more}, mapping["kind"])
        _, tally = await import_file(path=path, mapping=parsed, centre_id=world.ber, by=SYSTEM)
        assert tally.balanced
        return tally

    return run


async def refused() -> list[tuple[int, str, str]]:
    return [
        tuple(row)
        for row in await fetch(
            """select line, "column", reason from import_finding where outcome = 'refused'
               and run_id = (select id from import_run order by number desc limit 1) order by line"""
        )
    ]


async def serials(prefix: str) -> list[str]:
    rows = await fetch("select serial from service_item where serial like $1 order by serial", prefix + "%")
    return [row[0] for row in rows]


async def test_an_open_quote_costs_its_own_row_only(load):
    tally = await load(
        'id,words,date\nQ1,fine,2024-01-05\nQ2,"broken,2024-01-15\nQ3,next,2024-01-16\n'
        'Q4,"it ""works""",2024-01-17\nQ5,last,2024-01-18\n',
        TICKETS,
    )
    assert (tally.rows, tally.loaded, tally.refused) == (5, 4, 1)
    assert [(line, reason[:17]) for line, _, reason in await refused()] == [(3, "A quote is opened")]
    rows = await fetch("select external_ref, words from ticket where external_ref like 'Q_' order by 1")
    assert [tuple(row) for row in rows] == [("Q1", "fine"), ("Q3", "next"), ("Q4", 'it "works"'), ("Q5", "last")]


@pytest.mark.parametrize(
    ("words", "rows", "lost"),
    [
        (['"24 inch TV', *"bcdefghij"], 10, 1),  # never closed, in the last column
        (['"24 inch TV', "b", 'TV 24"', "d"], 4, 1),  # closed by the inch sign of another row
        (['"24 inch TV', "b", '"a, b"', "d"], 4, 1),
        (['"24 inch', '"32 inch', '"40 inch', "d"], 4, 3),
        (['24" TV', "b"], 2, 0),  # a quote inside is a letter
        (['"24" TV', "b"], 2, 1),
        (['"line one\nline two"', "b"], 2, 0),
        (['"line one\n\nwith, commas, and\nmore"', "b"], 2, 0),
        (['"she said ""no""\nand went"', "b"], 2, 0),
    ],
)
async def test_every_row_is_counted_whatever_its_quotes_do(load, words, rows, lost):
    lines = "".join(f"R{at},2024-01-{at + 1:02},{text}\n" for at, text in enumerate(words))
    tally = await load("id,date,words\n" + lines, TICKETS)
    assert (tally.rows, tally.refused, tally.loaded) == (rows, lost, rows - lost)
    assert await fetchval("select count(*) from ticket where words like '%2024-01%'") == 0


async def test_a_bad_row_never_ends_a_run(load):
    good = [f"GOOD{n},M1,Acme,2024-01-05" for n in range(20)]
    bad = ["L1," + "M" * 61 + ",A,2024-01-05", "L2,M\u200b1,A,2024-01-05", "L3,M1," + "A" * 201 + ",2024-01-05"]
    tally = await load(HEADER + "\n".join(good[:10] + bad + good[10:]) + "\n")
    assert (tally.rows, tally.loaded, tally.refused) == (23, 20, 3)
    assert [(line, column) for line, column, _ in await refused()] == [(12, "model"), (13, "model"), (14, "maker")]


async def test_what_only_the_database_refuses_is_found_by_halving(load, monkeypatch):
    from service_desk.imports.actions import items

    monkeypatch.setattr(items, "checked_sku", lambda sku: sku)
    monkeypatch.setattr(items, "LONGEST_CODE", 500)
    lines = [f"G{n},M{n % 3},Acme,2024-01-05" for n in range(40)]
    lines[7] = "BAD1," + "M" * 90 + ",Acme,2024-01-05"
    lines[31] = "BAD2,M1," + "\u0130" * 61 + ",2024-01-05"
    tally = await load(HEADER + "\n".join(lines) + "\n")
    assert (tally.rows, tally.loaded, tally.refused) == (40, 39, 1)
    assert [line for line, _, _ in await refused()] == [9]


async def test_a_country_that_is_none_is_refused_with_the_mapping(load):
    with pytest.raises(BadMapping, match="Germany"):
        await load(HEADER, country="Germany")


async def test_a_batch_that_is_too_long_is_refused_with_its_line(load):
    columns = ITEMS["columns"] | {"batch": "lot"}
    tally = await load(
        "serial,model,maker,sold,lot\nS1X,M1,A,2024-01-05," + "B" * 65 + "\nS2X,M1,A,2024-01-05,ok\n", columns=columns
    )
    assert (tally.loaded, tally.refused) == (1, 1)
    assert (await refused())[0][:2] == (2, "lot")


async def test_columns_of_one_name_are_refused_by_name(load):
    with pytest.raises(DoubledColumn, match="2 columns called 'serial'"):
        await load("serial,model,maker,sold,serial\nRIGHT1,M1,A,2024-01-05,WRONG1\n")
    assert await serials("WRONG") == []


async def test_columns_that_nobody_needs_may_share_a_name(load):
    assert (await load("serial,model,maker,sold,note,note\nN1,M1,A,2024-01-05,a,b\n")).loaded == 1


@pytest.mark.parametrize(
    "text",
    ["1.4E+13", "١٫٤E+13", "s/n", "[object Object]", "${serial}", "{{ serial }}", "1,4E+13", "6.37702E+15", "#N/A", "#NAME?", "#NV", "#Н/Д", "-", "--", "0", "000000", "unknown", "N/A",
     "n.a.", "نامشخص", "لا يوجد", "غير معروف", "无", "未知", "нет", "Б/Н", "TRUE", "?", '"=""0"""'],
)  # fmt: skip
async def test_what_names_nothing_is_refused_as_a_serial_and_as_a_model(load, text):
    cell = text if text.startswith('"') else f'"{text}"'
    tally = await load(HEADER + f"{cell},M1,A,2024-01-05\nGOOD-9,{cell},A,2024-01-05\n")
    assert (tally.loaded, tally.refused) == (0, 2)
    assert [column for _, column, _ in await refused()] == ["serial", "model"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [('"=""00099"""', "00099"), ("'00098", "00098"), ("1E13", "1E13"), ("00097", "00097"), ("#12345", "#12345")],
)
async def test_a_serial_that_a_spreadsheet_wrapped_is_unwrapped(load, text, kept):
    await load(HEADER + f"{text},M1,A,2024-01-05\n")
    assert await serials(kept) == [kept]


async def test_other_content_under_the_same_serial_is_told_apart_and_listed(load):
    await load(HEADER + "D-1,M1,A,2024-01-05\nD-2,M1,A,2024-01-05\n")
    tally = await load(HEADER + "D-1,M1,A,2024-01-05\nD-2,M1,A,2024-02-06\n")
    assert (tally.existing, tally.differs, tally.taken) == (1, 1, 0)
    row = (await fetch("select line, fields, taken from import_finding where outcome = 'differs'"))[0]
    assert tuple(row) == (3, {"invoice": ["2024-01-05", "2024-02-06"]}, False)
    assert (
        await fetchval("select count(*) from item_date d join service_item i on i.id = d.item_id where serial = 'D-2'")
        == 1
    )


async def test_the_new_values_are_taken_where_the_mapping_says_so(load):
    await load(HEADER + "D-2,M1,A,2024-01-05\n")
    tally = await load(HEADER + "D-2,M1,A,2024-02-06\n", on_difference="update")
    assert (tally.differs, tally.taken) == (1, 1)
    days = await fetch(
        "select on_date from item_date d join service_item i on i.id = d.item_id where serial = 'D-2' order by 1"
    )
    assert [row[0] for row in days] == [date(2024, 1, 5), date(2024, 2, 6)]
    assert (await load(HEADER + "D-2,M1,A,2024-02-06\n")).existing == 1


async def test_a_ticket_with_other_words_differs_and_is_corrected_on_request(load):
    await load("id,words,date\nT1,old,2024-01-05\n", TICKETS)
    assert (await load("id,words,date\nT1,new,2024-01-05\n", TICKETS)).differs == 1
    assert await fetchval("select words from ticket where external_ref = 'T1'") == "old"
    assert (await load("id,words,date\nT1,new,2024-01-05\n", TICKETS, on_difference="update")).taken == 1
    assert await fetchval("select words from ticket where external_ref = 'T1'") == "new"


async def test_the_same_reference_twice_in_a_file_with_other_words_is_no_silence(load):
    tally = await load("id,words,date\nT1,one,2024-01-05\nT1,two,2024-01-05\nT1,one,2024-01-05\n", TICKETS)
    assert (tally.loaded, tally.differs, tally.existing) == (1, 1, 1)
    assert await fetchval("select words from ticket where external_ref = 'T1'") == "one"


async def test_months_read_as_days_stop_the_run_before_it_loads_any(load):
    rows = "".join(f"A{n},M1,A,{1 + n % 12}/{1 + n % 28}/2024\n" for n in range(100))
    with pytest.raises(DatesFitAnother, match="dates written as %m/%d/%Y"):
        await load(HEADER + rows, dates={"invoice": {"column": "sold", "format": "%d/%m/%Y"}})
    assert await serials("A") == []


async def test_dates_that_fit_no_form_stop_the_run_unless_the_mapping_accepts_them(load):
    rows = "".join(f"A{n},M1,A,{'someday' if n % 2 else '2024-01-05'}\n" for n in range(40))
    with pytest.raises(DatesDoNotFit, match="20 of 40"):
        await load(HEADER + rows)
    tally = await load(HEADER + rows, accept_misfits=True)
    assert (tally.loaded, tally.refused) == (20, 20)


async def test_jalali_dates_are_read_in_their_calendar(load):
    tally = await load(
        HEADER + "J1,M1,A,1402/10/15\nJ2,M1,A,۱۴۰۲/۱۰/۱۵\n", calendar="jalali", date_format="%Y/%m/%d",
        dates={"invoice": "sold"},
    )  # fmt: skip
    assert tally.loaded == 2
    days = await fetch("select on_date from item_date d join service_item i on i.id = d.item_id where serial like 'J_'")
    assert {row[0] for row in days} == {date(2024, 1, 5)}


async def test_a_jalali_column_that_is_not_said_to_be_one_stops_the_run(load):
    with pytest.raises(DatesFitAnother, match="jalali"):
        await load(HEADER + "J1,M1,A,1402-10-15\nJ2,M1,A,1402-11-16\n")


async def test_hijri_dates_are_read_in_their_calendar(load):
    await load(HEADER + "H1,M1,A,1445-06-23\n", calendar="hijri")
    day = await fetchval("select on_date from item_date d join service_item i on i.id = d.item_id where serial = 'H1'")
    assert day == date(2024, 1, 5)


async def test_a_year_of_two_digits_needs_its_century(load):
    with pytest.raises(BadMapping, match="century"):
        await load(HEADER, date_format="%y/%m/%d", dates={"invoice": "sold"})
    await load(
        HEADER + "Y1,M1,A,02/05/12\n",
        date_format="%y/%m/%d",
        calendar="jalali",
        century=1400,
        dates={"invoice": "sold"},
    )
    day = await fetchval("select on_date from item_date d join service_item i on i.id = d.item_id where serial = 'Y1'")
    assert day == date(2023, 8, 3)


async def test_dates_of_several_forms_are_tried_in_order(load):
    await load(
        HEADER + "V1,M1,A,05.01.2024\nV2,M1,A,2024-01-05\nV3,M1,A,5 Jan 2024\n",
        dates={"invoice": {"column": "sold", "format": ["%Y-%m-%d", "%d.%m.%Y", "%d %b %Y"]}},
    )
    days = await fetch("select on_date from item_date d join service_item i on i.id = d.item_id where serial like 'V_'")
    assert [row[0] for row in days] == [date(2024, 1, 5)] * 3


@pytest.mark.parametrize("said", ["utf-8", "UTF-8", "utf8", "utf_8_sig", "U8", None])
async def test_a_mark_at_the_start_is_no_part_of_the_first_column(load, said):
    source = {"encoding": said} if said else {}
    assert (await load((HEADER + "B1,M1,A,2024-01-05\n").encode("utf-8-sig"), source=source)).loaded == 1


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("said", [None, "utf-16"])
async def test_wide_text_is_read_with_and_without_a_mark(load, codec, said):
    if said and "32" in codec:
        return
    source = {"encoding": said} if said else {}
    tally = await load((HEADER + "سریال-1,مدل,سازنده,2024-01-05\n").encode(codec), source=source)
    assert tally.loaded == 1
    assert await serials("سریال") == ["سریال-1"]


async def test_an_encoding_that_nobody_knows_is_said_in_a_sentence(load):
    for name in ("klingon", "hex", "x" * 5000, ""):
        with pytest.raises(UnknownEncoding, match="is no encoding"):
            await load(HEADER, source={"encoding": name})


async def test_a_file_in_another_encoding_stops_the_run_and_names_it(load):
    rows = "".join(f"K{n},M1,Wärmepumpe für Büro größer,2024-01-05\n" for n in range(50))
    with pytest.raises(NotThatEncoding, match="looks like cp125"):
        await load((HEADER + rows).encode("cp1252"))
    assert (await load((HEADER + rows).encode("cp1252"), source={"encoding": "cp1252"})).loaded == 50


async def test_a_short_file_whose_encoding_nobody_can_tell_says_so_and_how_to_say_it(load):
    short = (HEADER + "K1,M1,Иванов,2024-01-05\nK2,M1,A,2024-01-05\n").encode("cp1251")
    with pytest.raises(EncodingInDoubt, match=r"it may be .*cp1251.* Say so with --encoding"):
        await load(short)
    assert (await load(short, source={"encoding": "cp1251"})).loaded == 2


@pytest.mark.parametrize("archive", [True, False])
async def test_a_disk_that_fails_is_not_called_a_broken_archive(load, monkeypatch, archive):
    def failing(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(*((zipfile.ZipFile, "testzip") if archive else (gzip.GzipFile, "read")), failing)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(CannotBeRead, match="Input/output error"):
        await load(content.getvalue() if archive else gzip.compress(HEADER.encode()))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
async def test_the_delimiter_is_found_or_the_wrong_one_named(load, delimiter):
    content = (HEADER + "E1,M1,A,2024-01-05\n").replace(",", delimiter)
    assert (await load(content)).loaded == 1
    with pytest.raises(WrongDelimiter):
        await load(content, source={"delimiter": ","})


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<html><table>", "HTML"),
        (b'{"a": 1}', "JSON"),
        (b"PK\x03\x04nothing", "archive"),
        (b"\x1f\x8b broken", "archive"),
        (b"\xd0\xcf\x11\xe0 broken", "archive"),
        (b"\x89PNG\r\n", "picture"),
    ],
)
async def test_what_is_no_table_is_named(load, content, what):
    with pytest.raises(NotATable, match=what):
        await load(content)


async def test_a_cell_that_is_too_long_is_said_to_be_too_long(load):
    tally = await load(HEADER + f"C1,M1,{'x' * 1_200_000},2024-01-05\nC2,M1,A,2024-01-05\n")
    assert (tally.rows, tally.loaded, tally.refused) == (2, 1, 1)
    assert "1,000,000 characters" in (await refused())[0][2]


async def test_new_models_are_counted_and_named_or_refused(load):
    tally = await load(HEADER + "M-1,NEW-A,A,2024-01-05\nM-2,NEW-B,A,2024-01-05\n")
    assert (tally.models, tally.new_models) == (2, ("NEW-A", "NEW-B"))
    tally = await load(HEADER + "M-3,NOPE,A,2024-01-05\nM-4,NEW-A,A,2024-01-05\n", new_models="refuse")
    assert (tally.loaded, tally.refused, tally.models) == (1, 1, 0)
    assert await fetchval("select count(*) from product where sku = 'NOPE'") == 0


async def test_fixed_values_stand_in_for_columns_that_are_not_there(load):
    mapping = {"kind": "items", "columns": {"serial": "serial"}, "values": {"sku": "FIX-1", "brand": "Acme"}}
    assert (await load("serial\nX1Y\nX2Y\n", mapping, dates={"invoice": {"value": "2024-01-05"}})).loaded == 2
    rows = await fetch(
        "select p.sku, p.brand from service_item i join product p on p.id = i.product_id where serial = 'X1Y'"
    )
    assert tuple(rows[0]) == ("FIX-1", "Acme")


async def test_a_file_without_a_header_is_mapped_by_position(load):
    mapping = {"kind": "items", "columns": {"serial": 2, "sku": 1}, "source": {"header": False}}
    tally = await load("M1,P1Z,2024-01-05\nM1,P2Z,2024-01-06\n", mapping, dates={"invoice": {"column": 3}})
    assert (tally.rows, tally.loaded) == (2, 2)


async def test_lines_before_the_header_are_passed_over(load):
    tally = await load("Export of today\n\n" + HEADER + "S9,M1,A,nope\n", source={"skip": 2})
    assert (tally.rows, (await refused())[0][0]) == (1, 4)


async def test_two_runs_of_one_file_at_a_time_have_their_own_tallies(load, world, tmp_path):
    from service_desk.imports.actions import runs

    await load(HEADER + "W1,M1,A,2024-01-05\nW2,M1,A,2024-01-05\n")
    assert await fetchval("select count(*) from import_run") == 1
    await load(HEADER + "W1,M1,A,2024-01-05\nW2,M1,A,2024-01-05\n")
    assert [row[0]["rows"] for row in await fetch("select tally from import_run")] == [2, 2]
    assert runs.BATCH
