"""`desk doctor`: whether everything that the desk stands on is well. Each check is one small function in the list below."""

from collections.abc import Awaitable, Callable
from typing import Final

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
            said = " ".join(str(error).split()) or type(error).__name__
            name = check.__name__.replace("_", " ")
            found.append(Finding(name, State.FAULT, f"This could not be looked at: {said}.", "See the log."))
    return found
