"""The history of a unit as one decision reads it: sorted once, so that its order in the facts does not matter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from service_desk.warranty.rules.facts import Service
from service_desk.warranty.rules.policy import Suspension
from service_desk.warranty.rules.suspension import Span, Suspended, reckon, spans_of
from service_desk.warranty.rules.terms import Rung, Window


def _by_hand_back(service: Service) -> tuple[date, date, str, UUID]:
    return service.handed_back_on, service.reported_on, service.order_number, service.order_id


@dataclass(slots=True)
class Past:
    """Orders handed back by the day of the report: an order's own days never help its own verdict. What several lines ask of it is reckoned once; lives as long as one decision."""

    services: Sequence[Service] = ()
    remedies: list[Service] = field(default_factory=list)  # repaired under cover (EXT-1)
    exchanges: list[Service] = field(default_factory=list)  # exchanged under cover
    fitted: dict[UUID, list[Service]] = field(default_factory=dict)  # by part replaced under cover
    rungs: dict[tuple[int, UUID | None], tuple[Window, tuple[Rung, ...]]] = field(default_factory=dict)
    spans: dict[tuple[Suspension, date], list[Span]] = field(default_factory=dict)
    lost: dict[tuple[Suspension, date, date | None], Suspended] = field(default_factory=dict)
    down: dict[tuple[int, date], int] = field(default_factory=dict)

    @classmethod
    def of(cls, history: Iterable[Service], reported_on: date = date.max) -> "Past":
        services = sorted((each for each in history if each.handed_back_on <= reported_on), key=_by_hand_back)
        past = cls(services)
        for service in services:
            if not service.covered:
                continue
            if service.exchanged:
                past.exchanges.append(service)
                continue
            if service.attempt:
                past.remedies.append(service)
            if not service.on_earlier_unit:
                for part_id in service.part_ids:
                    past.fitted.setdefault(part_id, []).append(service)
        return past

    def replacing(self, part_id: UUID | None) -> Iterator[Service]:
        """What replaced the unit, then what replaced this part, the latest first: mostly that one reaches furthest."""
        yield from reversed(self.exchanges)
        if part_id is not None:
            yield from reversed(self.fitted.get(part_id, ()))

    def suspended(self, rule: Suspension, begins: date, last_on: date) -> Suspended:
        """The days that lengthen a term which runs from `begins` to `last_on` (SUSP-1, SET-1)."""
        if (spans := self.spans.get((rule, begins))) is None:
            spans = self.spans[rule, begins] = spans_of(rule, begins, self.services)
        # Where all began in time without any days given back, the last day makes no difference.
        in_time = not spans or spans[-1].first <= last_on.toordinal()
        key = (rule, begins, None if in_time else last_on)
        if (known := self.lost.get(key)) is None:
            known = self.lost[key] = reckon(spans, last_on)
        return known

    def days_down(self, service: Service, begins: date) -> int:
        """D of one replacement: its days out of use, from the start of the term on."""
        if (known := self.down.get((id(service), begins))) is None:
            out = service.out_of_use()
            first = max(out.first, begins)
            known = self.down[id(service), begins] = max(0, (out.last - first).days + 1)
        return known


NO_PAST = Past()
