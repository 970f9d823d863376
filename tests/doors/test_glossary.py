"""An integrator reads at every field, parameter, body and answer what it means, with an example that fits."""

import json
import re

import jsonschema_rs
import pytest

from service_desk.app import litestar
from service_desk.foundation.web.description import described
from tests.doors.test_description import operations

ADVICE = "Say it in service_desk/foundation/web/glossary.toml, or in glossary.toml of the room."
# Fields whose values are a closed set: they tell it.
# A state of any kind of record; the word that a pack says of itself; and the lines of an event, which is read whatever an older desk wrote into it.
OPEN = {
    "ErpItem.tracking",
    "EventFacts.kind",
    "KindRow.kind",
    "MediumCount.state",
    "Record.state",
    "PackFacts.status",
    "ClosedLine.kind",
    "ClosedLine.verdict",
    "ClosedLine.payer",
}
CLOSED = {
    "state",
    "verdict",
    "payer",
    "kind",
    "tracking",
    "language",
    "medium",
    "priority",
    "status",
    "basis",
}


@pytest.fixture(scope="module")
def description():
    return json.loads(json.dumps(described(litestar)))


def fields(description):
    for name, schema in description["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            yield f"{name}.{field}", shape


def validator(description, shape):
    return jsonschema_rs.validator_for({**shape, "components": description["components"]})


def test_every_field_says_what_it_means(description):
    assert [name for name, shape in fields(description) if not shape.get("description")] == [], ADVICE


def test_no_description_repeats_the_name(description):
    said = {name: shape["description"] for name, shape in fields(description) if "description" in shape}
    assert [
        name for name, text in said.items() if text.lower().rstrip(".").replace(" ", "_") == name.rpartition(".")[2]
    ] == []


def test_every_field_has_an_example_of_its_own_type(description):
    wrong = []
    for name, shape in fields(description):
        found = shape.get("examples")
        if not found:
            wrong.append(f"{name}: none")
        elif not validator(description, shape).is_valid(found[0]):
            wrong.append(f"{name}: {found[0]!r} is no {json.dumps(shape)[:200]}")
    assert wrong == [], ADVICE


def test_every_parameter_says_what_it_means_and_has_an_example_that_fits(description):
    wrong = [
        f"{operation} {parameter['name']}"
        for operation, told in operations(description)
        for parameter in told.get("parameters", ())
        if not parameter.get("description")
        or "example" not in parameter
        or not validator(description, parameter["schema"]).is_valid(parameter["example"])
    ]
    assert wrong == [], ADVICE


def test_every_body_and_every_answer_has_an_example_that_fits(description):
    wrong = []
    for operation, told in operations(description):
        holders = [("body", told.get("requestBody", {}))]
        holders += [(status, answer) for status, answer in told["responses"].items() if status.startswith("2")]
        for where, holder in holders:
            if holder and not holder.get("description"):
                wrong.append(f"{operation} {where}: no description")
            for media, content in holder.get("content", {}).items():
                if "json" in media and not validator(description, content["schema"]).is_valid(content.get("example")):
                    wrong.append(f"{operation} {where}: {json.dumps(content.get('example'))[:200]}")
    assert wrong == []


def test_names_of_schemas_have_no_path_of_a_module(description):
    names = list(description["components"]["schemas"])
    assert [name for name in names if not re.fullmatch("[A-Z][A-Za-z0-9]*", name)] == []
    assert {"PostingPage", "TicketPage", "TicketsState", "RepairsState"} <= set(names)


def closed(shape, description):
    if "$ref" in shape:
        return closed(description["components"]["schemas"][shape["$ref"].rpartition("/")[2]], description)
    if "enum" in shape or "const" in shape or "properties" in shape:
        return True
    choices = [*shape.get("oneOf", ()), *shape.get("anyOf", ()), *shape.get("allOf", ())]
    if choices:
        return all(choice.get("type") == "null" or closed(choice, description) for choice in choices)
    return shape.get("type") not in ("string", ["string", "null"])


def test_what_can_only_be_one_of_a_few_words_says_which(description):
    open_sets = [
        name
        for name, shape in fields(description)
        if name.rpartition(".")[2] in CLOSED and name not in OPEN and not closed(shape, description)
    ]
    for operation, told in operations(description):
        open_sets += [
            f"{operation}?{one['name']}"
            for one in told.get("parameters", ())
            if one["name"] in CLOSED and not closed(one["schema"], description)
        ]
    assert open_sets == []


def test_currencies_are_three_capitals(description):
    assert [
        name for name, shape in fields(description) if name.endswith("currency") and "pattern" not in json.dumps(shape)
    ] == []
