"""What a technician has before them, and what an order still lacks before it can be closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from service_desk.repairs.rules.goodwill import GoodwillState
from service_desk.repairs.rules.lines import LineFacts, fitted_parts
from service_desk.repairs.rules.states import State


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One order on somebody's bench. `mine`: they began it, moved it last or worked on it; the others wait for anybody."""

    id: UUID
    number: str
    state: State
    state_at: datetime
    started_at: datetime
    due_at: datetime | None
    serials: str
    product_name: dict[str, str] | None
    words: str | None
    mine: bool


class Missing(StrEnum):
    """What has to be done before an order can be closed."""

    DEFECT = "defect"
    REPAIR = "repair"
    PART = "part"
    PRICE = "price"
    CLOCK = "clock"
    CHECK = "check"
    GOODWILL = "goodwill"


@dataclass(frozen=True, slots=True)
class Coded:
    """Of a unit: which codes are asked for and not given, and whether its repair code says that a part was replaced."""

    repair_item_id: UUID
    lacks: frozenset[Missing]
    needs_part: bool


def missing(
    units: Sequence[Coded],
    lines: Sequence[LineFacts],
    *,
    clocks: int,
    unchecked: bool,
    goodwill: Iterable[GoodwillState],
) -> list[Missing]:
    """In the order in which they stand on the work sheet, each once."""
    partless = any(
        unit.needs_part and not fitted_parts([line for line in lines if line.repair_item_id == unit.repair_item_id])
        for unit in units
    )
    found = {
        Missing.DEFECT: any(Missing.DEFECT in unit.lacks for unit in units),
        Missing.REPAIR: any(Missing.REPAIR in unit.lacks for unit in units),
        Missing.PART: partless,
        Missing.PRICE: any(line.unpriced and not line.frozen for line in lines),
        Missing.CLOCK: clocks > 0,
        Missing.CHECK: unchecked,
        Missing.GOODWILL: GoodwillState.ASKED in set(goodwill),
    }
    return [each for each, lacks in found.items() if lacks]
