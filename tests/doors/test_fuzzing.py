"""Whatever a program sends, every door answers as its description says, and never with an error of ours."""

import json
from itertools import count

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from service_desk.app import litestar
from service_desk.foundation.db import DB
from service_desk.foundation.ids import uuid7
from service_desk.foundation.web.description import described
from tests.conftest import _clone, _database, _drop
from tests.doors.served import Served, WebProcess, furnish

pytestmark = pytest.mark.peer
EXAMPLES = int(__import__("os").environ.get("EX","12"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(described(litestar))))
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


def aimed(case, ids):
    """Every second case speaks of rows that are there: else nearly all would end at an id that is nowhere."""
    if next(turn) % 2:
        return case
    for holder in (case.path_parameters, case.query, case.body):
        if isinstance(holder, dict):
            holder.update({name: ids[name] for name in holder if name in ids and isinstance(holder[name], (str, int))})
    return case


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_door_keeps_what_its_description_promises(case, served):
    headers = {"Authorization": f"Bearer {served.token}", "Idempotency-Key": str(uuid7())}
    response = aimed(case, served.ids).call(base_url=served.url, headers=headers)
    case.validate_response(response, checks=CHECKS)
