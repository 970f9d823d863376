"""Files that are sent in: loaded by the worker, watched, cancelled, undone; what was wrong is said and can be corrected."""

import gzip
import json

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import MOST_DEATHS, drain
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.imports.actions import asking
from service_desk.imports.jobs import queue
from service_desk.imports.reading import files
from service_desk.tickets.actions import open_ticket
from tests.imports.hostile import HOSTILE

MAPPING = json.dumps({"kind": "items", "columns": {"serial": "serial", "sku": "model"}, "dates": {"invoice": "sold"}})
FILE = b"serial,model,sold\nAPI1,M1,2024-01-05\nunknown,M1,2024-01-05\nAPI2,M1,2024-01-06\n"


@pytest.fixture
def client(client):
    """Each call with a key of its own, as programs send it."""
    client.event_hooks["request"] = [key]
    return client


async def key(request):
    request.headers["Idempotency-Key"] = str(uuid7())


@pytest.fixture
def send(client, world):
    async def post(content=FILE, **form):
        data = {"kind": "items", "centre_id": str(world.ber), "mapping": MAPPING} | form
        return await client.post("/api/v1/imports", data=data, files={"file": ("units.csv", content)})

    return post


async def test_a_file_is_loaded_by_the_worker_and_watched(client, send):
    asked = await send()
    assert asked.status_code == 202, asked.text
    run = asked.json()
    assert (run["state"], run["total"], run["file_name"]) == ("waiting", None, "units.csv")
    await drain(queue())
    run = (await client.get(f"/api/v1/imports/{run['id']}")).json()
    assert (run["state"], run["total"]) == ("finished", 3)
    assert (run["tally"]["rows"], run["tally"]["loaded"], run["tally"]["refused"]) == (3, 2, 1)
    assert await fetchval("select count(*) from file_chunk") == 0
    found = (await client.get(f"/api/v1/imports/{run['number']}/findings?outcome=refused")).json()["items"]
    assert [(one["line"], one["column"]) for one in found] == [(3, "serial")]
    errors = await client.get(f"/api/v1/imports/{run['id']}/errors")
    assert errors.content.decode("utf-8-sig").splitlines()[1].startswith("unknown,M1,2024-01-05,3,serial,")
    assert (await client.get("/api/v1/imports")).json()["items"][0]["id"] == run["id"]


async def test_a_trial_shows_what_would_happen_in_the_language_of_the_asker(client, send):
    run = (await send(dry_run="true")).json()
    await execute("update import_run set language = 'fa' where id = $1", run["id"])
    await drain(queue())
    run = (await client.get(f"/api/v1/imports/{run['id']}")).json()
    assert (run["state"], run["tally"]["loaded"]) == ("tried", 2)
    assert run["preview"]["headings"]["serial"] == "سریال"
    assert run["preview"]["rows"][0]["serial"] == "API1"
    assert await fetchval("select count(*) from service_item where serial like 'API_'") == 0


async def test_without_a_mapping_the_names_of_the_columns_decide(client, send):
    run = (await send(mapping="")).json()
    await drain(queue())
    assert (await client.get(f"/api/v1/imports/{run['id']}")).json()["tally"]["loaded"] == 2


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_file_that_is_not_what_it_says_fails_with_a_sentence(client, send, tmp_path, name):
    make, told = HOSTILE[name]
    run = (await send(make(tmp_path / "made"))).json()
    await drain(queue())
    run = (await client.get(f"/api/v1/imports/{run['id']}")).json()
    assert run["state"] == "failed"
    assert told in run["problem"]
    assert await fetchval("select count(*) from file_chunk") == 0


@pytest.mark.parametrize("language", ["fa", "ar", "zh", "ru"])
async def test_why_a_file_failed_is_told_in_the_language_of_the_asker(client, send, language):
    run = (await send(b"")).json()
    await execute("update import_run set language = $2 where id = $1", run["id"], language)
    await drain(queue())
    problem = (await client.get(f"/api/v1/imports/{run['id']}")).json()["problem"]
    assert not {"file", "empty", "table"} & set(problem.split())


async def test_a_small_file_that_unpacks_without_an_end_stops_early(client, send, monkeypatch):
    monkeypatch.setattr(files, "_MOST_UNPACKED", 100_000)
    run = (await send(gzip.compress(FILE + b"A,M1,2024-01-05\n" * 20_000))).json()
    await drain(queue())
    assert "larger than 1 GB" in (await client.get(f"/api/v1/imports/{run['id']}")).json()["problem"]


