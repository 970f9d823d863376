"""What a bench answers to a scan: done or not, in a sentence for the technician."""

from dataclasses import dataclass

from service_desk.scanning.rules.found import Resolved


@dataclass(frozen=True, slots=True)
class BenchAnswer:
    """`code` is what was done (order, unit, badge, part, START, …) or why not; `sentence` says it in `language`."""

    done: bool
    code: str
    sentence: str
    language: str
    order: str | None
    unit: str | None
    technician: str | None
    resolved: Resolved | None
