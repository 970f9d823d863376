"""The OpenAPI description is valid, complete, committed, and never breaks a program without saying so."""

import copy
import json
import subprocess
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
import schemathesis

from service_desk.app import litestar
from service_desk.foundation.web.description import described
from tests.doors.breaking import METHODS, breaks

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
REGENERATE = "Run `make schema` and commit docs/openapi.json."


@pytest.fixture(scope="module")
def description():
    return json.loads(json.dumps(described(litestar)))


def operations(description):
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


async def test_it_is_served_without_a_key_and_is_openapi_3_1(anonymous, description):
    answer = await anonymous.get("/schema/openapi.json")
    assert answer.json() == description
    assert description["openapi"].startswith("3.1")


def test_it_is_valid(description):
    schemathesis.openapi.from_dict(description).validate()
    for name, shape in description["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(shape), name


def test_every_reference_leads_somewhere(description):
    wanted = {line.split('"')[1] for line in json.dumps(description).split('"$ref": ')[1:]}
    for place in wanted:
        found = description
        for part in place.removeprefix("#/").split("/"):
            found = found[part]


def test_every_operation_says_what_it_does_and_belongs_to_a_room(description):
    bare = [
        name
        for name, operation in operations(description)
        if not operation.get("description") or not operation.get("summary") or len(operation["tags"]) != 1
    ]
    assert bare == []
    assert {operation["tags"][0] for _, operation in operations(description)} == {
        tag["name"] for tag in description["tags"]
    }


def test_every_operation_says_how_it_refuses(description):
    for name, operation in operations(description):
        assert "503" in operation["responses"], name
        if operation.get("security") != []:
            assert {"401", "403"} <= set(operation["responses"]), name
    for answer in description["components"]["responses"].values():
        assert list(answer["content"]) == ["application/problem+json"]


def test_what_is_done_once_takes_a_key_and_what_is_versioned_takes_if_match(description):
    headers = {
        name: {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
        for name, operation in operations(description)
    }
    assert "Idempotency-Key" in headers["POST /api/v1/tickets"]
    assert headers["PATCH /api/v1/tickets/{ticket_id}"] == {"Idempotency-Key", "If-Match"}
    assert "412" in description["paths"]["/api/v1/tickets/{ticket_id}"]["patch"]["responses"]
    assert not headers["GET /api/v1/tickets"]


def test_the_committed_snapshot_is_up_to_date(description):
    assert json.loads(SNAPSHOT.read_text()) == description, REGENERATE


def committed():
    shown = subprocess.run(
        ["git", "show", "HEAD:docs/openapi.json"], cwd=SNAPSHOT.parent, capture_output=True, text=True, check=False
    )
    return json.loads(shown.stdout) if shown.returncode == 0 else None


def test_nothing_breaks_programs_that_were_written_against_the_last_commit(description):
    """A break is allowed only together with a new version of the API (VERSION in app.py)."""
    for before in (committed(), json.loads(SNAPSHOT.read_text())):
        if before is not None and before["info"]["version"] == description["info"]["version"]:
            found = breaks(before, description)
            assert found == [], "This breaks callers:\n" + "\n".join(found)


def gone(api):
    del api["paths"]["/api/v1/tickets"]["post"]


def field_gone(api):
    del api["components"]["schemas"]["TicketFacts"]["properties"]["number"]


def field_needed(api):
    api["components"]["schemas"]["NewTicket"]["required"].append("words")


def field_shorter(api):
    api["components"]["schemas"]["NewTicket"]["properties"]["words"]["maxLength"] = 3


def type_narrower(api):
    api["components"]["schemas"]["NewTicket"]["properties"]["serial"] = {"type": "integer"}


def null_now(api):
    api["components"]["schemas"]["TicketFacts"]["properties"]["number"] = {
        "oneOf": [{"type": "string"}, {"type": "null"}]
    }


def value_gone(api):
    api["components"]["schemas"]["Channel"]["enum"].remove("phone")


def parameter_needed(api):
    api["paths"]["/api/v1/tickets"]["get"]["parameters"][0]["required"] = True


def answer_gone(api):
    answers = api["paths"]["/api/v1/tickets"]["post"]["responses"]
    answers["202"] = answers.pop("201")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (gone, "POST /api/v1/tickets is gone"),
        (field_gone, "GET /api/v1/tickets/{ticket_id}: answer.ticket.number is gone"),
        (field_needed, "POST /api/v1/tickets: body.words is required now"),
        (field_shorter, "POST /api/v1/tickets: body.words: maxLength is 3 now"),
        (type_narrower, "POST /api/v1/tickets: body.serial takes no string any more"),
        (null_now, "GET /api/v1/tickets/{ticket_id}: answer.ticket.number may be null now"),
        (value_gone, "POST /api/v1/tickets: body.channel takes no phone any more"),
        (parameter_needed, "GET /api/v1/tickets: parameter cursor is required now"),
        (answer_gone, "POST /api/v1/tickets: answers no longer with 201"),
    ],
)
def test_a_break_is_named(description, change, said):
    changed = copy.deepcopy(description)
    change(changed)
    assert said in breaks(description, changed)


def test_what_is_added_breaks_nobody(description):
    more = copy.deepcopy(description)
    more["paths"]["/api/v1/new"] = {"get": {}}
    more["components"]["schemas"]["TicketFacts"]["properties"]["colour"] = {"type": "string"}
    more["components"]["schemas"]["NewTicket"]["properties"]["colour"] = {"type": "string"}
    more["components"]["schemas"]["Channel"]["enum"].append("pigeon")
    assert breaks(description, more) == []


def test_every_example_is_a_body_that_its_door_takes():
    taken = 0
    for route in litestar.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "example" in handler.opt:
                body = handler.parsed_fn_signature.parameters["data"].annotation
                msgspec.json.decode(msgspec.json.encode(handler.opt["example"]), type=body)
                taken += 1
    assert taken >= 10
