"""Whatever a program sends, every door answers as its description says, and never with an error of ours."""

import json
from itertools import count

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from service_desk.app import litestar
from service_desk.foundation.db import DB
from service_desk.foundation.ids import uuid7
from service_desk.foundation.web.description import described
from tests.conftest import _clone, _database, _drop
from tests.doors.served import Served, WebProcess, furnish
from tests.patience import PATIENCE

pytestmark = pytest.mark.peer
EXAMPLES = 4  # beside the boundary cases of every field, which come by themselves
LONGEST_WAIT = 25
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
config = SchemathesisConfig.from_dict(
    {"phases": {"coverage": {"unexpected-methods": []}}}
)  # the router answers 405 by itself
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(described(litestar))), config=config)
schemathesis.serializer.alias("message/rfc822", "application/octet-stream")
turn = count()


@pytest.fixture(scope="module")
async def served(pool, server_dsn, template, tmp_path_factory):
    name = await _clone(server_dsn, template)
    dsn, kept = _database(server_dsn, name), (DB.pool, DB.config)
    DB.pool = None
    await DB.open(dsn, most=4)
    token, ids = await furnish()
    await DB.close()
    DB.pool, DB.config = kept
    with WebProcess(dsn, tmp_path_factory.mktemp("web") / "log") as web:
        yield Served(web.url, token, ids, web.log)
    await _drop(server_dsn, name)


def aimed(case, served):
    """Every second case speaks of rows that are there: else nearly all would end at an id that is nowhere."""
    if next(turn) % 2:
        return
    ends = case.method != "GET" and "order_id" in (case.path_parameters or {})
    known = served.ids | (fresh_order(served) if ends else {})
    for holder in (case.path_parameters, case.query, case.body):
        point(holder, known)


def point(value, known):
    if isinstance(value, list):
        for item in value:
            point(item, known)
    elif isinstance(value, dict):
        for name, held in value.items():
            if name in known and isinstance(held, (str, int)):
                value[name] = known[name]
            else:
                point(held, known)


def fresh_order(served):
    """An order of its own, with a part on it, or the first case that closes the only one would end the play."""
    order = served.post(
        "/repairs",
        {"centre_id": served.ids["centre_id"], "party_id": served.ids["party_id"], "items": [{"symptom": "S101"}]},
    )["id"]
    line = served.post(
        f"/repairs/{order}/lines", {"kind": "travel", "text": "Trip", "unit_price": "1", "currency": "EUR"}
    )["id"]
    return {"order_id": order, "line_id": line}


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_door_keeps_what_its_description_promises(case, served):
    headers = {"Authorization": f"Bearer {served.token}", "Idempotency-Key": str(uuid7())}
    aimed(case, served)
    unhurried = str((case.query or {}).get("wait", ""))
    if unhurried.isdecimal() and int(unhurried) <= LONGEST_WAIT:  # the door's own promise is kept in test_feed
        case.query["wait"] = 0
    response = case.call(base_url=served.url, headers=headers, timeout=PATIENCE)
    case.validate_response(response, checks=CHECKS)
