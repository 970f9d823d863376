"""A scheme that the company brings: imported with a look first, used everywhere, and what was coded before stays."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from service_desk.centres import actions as centres
from service_desk.faults import actions, queries
from service_desk.faults.rules.reading import BadSchemeMapping, parse_mapping
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchrow
from service_desk.foundation.errors import Forbidden
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.tickets import actions as tickets

MAPPING = parse_mapping(
    {
        "columns": {"list": "Type", "code": "Code", "text": "Text", "language": "Lang"},
        "lists": {"SYM": "symptom", "CON": "condition", "DEF": "defect", "REP": "repair"},
        "widths": {"condition": 1, "symptom": 3},
        "meanings": {
            "symptom/1ZZ": {"flags": ["unstated"], "group": ""},
            "repair/A": {"flags": ["attempt"], "needs": "part", "outcome": "repaired"},
            "repair/B": {"flags": ["attempt"], "outcome": "repaired"},
            "repair/N": {"outcome": "declined"},
        },
    }
)
FILE = """Type;Code;Text;Lang
CON;1;Constantly;EN
SYM;1ZZ;Not said;EN
SYM;11A;No power;EN
SYM;11A;Без питания;RU
DEF;001;Open circuit;EN
REP;A;Part replaced;EN
REP;B;Resoldered;EN
REP;N;Not wanted;EN
REP;Q;Something else;EN
SYM;11;Too short;EN
ZZZ;1;Nothing of ours;EN
SYM;12B;Kein Bild;DE
"""


async def load(content=FILE, version="6.8", **more):
    return await actions.import_scheme(
        content=content, scheme="IRIS", version=version, mapping=MAPPING, by=SYSTEM, **more
    )


@pytest.fixture
async def iris(world):
    yield await load()
    queries.forget()


@pytest.fixture
async def used(world, iris):
    """IRIS is the scheme in use."""
    await centres.set_setting(name="fault_scheme", value="IRIS", valid_from=date(2020, 1, 1), by=SYSTEM)
    return world


async def test_every_row_is_in_a_code_or_refused_with_its_line_and_reason(iris):
    assert (iris.rows, len(iris.new), iris.retired, iris.unsaid) == (12, 8, [], ["repair/Q"])
    assert [(each.line, each.why.split(" ")[0]) for each in iris.refused] == [(11, "11"), (12, "'ZZZ'"), (13, "DE")]


async def test_texts_of_several_rows_are_one_code_in_several_languages(iris):
    found = await queries.fault_code("symptom", "11A", scheme="IRIS")
    assert (found.words, found.group) == ({"en": "No power", "ru": "Без питания"}, "11A")


async def test_a_second_import_changes_nothing(iris):
    again = await load()
    assert (again.new, again.changed, again.retired, again.same) == ([], [], [], 8)


async def test_a_look_first_changes_nothing(world):
    tally = await load(dry_run=True)
    assert (len(tally.new), await queries.codes("symptom", scheme="IRIS")) == (8, [])


async def test_a_newer_version_retires_what_is_gone_and_keeps_what_the_company_said(iris):
    code = await queries.fault_code("repair", "Q", scheme="IRIS")
    await actions.change_code(code_id=code.id, outcome="not_repaired", by=SYSTEM)
    tally = await load(FILE.replace("SYM;11A;No power;EN\nSYM;11A;Без питания;RU\n", ""), version="6.9")
    assert (tally.retired, tally.unsaid) == (["symptom/11A"], [])
    fresh = await queries.fault_code("repair", "Q", scheme="IRIS")
    assert (fresh.scheme_version, fresh.outcome) == ("6.9", "not_repaired")
    with pytest.raises(queries.UnknownFaultCode):
        await queries.fault_code("symptom", "11A", scheme="IRIS")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the column 'Type' is in it 0 times"),
        ("Type;Code;Text;Lang;Code\nREP;A;x;EN;B\n", "the column 'Code' is in it 2 times"),
        ('Type;Code;Text;Lang\nREP;A;"open;EN\n', "after line 1"),
        ("Type;Code\x00", "zero bytes"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_with_a_sentence(world, content, said):
    with pytest.raises(actions.BadSchemeFile, match=said):
        await load(content)


@pytest.mark.parametrize(
    "content",
    [None, {}, {"columns": {"list": "a", "code": "b"}}, {"columns": {"colour": "x"}}, {"columns": {}, "x": 1}],
)
def test_a_mapping_that_misses_something_says_what(content):
    with pytest.raises(BadSchemeMapping, match="cannot be used"):
        parse_mapping(content)


async def test_the_shipped_scheme_is_not_imported_over(world):
    with pytest.raises(actions.BadScheme):
        await actions.import_scheme(content=FILE, scheme="SD", version="1", mapping=MAPPING, by=SYSTEM)


async def test_a_technician_imports_no_codes(world):
    with pytest.raises(Forbidden):
        await actions.import_scheme(content=FILE, scheme="IRIS", version="1", mapping=MAPPING, by=world.bo)


async def test_a_job_is_coded_in_the_scheme_in_use_from_report_to_closing(used):
    world = used
    told = await tickets.open_ticket(centre_id=world.ber, serial="S1", party_id=world.ada, symptom="11A", by=world.cy)
    order = (await repairs.start(ticket_id=told.id, by=world.cy)).id
    await repairs.diagnose(order_id=order, defect="001", repair="B", by=world.cy)
    (item,) = await orders.items(order)
    assert (item.scheme, item.scheme_version, item.symptom, item.repair) == ("IRIS", "6.8", "11A", "B")
    assert (await repairs.close(order_id=order, by=world.cy)).outcome == "repaired"


async def test_what_was_coded_before_stays_in_its_scheme(world, iris):
    told = await tickets.open_ticket(centre_id=world.ber, serial="S1", symptom="S101", by=world.cy)
    await centres.set_setting(name="fault_scheme", value="IRIS", valid_from=date(2020, 1, 1), by=SYSTEM)
    order = (await repairs.start(ticket_id=told.id, by=world.cy)).id
    await repairs.diagnose(order_id=order, defect="D01", repair="R04", by=world.cy)
    (item,) = await orders.items(order)
    assert (item.scheme, item.symptom, item.repair) == ("SD", "S101", "R04")


async def test_a_code_retired_meanwhile_does_not_keep_an_order_from_closing(world):
    told = await tickets.open_ticket(centre_id=world.ber, serial="S1", symptom="S101", by=world.cy)
    for code in ("S101", "R04"):
        found = await queries.fault_code("symptom" if code[0] == "S" else "repair", code)
        if code == "S101":
            await actions.retire_code(code_id=found.id, by=SYSTEM)
    order = (await repairs.start(ticket_id=told.id, by=world.cy)).id
    await repairs.diagnose(order_id=order, defect="D01", repair="R04", by=world.cy)
    await actions.retire_code(code_id=(await queries.fault_code("repair", "R04")).id, by=SYSTEM)
    assert (await repairs.close(order_id=order, by=world.cy)).outcome == "repaired"


async def test_closing_asks_how_a_repair_ends_where_nobody_said(used):
    told = await tickets.open_ticket(centre_id=used.ber, serial="S1", by=used.cy)
    order = (await repairs.start(ticket_id=told.id, by=used.cy)).id
    await repairs.diagnose(order_id=order, defect="001", repair="Q", by=used.cy)
    with pytest.raises(repairs.EndingUnknown, match="IRIS-Q"):
        await repairs.close(order_id=order, by=used.cy)


async def test_a_desk_without_any_code_takes_a_ticket_and_finishes_its_repair(world):
    for table in ("fault_link", "fault_code"):
        await execute(f"delete from {table}")
    queries.forget()
    told = await tickets.open_ticket(centre_id=world.ber, serial="S1", words="It is dead.", by=world.cy)
    row = await fetchrow("select symptom, condition from ticket where id = $1", told.id)
    assert tuple(row) == ("", "")
    order = (await repairs.start(ticket_id=told.id, by=world.cy)).id
    await repairs.move_order(order_id=order, to="repairing", by=world.cy)
    assert (await repairs.close(order_id=order, by=world.cy)).outcome == "repaired"
    queries.forget()


async def test_through_the_doors(client, world):
    keys = iter(range(100))

    async def post(path, body=None):
        headers = {"Idempotency-Key": f"schemes-{next(keys):010}"}
        return await client.post(f"/api/v1{path}", json=body or {}, headers=headers)

    body = {"scheme": "IRIS", "version": "6.8", "content": FILE, "dry_run": True,
            "mapping": {"columns": {"list": "Type", "code": "Code", "text": "Text", "language": "Lang"},
                        "lists": {"SYM": "symptom", "CON": "condition", "DEF": "defect", "REP": "repair"}}}  # fmt: skip
    looked = await post("/fault-schemes", body)
    assert looked.json()["dry_run"], looked.text
    done = await post("/fault-schemes", body | {"dry_run": False})
    assert len(done.json()["new"]) == len(looked.json()["new"]) == 9
    found = (await client.get("/api/v1/fault-codes", params={"list": "repair", "scheme": "IRIS"})).json()["items"]
    path = f"/fault-codes/{found[0]['id']}"
    changed = await client.patch(
        f"/api/v1{path}", json={"outcome": "repaired", "needs": "part", "flags": ["attempt"], "words": {"fa": "تعویض"}},
        headers={"Idempotency-Key": "schemes-change-one", "If-Match": f'"{found[0]["version"]}"'},
    )  # fmt: skip
    assert (changed.json()["outcome"], changed.json()["needs"]) == ("repaired", "part"), changed.text
    assert changed.json()["words"] == {"en": "Part replaced", "fa": "تعویض"}
    assert (await post(f"{path}/retirement")).json()["retired"]
    assert not (await post(f"{path}/revival")).json()["retired"]
    listed = (await client.get("/api/v1/fault-schemes")).json()["items"]
    assert [(each["scheme"], each["active"]) for each in listed] == [("IRIS", False), ("SD", True)]
    queries.forget()


def test_the_mapping_that_is_shown_as_an_example_is_read():
    shown = Path(__file__).resolve().parents[2] / "docs/examples/fault-codes.yaml"
    assert parse_mapping(yaml.safe_load(shown.read_text())).meanings["repair/A"].needs == "part"
