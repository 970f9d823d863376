"""An event whose transaction ends while the sealer works is sealed by the next round, never passed over."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg

from service_desk.events import sealer
from service_desk.events.actions import record
from service_desk.events.sealer import seal
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, fetchval

LATE = """
insert into event (kind, version, subject_kind, subject_id, actor_id, payload, occurred_at, recorded_at)
values ('bell_rung', 1, 'bell', gen_random_uuid(), gen_random_uuid(), '{}', now(), now()) returning id"""


@dataclass(frozen=True)
class BellRung:
    bell_id: UUID


async def ring():
    async with atomic():
        await record(BellRung(uuid4()), subject=("bell", uuid4()), centre_id=None, by=SYSTEM)


async def test_an_event_that_is_committed_between_search_and_floor_is_sealed(committed_db, monkeypatch):
    slow = await asyncpg.connect(committed_db)
    commit = slow.transaction()
    await commit.start()
    late = await slow.fetchval(LATE)
    await ring()
    await seal({})  # the later event: the floor may go as far as it once the slow one has ended
    await seal({})
    write = sealer._write

    async def write_while_it_ends(*args):
        await write(*args)
        await commit.commit()

    monkeypatch.setattr(sealer, "_write", write_while_it_ends)
    await ring()
    await seal({})
    monkeypatch.undo()
    await seal({})
    await slow.close()
    assert await fetchval("select count(*) from event_seal where event_id = $1", late) == 1
