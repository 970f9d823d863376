"""A change carries the version it was made on; the loser of two is told."""

import asyncio

import pytest

from service_desk.centres.tables import Company
from service_desk.foundation import version
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.errors import NotFound, Stale
from service_desk.foundation.ids import uuid7


async def test_a_change_raises_the_version(world):
    key = await fetchval("select id from company")
    assert await version.save(Company, key, version=1, default_language="fa") == 2
    assert await fetchval("select default_language from company") == "fa"


async def test_a_change_of_what_someone_else_changed_is_refused(world):
    key = await fetchval("select id from company")
    await version.save(Company, key, version=1, default_language="fa")
    with pytest.raises(Stale):
        await version.save(Company, key, version=1, default_language="ru")
    assert await fetchval("select default_language from company") == "fa"


async def test_without_a_version_the_last_one_wins(world):
    key = await fetchval("select id from company")
    assert [await version.save(Company, key, version=None, default_language=one) for one in ("fa", "ru")] == [2, 3]


async def test_what_is_not_there_is_not_found(db):
    with pytest.raises(NotFound, match="no company"):
        await version.save(Company, uuid7(), version=1, default_language="fa")


async def test_of_many_editors_at_once_exactly_one_wins(committed_world):
    key = await fetchval("select id from company")
    edits = (version.save(Company, key, version=1, default_language=one) for one in ("fa", "ru", "zh", "ar", "en"))
    results = await asyncio.gather(*edits, return_exceptions=True)
    assert [result for result in results if not isinstance(result, Stale)] == [2]
    await execute("select 1")
