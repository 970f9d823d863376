"""Command codes: what a technician scans instead of typing. Own tokens, so that nothing else is taken for one."""

from enum import StrEnum
from typing import Final

from barcodes.model import Kind, ScanResult
from barcodes.problems import EncodeError
from barcodes.tokens import make_token

PREFIX: Final = "CMD-"
"""Put it among `ScanHints.internal_formats`, then a command leaves no doubt."""


class Command(StrEnum):
    """`reason` carries a code of the desk behind it, as in `CMD-REASON-NO-PART`."""

    START = "START"
    STOP = "STOP"
    WAIT = "WAIT"
    DONE = "DONE"
    PRINT = "PRINT"
    UNDO = "UNDO"
    REASON = "REASON"


def command_token(command: Command, reason: str = "") -> str:
    """What to print: `CMD-START-…` with its check character. Raises EncodeError for a reason beyond `[0-9A-Z-]`."""
    if (command is Command.REASON) != bool(reason):
        raise EncodeError("A reason has a code, the other commands have none.")
    return make_token(f"{PREFIX}{command}{f'-{reason}' if reason else ''}")


def command_of(result: ScanResult) -> tuple[Command, str] | None:
    """The command that was scanned and its reason code, or None when the scan is something else."""
    token = result.best.extra.get("token", "") if result.best.kind is Kind.INTERNAL else ""
    if not token.startswith(PREFIX):
        return None
    name, _, reason = token.removeprefix(PREFIX).partition("-")
    if name not in Command.__members__ or (name == "REASON") != bool(reason):
        return None
    return Command(name), reason
