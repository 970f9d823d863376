"""The starter codes: whole, in five languages, loaded once; flags and symptom groups."""

import pytest

from service_desk.faults import actions, queries
from service_desk.faults.queries import UnknownFaultCode, UnknownList
from service_desk.faults.rules import CodeList, excludes_cover, is_attempt
from service_desk.faults.starter import starter_codes, starter_links
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import Forbidden
from service_desk.foundation.i18n import LANGUAGES


@pytest.fixture
async def loaded(db):
    added = await actions.CODES.load(SYSTEM)
    await actions.LINKS.load(SYSTEM)
    yield added
    queries.forget()  # what this test changed is rolled back


def of(list_name):
    return [each for each in starter_codes() if each.list_name == list_name]


def flagged(flag):
    return [each.code for each in starter_codes() if flag in each.flags]


def test_the_lists_are_whole():
    assert {name: len(of(name)) for name in CodeList} == {
        "condition": 14, "symptom": 37, "section": 23, "defect": 23, "repair": 18}  # fmt: skip


def test_every_code_has_words_of_its_own_in_five_languages():
    for each in starter_codes():
        assert all(each.words[language].strip() for language in LANGUAGES)
    for language in LANGUAGES:
        for name in CodeList:
            words = [each.words[language] for each in of(name)]
            assert len(set(words)) == len(words)


def test_the_flags_are_those_of_the_scheme():
    assert flagged("excludes_cover") == [f"D{n}" for n in range(21, 30)]
    assert flagged("safety") == ["S901", "S902", "S903"]
    assert (flagged("wear"), flagged("carrier"), flagged("nff")) == (["D03"], ["D13"], ["D90"])
    assert flagged("attempt") == [f"R{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 18)]


def test_links_join_codes_that_exist():
    sections = {each.code for each in of("section")}
    assert all(to[0] == "section" and to[1] in sections for _, to, _ in starter_links())


async def test_symptoms_of_one_group_count_as_one_fault(loaded):
    assert [await queries.group("SD", code) for code in ("S101", "S099", "S903", "")] == ["1", "", "9", ""]


def test_advice_counts_as_an_attempt_only_where_the_pack_counts_it():
    assert is_attempt(frozenset({"attempt"}))
    assert not is_attempt(frozenset(), outcome="no_fault")
    assert is_attempt(frozenset(), outcome="no_fault", count_nff=True)


async def test_a_second_load_changes_nothing(loaded):
    again = await actions.CODES.load(SYSTEM)
    assert (loaded, again) == (115, 0)


async def test_a_code_is_found_with_and_without_its_scheme(loaded):
    for written in ("D22", "SD-D22"):
        found = await queries.fault_code("defect", written)
        assert (found.full_code, excludes_cover(found.flags), found.words["ru"]) == (
            "SD-D22",
            True,
            "Попадание жидкости",
        )


async def test_an_unknown_code_and_an_unknown_list_are_sentences(loaded):
    with pytest.raises(UnknownFaultCode, match="D99 is not a code of the list 'defect'"):
        await queries.fault_code("defect", "D99")
    with pytest.raises(UnknownList, match="The lists are"):
        await queries.codes("colour")


async def test_a_retired_code_leaves_the_pick_list_but_not_the_database(loaded):
    code = await queries.fault_code("symptom", "S104")
    await actions.retire_code(code_id=code.id, by=SYSTEM)
    assert "S104" not in [each.code for each in await queries.codes("symptom")]
    assert await fetchval("select count(*) from fault_code where code = 'S104'") == 1


async def test_sections_usual_for_a_symptom_come_first(loaded):
    ranked = await queries.ranked("section", after=("symptom", "S202"))
    assert [each.code for each in ranked[:3]] == ["L13", "L12", "L14"]
    assert len(ranked) == 23


async def test_a_technician_may_not_edit_codes(world):
    with pytest.raises(Forbidden):
        await actions.CODES.load(world.bo)


async def test_the_pick_list_through_the_door(client):
    answer = await client.get("/api/v1/fault-codes", params={"list": "condition", "language": "zh"})
    assert [each["words"] for each in answer.json()["items"]][:2] == [{"zh": "始终如此"}, {"zh": "时有时无"}]
    for wrong in ({"list": "colour"}, {"list": "section", "after": "S\x00"}):
        assert (await client.get("/api/v1/fault-codes", params=wrong)).status_code == 400


@pytest.mark.parametrize(
    ("code", "needs", "ended"),
    [("R01", "part", "repaired"), ("R09", "unit", "exchanged"), ("R12", "", "no_fault"), ("R13", "", "declined"),
     ("R14", "", "not_repaired"), ("R18", "", "repaired")],
)  # fmt: skip
async def test_a_repair_code_says_what_it_needs_and_how_it_ended(loaded, code, needs, ended):
    found = await queries.fault_code("repair", code)
    assert (found.needs, found.outcome) == (needs, ended)


async def test_a_code_is_known_in_small_letters_and_in_the_digits_of_any_keyboard(loaded):
    for typed in ("s101", "S۱۰۱", " S101 ", "SD-S101"):
        assert (await queries.fault_code(CodeList.SYMPTOM, typed)).code == "S101"
