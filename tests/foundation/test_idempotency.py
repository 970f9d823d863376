"""The same request twice: one effect, one answer."""

import asyncio
from uuid import uuid4

import pytest

from service_desk.foundation import idempotency
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.idempotency import KeyNeeded, KeyReused, StillRunning, checked_key, fingerprint, once

PRINCIPAL = uuid4()


@pytest.fixture
async def jar(committed_db):
    await execute("create table jar (n int)")


async def put() -> tuple[int, bytes]:
    await execute("insert into jar values (1)")
    return 201, b'{"put":true}'


async def again(key: str, body: bytes = b"", effect=put):
    return await once(PRINCIPAL, key, fingerprint("POST", "/jar", body), effect)


async def test_a_repeat_is_answered_from_the_store(jar):
    first, second = await again("k" * 16), await again("k" * 16)
    assert (first.status, first.body, first.replayed) == (201, b'{"put":true}', False)
    assert (second.status, second.body, second.replayed) == (201, b'{"put":true}', True)
    assert await fetchval("select count(*) from jar") == 1


async def test_another_body_under_the_same_key_is_refused(jar):
    await again("k" * 16)
    with pytest.raises(KeyReused):
        await again("k" * 16, b"other")


async def test_an_effect_that_fails_leaves_the_key_free(jar):
    async def fail() -> tuple[int, bytes]:
        await put()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await again("k" * 16, effect=fail)
    assert not (await again("k" * 16)).replayed
    assert await fetchval("select count(*) from jar") == 1


async def test_a_double_click_has_one_effect(jar):
    async def slow() -> tuple[int, bytes]:
        await asyncio.sleep(0.1)
        return await put()

    answers = await asyncio.gather(*(again("k" * 16, effect=slow) for _ in range(4)))
    assert sorted(answer.replayed for answer in answers) == [False, True, True, True]
    assert await fetchval("select count(*) from jar") == 1


async def test_a_repeat_while_the_first_runs_long_is_told_to_wait(jar):
    async def very_slow() -> tuple[int, bytes]:
        await asyncio.sleep(2.6)
        return await put()

    first = asyncio.create_task(again("k" * 16, effect=very_slow))
    await asyncio.sleep(0.05)
    with pytest.raises(StillRunning):
        await again("k" * 16)
    assert not (await first).replayed


async def test_the_key_of_someone_else_is_another_key(jar):
    await again("k" * 16)
    answer = await idempotency.once(uuid4(), "k" * 16, fingerprint("POST", "/jar", b""), put)
    assert not answer.replayed


@pytest.mark.parametrize("key", [None, "", "short", "x" * 101, "line\nbreak-in-the-key"])
def test_a_key_has_16_to_100_printable_characters(key):
    with pytest.raises(KeyNeeded):
        checked_key(key)
