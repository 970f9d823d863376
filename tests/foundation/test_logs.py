"""Logs carry the request's id, and nothing that names a person or opens a door."""

import json
import logging

import pytest
import structlog

from service_desk.foundation import logs
from service_desk.foundation.errors import Invalid

PLANTED = {
    "phone": "+4915112345678",
    "spaced phone": "+49 151 1234-5678",
    "dialled phone": "0912 123 4567",
    "phone with zeros": "00989121234567",
    "mail": "ada.lovelace+desk@example.co.uk",
    "token": "act_Zk3vX9_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "password": "postgresql://desk:hunter2@db.internal:5432/desk",
}


@pytest.fixture
def lines(capsys):
    logs.configure("DEBUG", "json")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logs.configure("WARNING", "console")


def secret_of(planted: str) -> str:
    return planted.removeprefix("postgresql://desk:").removesuffix("@db.internal:5432/desk")


class Nobody(Invalid):
    message = "{who} is not here."


def refuse(who: str):
    raise Nobody(who=who)


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_nothing_that_names_a_person_or_opens_a_door_is_logged(lines, planted):
    log = structlog.get_logger("test")
    log.info(
        f"said {planted} in a sentence",
        why=planted,
        many=[planted],
        deep={"of": {"it": (planted,)}},
        exception_object=ValueError(planted),
    )
    try:
        refuse(planted)
    except Nobody:
        log.exception("failed")
    logging.getLogger("library").error("could not reach %s", planted)
    said = json.dumps(lines(), ensure_ascii=False)
    assert said.count('"event"') == 3
    assert secret_of(planted) not in said


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "new_password",
        "token",
        "Authorization",
        "cookie",
        "phone",
        "email",
        "address",
        "name",
        "customer_name",
        "words",
        "body",
    ],
)
def test_a_field_that_is_called_personal_is_masked_whatever_it_holds(lines, key):
    structlog.get_logger("test").info("said", **{key: "Ada"}, deep={key: "Ada"})
    assert "Ada" not in json.dumps(lines())


def test_ordinary_facts_stay_readable(lines):
    facts = {
        "ticket": "TEH-T-000123", "id": "01935f6e-7a3c-7c1e-8a55-0123456789ab", "at": "2026-11-25T04:15:52.001419Z",
        "amount": "1200000.00", "address_of": None, "seconds": 0.25, "file_name": "x", "route": "/api/v1/tickets/{ticket_id:uuid}",
    }  # fmt: skip
    structlog.get_logger("test").info(
        "said", **{key: facts[key] for key in ("ticket", "id", "at", "amount", "seconds", "route")}
    )
    (line,) = lines()
    assert {key: line[key] for key in ("ticket", "id", "at", "amount", "seconds", "route")} == {
        key: facts[key] for key in ("ticket", "id", "at", "amount", "seconds", "route")
    }


def test_every_line_of_a_request_carries_its_id(lines):
    mark = logs.REQUEST_ID.set("request-0001")
    structlog.get_logger("test").info("ours")
    logging.getLogger("library").warning("theirs")
    logs.REQUEST_ID.reset(mark)
    structlog.get_logger("test").info("later")
    assert [line.get("request_id") for line in lines()] == ["request-0001", "request-0001", None]


def test_a_text_from_outside_cannot_fake_a_line(lines):
    structlog.get_logger("test").info("said", why='x\n{"event": "fake"}\u2028{"event": "fake"}')
    assert len(lines()) == 1


def test_what_is_below_the_level_is_not_written(lines):
    logs.configure("ERROR", "json")
    structlog.get_logger("test").warning("quiet")
    assert lines() == []
