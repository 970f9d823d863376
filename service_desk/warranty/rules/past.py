"""The history of a unit as one decision reads it: sorted once, so that its order in the facts does not matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from service_desk.warranty.rules.facts import Service
from service_desk.warranty.rules.policy import Suspension
from service_desk.warranty.rules.suspension import Suspended, suspended
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
    lost: dict[tuple[Suspension, date, date], Suspended] = field(default_factory=dict)

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

    def replacing(self, part_id: UUID | None) -> Sequence[Service]:
        """What replaced the unit or this part, by hand-back."""
        fitted = self.fitted.get(part_id, ()) if part_id is not None else ()
        if not fitted or not self.exchanges:
            return fitted or self.exchanges
        return sorted((*self.exchanges, *fitted), key=_by_hand_back)

    def suspended(self, rule: Suspension, begins: date, last_on: date) -> Suspended:
        key = (rule, begins, last_on)
        if (known := self.lost.get(key)) is None:
            known = self.lost[key] = suspended(rule, begins, last_on, self.services)
        return known


NO_PAST = Past()
