"""`desk doctor`: whether everything that the desk stands on is well. Each check is one small function in the list below."""

from collections.abc import Awaitable, Callable
from typing import Final

from service_desk.foundation.errors import DeskError
from service_desk.foundation.written import Phrase, Term
from service_desk.setup.checks import company, database, outside, working
from service_desk.setup.rules.health import Finding, State

Check = Callable[[], Awaitable[list[Finding]]]
# What each check looks at, as its findings name it.
TITLES: Final[dict[Check, str]] = {
    database.server: "database",
    database.tables: "tables",
    database.language: "collation",
    database.clocks: "clock",
    company.founded: "company",
    company.centres: "centres",
    company.fault_codes: "fault codes",
    company.packs: "law packs",
    company.periods: "periods",
    company.accounts: "accounts",
    working.workers: "worker",
    working.queues: "queues",
    working.channels: "channels",
    outside.address: "public address",
    outside.sender: "sender",
    outside.media: "messages",
    outside.printers: "printers",
}
CHECKS: Final[tuple[Check, ...]] = tuple(TITLES)


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
    why = error if isinstance(error, DeskError) else " ".join(str(error).split()) or type(error).__name__
    says = Phrase("{check} could not be looked at: “{why}”.", check=Term(TITLES.get(check, "doctor")), why=why)
    return Finding(Term("doctor"), State.FAULT, says, (Phrase("See the log."),))