async def test_a_file_above_the_limit_is_refused_and_nothing_is_kept(send, monkeypatch):
    monkeypatch.setattr(asking, "LARGEST", 50)
    answer = await send()
    assert answer.status_code == 413, answer.text
    assert await fetchval("select (select count(*) from file_chunk) + (select count(*) from import_run)") == 0


@pytest.mark.parametrize(
    "name", ["فروش ۱۴۰۲.csv", "продажи.csv", "销售 2024.csv", "a b\u200f.csv", "../../etc/passwd", "x" * 300 + ".csv"]
)
async def test_files_may_be_called_as_people_call_them(client, world, name):
    data = {"kind": "items", "centre_id": str(world.ber), "mapping": MAPPING}
    answer = await client.post("/api/v1/imports", data=data, files={"file": (name, FILE)})
    assert answer.status_code == 202, answer.text
    kept = answer.json()["file_name"]
    assert "/" not in kept
    assert kept.startswith(name[:3].replace("../", ""))
    await drain(queue())
    assert (await client.get(f"/api/v1/imports/{answer.json()['id']}")).json()["state"] == "finished"


async def test_a_worker_that_died_is_followed_by_one_that_goes_on_and_not_for_ever(client, send):
    run = (await send()).json()
    dead = "update import_run set state = 'running', lease_token = $2, lease_until = now() - interval '1 minute', language = 'ru' where id = $1"
    await execute(dead, run["id"], uuid7())
    await drain(queue())
    assert (await client.get(f"/api/v1/imports/{run['id']}")).json()["state"] == "finished"
    other = (await send(FILE + b"API9,M1,2024-01-05\n")).json()
    for _ in range(MOST_DEATHS):
        await execute(dead, other["id"], uuid7())
        await queue().sweep(None)
    told = (await client.get(f"/api/v1/imports/{other['id']}")).json()
    assert (told["state"], told["problem"].startswith("Каждый раз")) == ("failed", True)


async def test_what_was_used_since_is_left_alone_where_that_is_asked_for(client, send, world):
    run = (await send()).json()
    await drain(queue())
    item = await fetchval("select id from service_item where serial = 'API1'")
    await open_ticket(centre_id=world.ber, words="Broken", item_id=item, by=SYSTEM)
    refused = await client.post(f"/api/v1/imports/{run['id']}/undo")
    assert (refused.status_code, "API1" in refused.json()["detail"]) == (409, True)
    done = (await client.post(f"/api/v1/imports/{run['id']}/undo?partial=true")).json()
    assert done["records"] == 1
    assert [(each["kind"], each["name"]) for each in done["stays"]] == [("item", "API1"), ("product", "M1")]


@pytest.mark.parametrize("mapping", ["kind: tickets", "{", "kind: items\ncolour: 1", "- 1"])
async def test_a_mapping_that_cannot_be_used_is_refused_at_once(send, mapping):
    answer = await send(mapping=mapping)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_mapping")


async def test_an_import_is_cancelled_before_it_begins_and_not_afterwards(client, send):
    run = (await send()).json()
    assert (await client.post(f"/api/v1/imports/{run['id']}/cancellation")).json()["state"] == "cancelled"
    await drain(queue())
    assert await fetchval("select count(*) from service_item where serial like 'API_'") == 0
    assert (await client.post(f"/api/v1/imports/{run['id']}/cancellation")).status_code == 409


async def test_an_import_is_undone_through_the_door(client, send):
    run = (await send()).json()
    await drain(queue())
    assert (await client.post(f"/api/v1/imports/{run['id']}/undo")).json() == {"records": 3, "stays": []}
    assert (await client.get(f"/api/v1/imports/{run['id']}")).json()["state"] == "undone"


async def test_who_may_not_run_imports_is_refused(world, app, send):
    from service_desk.foundation.errors import Forbidden
    from service_desk.imports.actions import ask

    async def nothing():
        yield b""

    with pytest.raises(Forbidden):
        await ask(
            kind="items", centre_id=world.ber, file_name="f", data=nothing(), mapping="", dry=False, language="en",
            by=world.bo,
        )  # fmt: skip


async def test_a_file_is_sent_for_a_centre_by_its_code(client, world):
    data = {"kind": "items", "centre_id": "ber", "mapping": MAPPING, "dry_run": "true"}
    answer = await client.post("/api/v1/imports", data=data, files={"file": ("units.csv", FILE)})
    assert (answer.status_code, answer.json()["centre_id"]) == (202, str(world.ber)), answer.text
    answer = await client.post(
        "/api/v1/imports", data=data | {"centre_id": "NOPE"}, files={"file": ("units.csv", FILE)}
    )
    assert (answer.status_code, answer.json()["field"]) == (404, "centre_id"), answer.text
