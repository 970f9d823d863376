"""Whether somebody does the work that waits."""

from collections import Counter
from datetime import timedelta
from typing import Final

from notifications.message import Medium
from service_desk.backlog import stopped, waiting
from service_desk.foundation import clock
from service_desk.foundation.db import connection, fetchval
from service_desk.foundation.written import Phrase, Term
from service_desk.setup.rules.health import Finding, State

WORKER: Final = "aftercare worker"
LATE: Final = timedelta(minutes=1)
MUCH_TOO_LATE: Final = timedelta(minutes=15)


async def workers() -> list[Finding]:
    count = await fetchval(
        "select count(distinct client_addr::text || pid) from pg_stat_activity where datname = current_database() and application_name = $1",
        WORKER,
    )
    check = Term("worker")
    if not count:
        says = Phrase("No worker runs: nothing is posted, sent or printed.")
        return [
            Finding(check, State.FAULT, says, (Phrase("Start one: `desk worker`, or the whole desk with `desk run`."),))
        ]
    return [Finding(check, State.OK, Phrase("A worker is connected."))]


async def queues() -> list[Finding]:
    check, now, found = Term("queues"), clock.now(), await waiting()
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
        waits = [Phrase("{queue} ({rows})", queue=Term(queue), rows=rows) for queue, rows in stuck.items()]
        advice = Phrase("See them: `desk queue status`")
        findings.append(
            Finding(check, State.WARNING, Phrase("These wait for a person: {what}.", what=waits), (advice,))
        )
    if late:
        behind = [
            Phrase("{queue} for {count:# minute|# minutes}", queue=Term(queue), count=int(age / LATE))
            for queue, age in late.items()
        ]
        state = State.FAULT if max(late.values()) > MUCH_TOO_LATE else State.WARNING
        advice = Phrase("See the worker's log; start more workers.")
        findings.append(Finding(check, state, Phrase("The worker is behind: {what}.", what=behind), (advice,)))
    return findings or [Finding(check, State.OK, Phrase("Nothing waits longer than it should."))]


async def channels() -> list[Finding]:
    check = Term("channels")
    async with connection() as held:
        found = await stopped(held)
    return [
        Finding(
            check, State.FAULT,
            Phrase("Messages by {medium} wait: the channel is stopped since {moment} ({why}).", medium=_medium(each.channel), moment=each.since, why=each.reason),
            (Phrase("Mend the cause, then {command}", command=f"`desk channels start {each.channel}`"),),
        )
        for each in found
    ] or [Finding(check, State.OK, Phrase("No channel for messages is stopped."))]  # fmt: skip


def _medium(channel: str) -> Medium | str:
    return Medium(channel) if channel in set(Medium) else channel
