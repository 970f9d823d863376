"""`desk doctor`: whether everything that the desk stands on is well. Each check is one small function in the list below."""

from collections.abc import Awaitable, Callable
from typing import Final

from service_desk.foundation.written import Phrase, Term
from service_desk.setup.checks import company, database, outside, working
from service_desk.setup.rules.health import Finding, State

Check = Callable[[], Awaitable[list[Finding]]]
CHECKS: Final[tuple[Check, ...]] = (
    database.server,
    database.tables,
    database.language,
    database.clocks,
    company.founded,
    company.centres,
    company.fault_codes,
    company.packs,
    company.periods,
    company.accounts,
    working.workers,
    working.queues,
    working.channels,
    outside.address,
    outside.sender,
    outside.media,
    outside.printers,
)


async def examine() -> list[Finding]:
    """Every check, whatever the others find."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += await check()
        except Exception as error:  # noqa: BLE001  # what cannot be asked is itself a finding
            found.append(_broken(check, error))
    return found


def _broken(check: Check, error: Exception) -> Finding:
    why = " ".join(str(error).split()) or type(error).__name__
    says = Phrase("{check} could not be looked at: “{why}”.", check=check.__name__, why=why)
    return Finding(Term("doctor"), State.FAULT, says, (Phrase("See the log."),))
