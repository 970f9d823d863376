"""The bare twin: Litestar and asyncpg, doing by hand the statements that the desk does, with the desk's own SQL texts.

It checks nothing, decides nothing and knows no rooms; every value that the desk works out is a constant here. What the
desk costs above it is the price of the product. Served as the desk is: `python -m service_desk.serve --app benchmarks.bare:app`.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.params import FromQuery, JSONBody

from service_desk.accounts.queries import _BY_TOKEN
from service_desk.events.actions import _INSERT as INSERT_EVENT
from service_desk.foundation.idempotency import _CLAIM as CLAIM_KEY
from service_desk.foundation.idempotency import _STORE as STORE_ANSWER
from service_desk.foundation.ids import uuid7
from service_desk.foundation.settings import environment
from service_desk.products.queries.cards import BY_SERIAL
from service_desk.tickets.actions.intake import _INSERT as INSERT_TICKET
from service_desk.warranty.actions.decisions import _STORE as STORE_DECISION
from service_desk.warranty.queries.units import _UNIT as UNIT

# What `decide` says of a covered unit: one virtual line with three classes.
FACTS = '{"unit": {"terms": "01a210d8-a45a-78a3-87cf-4ea0c42f914c", "history": [], "sources": []}, "lines": []}'  # what a decision was made from
LINES = (
    '[{"key":"fault","cost_class":"parts","verdict":"covered","reason":"within_period","payer":"manufacturer","percent":"100",'
    '"params":{"start":"2025-03-01","last":"2027-02-28"}},{"key":"fault","cost_class":"labour","verdict":"covered",'
    '"reason":"within_period","payer":"manufacturer","percent":"100","params":{"start":"2025-03-01","last":"2027-02-28"}}]'
)
SEARCH = ["after", "d", "drill", "it", "minute", "stops", "دریل"]
POOL_SETTINGS = {"jit": "off", "statement_timeout": "5000", "lock_timeout": "2000"}
encode = msgspec.json.Encoder(decimal_format="string").encode


class NewTicket(msgspec.Struct):
    centre_id: UUID
    serial: str
    party_id: UUID
    words: str


class Facts(msgspec.Struct):
    """Read once at the start, as the desk remembers them."""

    zone: str
    prefix: str
    width: int
    sequence: str


async def _unchanged(_connection: Any) -> None:
    """As the desk's own pool: a time limit on commands, no RESET round trip."""


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        environment().database_url,
        min_size=2,
        max_size=10,
        command_timeout=60,
        server_settings=POOL_SETTINGS,
        reset=_unchanged,
    ) as pool:
        row = await pool.fetchrow(
            "select c.zone, s.prefix, s.width, s.sequence from centre c join number_series s on s.centre_id = c.id where s.kind = 'T'"
        )
        app.state.pool, app.state.facts = pool, Facts(**dict(row))
        yield


def token_hash(request: Request[Any, Any, Any]) -> bytes:
    return hashlib.sha256(request.headers["authorization"][7:].encode()).digest()


@post("/api/v1/tickets")
async def create(request: Request[Any, Any, Any], data: JSONBody[NewTicket]) -> Response[bytes]:
    facts: Facts = request.app.state.facts
    now, ticket_id, key_id = datetime.now(UTC), uuid7(), uuid7()
    today, mark = now.date(), hashlib.sha256(await request.body()).digest()
    async with request.app.state.pool.acquire() as held:
        staff = await held.fetchrow(_BY_TOKEN, token_hash(request), now)
        async with held.transaction():
            await held.fetchrow(CLAIM_KEY, key_id, staff["id"], request.headers["idempotency-key"], mark, now)
            item = (await held.fetch(BY_SERIAL, [data.serial]))[0]
            unit = await held.fetchrow(UNIT, item["id"])
            await held.execute(
                STORE_DECISION, uuid7(), data.centre_id, "ticket", ticket_id, item["id"], today, "covered", "within_period", LINES,
                None, now, staff["id"], unit["policy_version_id"], FACTS,
            )  # fmt: skip
            written = await held.fetchrow(
                INSERT_TICKET, ticket_id, data.centre_id, item["id"], data.serial, data.party_id, "phone", "normal", data.words,
                "S099", "C99", now, facts.zone, today, now, staff["id"], "covered", "within_period", [data.serial.lower(), *SEARCH],
                "new", facts.sequence, facts.prefix, facts.width, item["owner_id"], "SD",
            )  # fmt: skip
            await held.fetchval(
                INSERT_EVENT, "ticket_opened", 1, "ticket", ticket_id, data.centre_id, staff["id"], str(key_id),
                _fact(ticket_id, written["number"], item["id"], data.party_id, today), now, now,
            )  # fmt: skip
            answer = _answer(ticket_id, written["number"], item["id"], data.party_id, today)
            await held.fetchrow(STORE_ANSWER, key_id, 201, answer)
    return Response(answer, media_type=MediaType.JSON)


def _fact(ticket_id: UUID, number: str, item_id: UUID, party_id: UUID, today: date) -> str:
    fact = {"ticket_id": ticket_id, "number": number, "item_id": item_id, "party_id": party_id, "reported_on": today}
    return encode(fact | {"verdict": "covered", "reason": "within_period"}).decode()


def _answer(ticket_id: UUID, number: str, item_id: UUID, party_id: UUID, today: date) -> bytes:
    found = {"id": ticket_id, "number": number, "item_id": item_id, "party_id": party_id, "reported_on": today}
    return encode(found | {"verdict": "covered", "reasons": ["within_period"], "warnings": []})


@get("/api/v1/items")
async def look_up(request: Request[Any, Any, Any], serial: FromQuery[str]) -> Response[bytes]:
    async with request.app.state.pool.acquire() as held:
        await held.fetchrow(_BY_TOKEN, token_hash(request), datetime.now(UTC))
        rows = await held.fetch(BY_SERIAL, [serial])
    return Response(encode({"items": [_shown(row) for row in rows], "next": None}), media_type=MediaType.JSON)


def _shown(row: asyncpg.Record) -> dict[str, Any]:
    """jsonb comes as text from a connection without a codec, and goes out as it is."""
    return {**row, "product_name": msgspec.Raw(row["product_name"].encode()), "notices": []}


app = Litestar([create, look_up], lifespan=[lifespan], openapi_config=None, logging_config=None)
