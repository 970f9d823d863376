"""What a release wrote into the log can be read by every later one, and names no person."""

import json
import re

import pytest

from service_desk.events.deliveries import recorded
from service_desk.events.rules import kind_of, version_of
from service_desk.foundation.db import fetch
from service_desk.foundation.logs import masked
from service_desk.subscriptions import SUBSCRIPTIONS
from tests.events.facts import SAMPLES, file_of, recorded_facts, sample_of

FACTS = recorded_facts()
FILES = sorted(SAMPLES.glob("*.json"))
PERSONAL = re.compile(
    r"(^|_)(name|names|phone|e?mail|address|street|city|postcode|words|body|note|notes|text|comment|contact|contacts|label|login|caller|customer|owner|given|ip|evidence)$"
)
NO_PERSON = {("setting_changed", "name"): "of the setting"}


@pytest.mark.parametrize("kind", FACTS)
def test_every_fact_that_is_recorded_has_a_sample(kind):
    assert file_of(FACTS[kind]).exists(), "write it: python -m tests.events.facts"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sample_of_any_release_is_still_read(path):
    kind, version = path.stem.rsplit(".v", 1)
    row = dict.fromkeys(
        ("id", "subject_kind", "subject_id", "centre_id", "actor_id", "occurred_at", "recorded_at", "request_id")
    )
    fact = FACTS[kind]
    payload = json.loads(path.read_text())
    read = recorded(row | {"kind": kind, "version": int(version), "payload": payload}, fact)
    assert isinstance(read.payload, fact)
    if int(version) == version_of(fact):
        lost = set(payload) - set(fact.__dataclass_fields__)
        assert not lost, f"{fact.__name__} lost {lost}: raise its VERSION and say how the old one is read"


@pytest.mark.parametrize("kind", FACTS)
def test_no_fact_has_a_field_for_a_person(kind):
    def names(value, at=""):
        if isinstance(value, dict):
            return [name for key, inner in value.items() for name in [key, *names(inner, key)]]
        return [name for inner in value for name in names(inner)] if isinstance(value, list) else []

    fields = set(names(json.loads(file_of(FACTS[kind]).read_text())))
    assert [field for field in fields if PERSONAL.search(field) and (kind, field) not in NO_PERSON] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sample_holds_anything_personal(path):
    text = path.read_text()
    assert masked(text) == text


def test_a_fact_that_someone_follows_is_one_that_someone_records():
    assert {kind_of(fact) for fact in SUBSCRIPTIONS} <= set(FACTS)


async def test_what_the_rooms_really_record_is_what_they_declare(world):
    rows = await fetch("select * from event")
    assert len({row["kind"] for row in rows}) > 15
    for row in rows:
        recorded(row, FACTS[row["kind"]])


def test_a_required_field_that_is_added_is_noticed():
    from dataclasses import make_dataclass

    old = FACTS["ticket_moved"]
    payload = json.loads(file_of(old).read_text())
    grown = make_dataclass(
        "TicketMoved",
        [*((name, field.type) for name, field in old.__dataclass_fields__.items()), ("colour", str)],
        frozen=True,
    )
    row = dict.fromkeys(
        (
            "id",
            "kind",
            "subject_kind",
            "subject_id",
            "centre_id",
            "actor_id",
            "occurred_at",
            "recorded_at",
            "request_id",
        )
    )
    with pytest.raises(Exception, match="colour"):
        recorded(row | {"version": 1, "payload": payload}, grown)
    assert sample_of(grown).colour
