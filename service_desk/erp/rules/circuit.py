"""When to leave an ERP alone: five failures in a row open the circuit, one trial posting closes it again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FAILURES: Final = 5
REST: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Circuit:
    failures: int = 0
    rests_until: datetime | None = None

    def allowed(self, now: datetime, batch: int) -> int:
        """How many postings may be tried now: all, one as a trial, or none."""
        if self.failures < FAILURES or self.rests_until is None:
            return batch
        return 1 if now >= self.rests_until else 0

    def failed(self, now: datetime) -> "Circuit":
        failures = self.failures + 1
        return Circuit(failures, now + REST if failures >= FAILURES else None)

    def worked(self) -> "Circuit":
        return replace(self, failures=0, rests_until=None)
