"""Tries at a secret: each is taken before anything is hashed, for names that nobody has as for others."""

from datetime import timedelta
from typing import Final

from service_desk.accounts.queries import digest
from service_desk.accounts.rules import WAITS
from service_desk.foundation import clock
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.errors import DeskError
from service_desk.foundation.ids import uuid7

FORGOTTEN: Final = timedelta(days=1)  # after a day without a try the count begins anew
# Of many at once each waits for the row of the one before, so none of them sees an older count.
_TAKE: Final = """
insert into tries (id, name_hash, tries, tried_at) values ($1, $2, 1, $3)
on conflict (name_hash) do update set
  tries = case when tries.tried_at < $3 - $5::interval then 1 else tries.tries + 1 end, tried_at = $3,
  locked_until = case when tries.tried_at >= $3 - $5::interval
                      then $3 + ($4::interval[])[least(tries.tries + 1, cardinality($4::interval[]))] end
 where tries.locked_until is null or tries.locked_until <= $3
returning true"""


class TooManyTries(DeskError):
    status = 429
    code = "too_many_tries"
    message = "Too many wrong tries for this log-in name. Wait {seconds:# second|# seconds} and try again."

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.retry_after = seconds


async def take_try(name: str) -> None:
    """One more try for this name, committed at once; TooManyTries while it must wait."""
    now, name_hash = clock.now(), digest(name)
    if await fetchval(_TAKE, uuid7(), name_hash, now, WAITS, FORGOTTEN):
        return
    until = await fetchval("select locked_until from tries where name_hash = $1", name_hash)
    raise TooManyTries(seconds=max(int((until - now).total_seconds()), 0) + 1 if until else 1)


async def forget_tries(name: str) -> None:
    """The secret was right."""
    await execute("delete from tries where name_hash = $1", digest(name))


async def forget_old_tries() -> None:
    await execute("delete from tries where tried_at < $1", clock.now() - FORGOTTEN)
