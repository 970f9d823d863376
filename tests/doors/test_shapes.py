"""Every door keeps the rules that integrators rely on: walked over all routes, so that a new one keeps them too."""

import inspect
import json

import msgspec
import pytest

from service_desk.app import litestar
from service_desk.foundation.web.description import described
from service_desk.foundation.web.matching import version_in
from service_desk.foundation.web.naming import NAMED
from tests.doors.conftest import API, refused, routes
from tests.doors.test_description import operations
from tests.doors.test_versions import ENDED


@pytest.fixture(scope="module")
def description():
    return json.loads(json.dumps(described(litestar)))


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
    """Through `once` or `unkept`, where the shell compares the version."""
    bare = []
    for route, handler in routes(app):
        method = route.split(" ")[0]
        versioned = any((kind := NAMED.get(name)) is not None and kind.table for name in names_of(route))
        if API not in route or method == "GET" or not versioned:
            continue
        code = inspect.unwrap(handler.fn).__code__
        if not {"once", "unkept"} & set(code.co_names) and route.replace(API, "") not in ENDED:
            bare.append(route)
    assert bare == []


def test_every_list_answers_a_page(description):
    """`items` and `next`: whoever can read one list reads all of them."""
    bare = [
        name
        for name, operation in operations(description)
        for answer in operation["responses"].values()
        for content in answer.get("content", {}).values()
        if resolved(description, content.get("schema", {})).get("type") == "array"
    ]
    assert bare == []


def resolved(description, shape):
    while "$ref" in shape:
        shape = description["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    return shape


async def test_a_short_list_goes_on_where_its_page_ended(read, world):
    whole, some = (await read("/locations", virtual=True))["items"], []
    cursor = {}
    while cursor is not None:
        page = await read("/locations", virtual=True, limit=2, **cursor)
        some += page["items"]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert some == whole
    assert len(whole) > 2


async def test_a_cursor_of_another_list_is_refused(client, read, post, world):
    for _ in range(2):
        await post("/tickets", {"centre_id": "BER", "words": "Leaks"})
    other = (await read("/tickets", limit=1))["next"]
    refused(
        await client.get(f"{API}/locations", params={"cursor": other}), 400, "bad_cursor", "Use the value of 'next'"
    )
    short = (await read("/locations", virtual=True, limit=1))["next"]
    refused(await client.get(f"{API}/tickets", params={"cursor": short}), 400, "bad_cursor", "Use the value of 'next'")


def names_of(route):
    return [part.strip("{}") for part in route.split("/") if part.startswith("{")]


@pytest.mark.parametrize(
    "path", ["/tickets/{ticket}", "/items/S1", "/customers/{ada}", "/products/D-100", "/policies/{policy}", "/staff/bo"]
)
async def test_what_has_a_version_answers_with_its_tag(client, post, world, path):
    ticket = (await post("/tickets", {"centre_id": "BER", "words": "Leaks"})).json()["number"]
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
