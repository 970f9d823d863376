"""What the desk counts about itself, and the probes that are asked before it is read."""

from types import SimpleNamespace

import pytest

from service_desk.foundation import kept, metrics


@pytest.fixture(autouse=True)
def _probes(monkeypatch):
    monkeypatch.setattr(metrics, "PROBES", [])


async def test_a_probe_is_asked_before_a_reading_but_not_by_each_of_many_at_once(monkeypatch):
    seen, now = [], 1000.0
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: now))

    async def probe() -> None:
        seen.append(1)
        metrics.QUEUE_LENGTH.labels("test_queue", "queued").set(len(seen))

    metrics.PROBES.append(probe)
    assert b'desk_queue_rows{queue="test_queue",state="queued"} 1.0' in await metrics.exposition()
    now += 4.9
    assert b'desk_queue_rows{queue="test_queue",state="queued"} 1.0' in await metrics.exposition()
    now += 1
    assert b'desk_queue_rows{queue="test_queue",state="queued"} 2.0' in await metrics.exposition()


async def test_a_probe_that_fails_hides_no_figure_of_the_others():
    async def broken() -> None:
        raise OSError("the database is away")

    async def good() -> None:
        metrics.QUEUE_LENGTH.labels("test_other", "queued").set(5)

    metrics.PROBES[:] = [broken, good]
    assert b'desk_queue_rows{queue="test_other",state="queued"} 5.0' in await metrics.exposition()


async def test_the_age_of_a_queue_is_that_of_its_oldest_due_row(world):
    from service_desk import backlog

    await backlog.measure()
    read = await metrics.exposition()
    assert b'desk_queue_rows{queue="events",state="unsealed"}' in read
    assert b'desk_queue_age_seconds{queue="events"}' in read
