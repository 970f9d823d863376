"""Errors speak the five languages of the desk, and say the same thing in each."""

import re
import string
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import notifications
import service_desk
from service_desk.accounts import actions as accounts
from service_desk.centres import queries as centres
from service_desk.foundation.errors import DeskError, NotFound
from service_desk.foundation.i18n import LANGUAGES, say
from service_desk.foundation.sentences import room_of, sentence, words_of
from service_desk.foundation.written import Phrase
from service_desk.parts.actions.ledger import SerialNotThere
from service_desk.repairs.actions.seen import IllegalMove
from service_desk.repairs.rules import State
from tests.world import PASSWORD

OTHERS = [language for language in LANGUAGES if language != "en"]


def errors() -> list[type[DeskError]]:
    """Every class of error that a door can answer with."""
    for package in (service_desk, notifications):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    found, waiting = [], [DeskError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "message" in vars(kind) and not kind.__module__.startswith("tests"):
            found.append(kind)
    return found


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_error_has_a_sentence_in_every_language_with_the_same_places():
    faults = []
    for kind in errors():
        said = words_of(room_of(kind)).get(kind.code, {})
        faults += [
            f"{room_of(kind)}/errors.toml [{kind.code}] {language}: {kind.message}"
            for language in OTHERS
            if language not in said or places(said[language]) != places(kind.message)
        ]
    assert faults == []


def test_no_sentence_is_left_over_from_an_error_that_is_gone():
    kinds = errors()
    rooms = {room_of(kind) for kind in kinds}
    known = {(room_of(kind), kind.code) for kind in kinds}
    assert [
        (room, code) for room in rooms for code in words_of(room) if code != "terms" and (room, code) not in known
    ] == []


def test_a_code_means_one_sentence_in_its_room():
    seen: dict[tuple[str, str], str] = {}
    for kind in errors():
        assert seen.setdefault((room_of(kind), kind.code), kind.message) == kind.message, kind


def test_every_term_is_said_in_every_language():
    rooms = {room_of(kind) for kind in errors()}
    assert [
        (room, term)
        for room in rooms
        for term, said in words_of(room).get("terms", {}).items()
        if set(said) != set(OTHERS)
    ] == []


def test_every_kind_of_record_that_may_be_missing_has_its_word():
    named = re.compile(r'(?:NotFound\(\s*kind=|(?:looked_up|looked_up_within|the_one)\(\s*)"([^"]+)"')
    top = Path(service_desk.__file__).parent
    for place in top.rglob("*.py"):
        room = place.relative_to(top).parts[0]
        terms = {**words_of("service_desk.foundation")["terms"], **words_of(f"service_desk.{room}").get("terms", {})}
        kinds = set(named.findall(place.read_text())) if room != "commands" else set()
        assert kinds <= set(terms), place


@pytest.mark.parametrize(
    ("language", "said"), [("en", "no ticket T-1"), ("fa", "تیکت T-1"), ("ru", "заявка T-1"), ("tlh", "no ticket")]
)
def test_a_kind_of_record_is_named_in_the_language(language, said):
    assert said in sentence(NotFound(kind="ticket", key="T-1"), language)


def test_what_a_person_typed_is_never_translated():
    assert "ticket" in sentence(NotFound(kind="ticket", key="ticket"), "ru")


def test_states_and_lists_of_them_are_translated():
    choices = [State.HANDED_OVER, State.REPAIRING]
    error = IllegalMove(number="BER-R-000001", state=State.CLOSED, target=State.REPAIRING, choices=choices)
    assert sentence(error, "ru").endswith("возможно: выдано, ремонтируется.")
    assert "、" in sentence(error, "zh")


def test_a_phrase_with_a_place_in_it_is_translated():
    error = SerialNotThere(part="P-DSP", serial="X", location="VAN", where=Phrase("it is at {place}", place="WH-1"))
    assert "она в WH-1" in sentence(error, "ru")


@pytest.mark.parametrize(
    ("header", "language"), [("fa-IR,fa;q=0.9", "fa"), ("de, zh;q=0.5", "zh"), ("de", "en"), ("", "en")]
)
async def test_a_program_chooses_the_language_by_its_header(client, header, language):
    answer = await client.get("/api/v1/items?serial=NOPE-1", headers={"Accept-Language": header})
    assert answer.headers["content-language"] == language
    assert answer.json()["code"] == "unknown_serial"
    assert ("No item with the serial" in answer.json()["detail"]) == (language == "en")


async def test_staff_read_errors_in_their_own_language(world, anonymous):
    new = await accounts.add_staff(login="dara", name="Dara", password=PASSWORD, language="fa", by=world.cy)
    await accounts.assign_role(staff_id=new, role="technician", centre_id=world.teh, by=world.cy)
    await anonymous.post("/api/v1/sessions", json={"login": "dara", "password": PASSWORD})
    answer = await anonymous.get("/api/v1/items?serial=NOPE-1", headers={"Accept-Language": "en"})
    assert "شناخته نیست" in answer.json()["detail"]


async def test_refusals_of_the_shell_are_translated_too(client):
    answer = await client.post(
        "/api/v1/customers", content=b"{", headers={"Accept-Language": "ru", "Idempotency-Key": "k" * 20}
    )
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Не удалось прочитать запрос")


TITLES_SEEN = [
    ("GET", "/api/v1/nowhere", None, 404, "یافت نشد"),
    ("PUT", "/api/v1/customers", None, 405, "روش پذیرفته نیست"),
    ("POST", "/api/v1/customers", ("text/plain", b"{}"), 415, "نوع بدنه پذیرفته نیست"),
    ("POST", "/api/v1/customers", ("application/json", b"[" + b"1," * 600_000 + b"1]"), 413, "بیش از اندازه بزرگ"),
    ("POST", "/api/v1/customers", ("application/json", b'{"name": "A"'), 400, "درخواست نادرست"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "title"), TITLES_SEEN)
async def test_the_title_of_a_problem_is_in_the_language_of_its_sentence(client, method, path, body, status, title):
    headers = {"Accept-Language": "fa", "Idempotency-Key": "k" * 20}
    from tests.foundation.test_said import foreign

    given = {"content": body[1], "headers": headers | {"Content-Type": body[0]}} if body else {"headers": headers}
    answer = await client.request(method, path, **given)
    told = answer.json()
    assert (answer.status_code, told["title"]) == (status, title)
    assert foreign(told["detail"]) == []


def test_every_status_that_an_error_has_is_said_in_a_few_words():
    from service_desk.foundation.web.problems import TITLES, title

    assert {kind.status for kind in errors()} <= set(TITLES)
    assert all(title(status, language) != str(said) for status, said in TITLES.items() for language in OTHERS)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_body_that_is_cut_off_is_told_without_a_hole(client, language):
    answer = await client.post(
        "/api/v1/customers", content=b'{"name": "A', headers={"Accept-Language": language, "Idempotency-Key": "k" * 20}
    )
    assert answer.json()["errors"][0]["code"] == "cut_off"
    assert "…" not in answer.json()["detail"]


async def test_a_currency_in_small_letters_is_told_how_it_is_written(world, client):
    body = {
        "part_id": str(world.display),
        "location_id": str(world.shelf),
        "quantity": "1",
        "unit_cost": "1",
        "currency": "eur",
    }
    answer = await client.post(
        "/api/v1/stock/receipts", json=body, headers={"Accept-Language": "ru", "Idempotency-Key": "k" * 20}
    )
    assert "«currency»: нужно указать валюту тремя заглавными буквами, например EUR." in answer.json()["detail"]
    said = await client.get(
        "/api/v1/products/P-DSP/price?currency=eur&on=2026-11-30", headers={"Accept-Language": "ru"}
    )
    assert said.json()["detail"].endswith("например EUR."), said.text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl"), ("ar", "rtl"), ("zh", "ltr"), ("ru", "ltr")])  # fmt: skip
@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("POST", 405)])
async def test_the_page_of_an_error_bears_the_company_and_reads_in_the_right_direction(
    world, client, language, direction, method, status
):
    company = await centres.company()
    headers = {"Accept": "text/html", "Accept-Language": language}
    answer = await client.request(method, "/nowhere" if status == 404 else "/", headers=headers)
    assert answer.status_code == status
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert f"<header><bdi>{say(company.name, language)}</bdi></header>" in answer.text
    assert answer.headers["content-language"] == language
    assert status != 405 or answer.headers["allow"]


async def test_the_page_of_an_error_speaks_the_companys_language_where_the_reader_has_none_of_ours(world, client):
    answer = await client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": "de"})
    assert f'<html lang="{(await centres.company()).default_language}"' in answer.text
