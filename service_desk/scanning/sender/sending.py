"""One print job on its way to one printer."""

from typing import Any
from uuid import UUID

from service_desk.foundation.claim import Queue
from service_desk.foundation.fault_points import fault_point
from service_desk.foundation.settings import environment
from service_desk.scanning.actions.printing import TOPIC
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.faults import LabelGone, PrinterFault, SendFailed
from service_desk.scanning.sender import claims, ways


async def _work(row: Any, token: UUID) -> None:
    try:
        await _send(row)
    except PrinterFault as fault:
        await claims.faulted(row, token, fault, str(fault.__cause__ or ""))
        return
    fault_point("print.before_settle")
    await claims.printed(row, token)


async def _send(row: Any) -> None:
    printer, language = row["printer"], row["language"]
    if row["data"] is None:  # erased with the customer it named
        raise LabelGone(printer=printer)
    data = bytes(row["data"])
    if row["kind"] == PrinterKind.CUPS:
        await ways.send_cups(row["address"], data, printer=printer, language=language, title=row["caption"] or "label")
    else:
        allowed = environment().printers
        await ways.send_raw(row["address"], data, printer=printer, language=language, allowed=allowed)


async def _failed(row: Any, token: UUID, error: Exception) -> None:
    await claims.faulted(row, token, SendFailed(printer=row["printer"]), f"{type(error).__name__}: {error}")


def queue() -> Queue[Any]:
    """The print jobs that are due. Wide, since a printer that hangs must not hold up the others."""
    return Queue(
        name="print jobs",
        table="print_job",
        claim=claims.claim,
        work=_work,
        failed=_failed,
        sweep=claims.sweep,
        topics=(TOPIC,),
        width=8,
    )
