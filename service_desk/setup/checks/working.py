"""Whether somebody does the work that waits."""

from collections import Counter
from datetime import timedelta
from typing import Final

from service_desk.backlog import troubles, waiting
from service_desk.foundation import clock
from service_desk.foundation.db import connection, fetchval
from service_desk.foundation.written import filled
from service_desk.setup.rules.health import Finding, State

WORKER: Final = "aftercare worker"
LATE: Final = timedelta(minutes=1)
MUCH_TOO_LATE: Final = timedelta(minutes=15)


async def workers() -> list[Finding]:
    count = await fetchval(
        "select count(distinct client_addr::text || pid) from pg_stat_activity where datname = current_database() and application_name = $1",
        WORKER,
    )
    if not count:
        advice = "Start one: `desk worker`, or the whole desk with `desk run`."
        return [Finding("worker", State.FAULT, "No worker runs: nothing is posted, sent or printed.", advice)]
    return [Finding("worker", State.OK, "A worker is connected.")]


async def queues() -> list[Finding]:
    now, found = clock.now(), await waiting()
    stuck: Counter[str] = Counter()
    ages: dict[str, timedelta] = {}
    for each in found:
        if each.stuck:
            stuck[each.queue] += each.rows
        elif each.oldest is not None:
            ages[each.queue] = max(now - each.oldest, ages.get(each.queue, timedelta()))
    late = {queue: age for queue, age in ages.items() if age > LATE}
    findings = []
    if stuck:
        said = ", ".join(f"{queue} ({rows})" for queue, rows in stuck.items())
        findings.append(Finding("queues", State.WARNING, f"These wait for a person: {said}.", "`desk queue status`"))
    if late:
        said = ", ".join(
            filled("{queue} for {count:# minute|# minutes}", {"queue": queue, "count": int(age / LATE)}, "en")
            for queue, age in late.items()
        )
        state = State.FAULT if max(late.values()) > MUCH_TOO_LATE else State.WARNING
        findings.append(Finding("queues", state, f"The worker is behind: {said}.", "See its log; start more workers."))
    return findings or [Finding("queues", State.OK, "Nothing waits longer than it should.")]


async def channels() -> list[Finding]:
    async with connection() as held:
        said = await troubles(held)
    return [Finding("channels", State.FAULT, each, "") for each in said] or [
        Finding("channels", State.OK, "No channel for messages is stopped.")
    ]
