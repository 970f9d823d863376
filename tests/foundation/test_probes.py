"""Many probes at once: one answer for all of them, and the desk keeps its connections."""

import asyncio

import asyncpg
import httpx
import pytest

from service_desk import backlog
from service_desk.foundation.settings import environment


@pytest.fixture
async def prober(committed_world, app):
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.local") as client:
        yield client


async def test_three_hundred_probes_take_one_connection_and_are_all_answered(prober, monkeypatch):
    opened = []
    connect = asyncpg.connect

    async def counted(*args, **named):
        opened.append(1)
        return await connect(*args, **named)

    monkeypatch.setattr(asyncpg, "connect", counted)
    answers = await asyncio.gather(*(prober.get("/readyz") for _ in range(300)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(opened) <= 3


async def test_a_hundred_readers_of_figures_ask_the_database_once(prober, monkeypatch):
    asked = []
    waiting = backlog.waiting

    async def counted():
        asked.append(1)
        return await waiting()

    monkeypatch.setattr(backlog, "waiting", counted)
    answers = await asyncio.gather(*(prober.get("/metrics") for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert "desk_queue_rows" in answers[0].text or "desk_requests_total" in answers[0].text
    assert len(asked) <= 2


async def test_figures_are_for_this_machine_or_for_who_has_the_token(app, committed_db, monkeypatch):
    away = httpx.ASGITransport(app=app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=away, base_url="http://desk.local") as client:
        assert (await client.get("/metrics")).json()["code"] == "metrics_guarded"
        monkeypatch.setenv("DESK_METRICS_TOKEN", "a-secret-for-figures")
        environment.cache_clear()
        try:
            assert (await client.get("/metrics", headers={"Authorization": "Bearer wrong"})).status_code == 403
            told = await client.get("/metrics", headers={"Authorization": "Bearer a-secret-for-figures"})
            assert told.status_code == 200
        finally:
            monkeypatch.delenv("DESK_METRICS_TOKEN")
            environment.cache_clear()
