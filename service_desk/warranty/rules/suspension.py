"""Days out of use that lengthen a term (SUSP-1, SET-1): the union of the intervals, in time that grows with their number."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush

from service_desk.warranty.rules.facts import Service
from service_desk.warranty.rules.policy import Suspension


@dataclass(frozen=True, slots=True)
class Span:
    """Days out of use as ordinals, both ends in; `back` is the day that settled them."""

    first: int
    last: int
    back: int
    service: Service


@dataclass(slots=True)
class _Union:
    """Disjoint runs of days in order, and how many days they hold."""

    runs: list[tuple[int, int]] = field(default_factory=list)
    total: int = 0

    def add(self, first: int, last: int) -> None:
        runs = self.runs
        at = bisect_left(runs, (first,))
        if at and runs[at - 1][1] >= first:
            at -= 1
        until = at
        while until < len(runs) and runs[until][0] <= last:
            run_first, run_last = runs[until]
            first, last = min(first, run_first), max(last, run_last)
            self.total -= run_last - run_first + 1
            until += 1
        runs[at:until] = [(first, last)]
        self.total += last - first + 1


@dataclass(frozen=True, slots=True)
class Suspended:
    """The days that lengthen one term. `alone` of a service: those that no other counted one shares."""

    days: int
    alone: dict[int, int]  # by id() of the service
    whole: dict[int, int]  # all its days: what it gave another one that began before those overlapping it were over
    late: Sequence[int]  # first days of those that were in time only by days given back before, in order
    slack: Sequence[int]  # by how many days these, and every later one, were in time at least
    spans: Sequence[Span]
    limit: int

    def at_most_without(self, service: Service) -> int:
        """No fewer than `without`, and cheap."""
        return self.days - self.alone.get(id(service), 0)

    def without(self, service: Service) -> int:
        """The days had this one order not been."""
        alone = self.alone.get(id(service))
        if alone is None:
            return self.days
        after = bisect_left(self.late, service.handed_back_on.toordinal())
        if after == len(self.late) or self.whole[id(service)] <= self.slack[after]:
            return self.days - alone  # no other one fell out for it
        return _reckon([span for span in self.spans if span.service is not service], self.limit).days


def spans_of(rule: Suspension, begins: date, services: Iterable[Service]) -> list[Span]:
    """The days of `services`, all handed back, from `begins` on, by first day."""
    start, spans = begins.toordinal(), []
    for service in services:
        if rule.only_covered and not service.covered:
            continue
        out = service.out_of_use(rule)
        first, last = max(out.first.toordinal(), start), out.last.toordinal()
        if first <= last:
            spans.append(Span(first, last, service.handed_back_on.toordinal(), service))
    spans.sort(key=lambda span: (span.first, span.back, span.last))
    return spans


def reckon(spans: Sequence[Span], last_on: date) -> Suspended:
    """What they add to a term that ends on `last_on`: the intervals that began on or before the last day as it then stood."""
    return _reckon(spans, last_on.toordinal())


def _reckon(spans: Sequence[Span], limit: int) -> Suspended:
    counted: list[Span] = []
    back: list[tuple[int, int, int]] = []
    given = _Union()
    late: list[int] = []
    slack: list[int] = []
    for span in spans:
        if span.first > limit:
            while back and back[0][0] <= span.first:
                _, first, last = heappop(back)
                given.add(first, last)
            room = limit + given.total - span.first
            if room < 0:
                continue
            late.append(span.first)
            slack.append(room)
        counted.append(span)
        heappush(back, (span.back, span.first, span.last))
    for place in range(len(slack) - 2, -1, -1):
        slack[place] = min(slack[place], slack[place + 1])
    days, alone = _measured(counted)
    whole = {id(span.service): span.last - span.first + 1 for span in counted}
    return Suspended(days, alone, whole, late, slack, spans, limit)


def _measured(counted: Sequence[Span]) -> tuple[int, dict[int, int]]:
    """Days in the union, and by id() of the service those that are its own only."""
    edges = sorted(
        edge for place, span in enumerate(counted) for edge in ((span.first, 1, place), (span.last + 1, -1, place))
    )
    alone = {id(span.service): 0 for span in counted}
    days = out = places = before = 0
    for day, step, place in edges:
        if out:
            days += day - before
            if out == 1:
                alone[id(counted[places].service)] += day - before
        out += step
        places += step * place
        before = day
    return days, alone
