"""Every door keeps the rules that integrators rely on: walked over all routes, so that a new one keeps them too."""

import inspect

import msgspec
import pytest

from service_desk.foundation.web.matching import version_in
from service_desk.foundation.web.naming import NAMED
from tests.doors.conftest import API, routes


def bodies(app):
    for route, handler in routes(app):
        body = handler.parsed_fn_signature.parameters.get("data")
        if API in route and body is not None:
            yield route, body.annotation


def structs(kind, seen):
    """The structs in a body, however deep."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in seen:
            seen.add(kind)
            for field in msgspec.structs.fields(kind):
                structs(field.type, seen)
    else:
        for inner in getattr(kind, "__args__", ()):
            structs(inner, seen)
    return seen


def test_a_field_that_a_body_does_not_know_is_refused_everywhere(app):
    loose = {
        f"{route}: {struct.__name__}"
        for route, body in bodies(app)
        for struct in structs(body, set())
        if not struct.__struct_config__.forbid_unknown_fields
    }
    assert loose == set()


def test_every_change_of_a_versioned_record_takes_if_match(app):
    """Through `once` or `unkept`, where the shell compares the version; or in the door's own argument."""
    bare = []
    for route, handler in routes(app):
        method = route.split(" ")[0]
        versioned = any((kind := NAMED.get(name)) is not None and kind.table for name in names_of(route))
        if API not in route or method == "GET" or not versioned:
            continue
        code = inspect.unwrap(handler.fn).__code__
        if not {"once", "unkept"} & set(code.co_names) and "if_match" not in code.co_varnames:
            bare.append(route)
    assert bare == []


def names_of(route):
    return [part.strip("{}") for part in route.split("/") if part.startswith("{")]


@pytest.mark.parametrize(
    "path", ["/tickets/{ticket}", "/items/S1", "/customers/{ada}", "/products/D-100", "/policies/{policy}", "/staff/bo"]
)
async def test_what_has_a_version_answers_with_its_tag(client, post, world, path):
    ticket = (await post("/tickets", {"centre_id": "BER"})).json()["number"]
    answer = await client.get(API + path.format(ticket=ticket, ada=world.ada, policy=world.policy))
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"].strip('"').partition("-")[0].isdigit()


def test_a_version_is_found_in_a_record_and_in_the_head_of_a_view():
    class Facts(msgspec.Struct):
        version: int

    class View(msgspec.Struct):
        facts: Facts
        more: list[int]

    class Listed(msgspec.Struct):
        items: list[Facts]

    assert (version_in(Facts(3)), version_in(View(Facts(4), [])), version_in(Listed([Facts(5)]))) == (3, 4, None)
