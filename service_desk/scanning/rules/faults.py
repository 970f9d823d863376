"""What goes wrong with printers, in words: kept by its code on the job and its printer, said in the reader's language."""

from collections.abc import Mapping
from typing import Final

from service_desk.foundation.errors import DeskError


class PrinterFault(DeskError):
    """Why a job waits or is given up; kept by its code on job and printer, and said in the reader's language."""

    passing = True


class PrinterOff(PrinterFault):
    code = "printer_off"
    message = (
        "{printer} does not answer: it is off or not connected. Switch it on; the label is then printed by itself."
    )


class PrinterHangs(PrinterFault):
    code = "printer_hangs"
    message = "{printer} takes no more data: paper may be out or a cover open. Look at it; the label is tried again."


class PrinterBrokeOff(PrinterFault):
    code = "printer_broke_off"
    message = "{printer} broke off while the label was sent. It is sent again, so one label may come out twice."


class PrinterNoPaper(PrinterFault):
    code = "printer_no_paper"
    message = "{printer} has no paper or no ribbon. Put some in; the label is then printed by itself."


class PrinterPaused(PrinterFault):
    code = "printer_paused"
    message = "{printer} is paused or open. Close it and press its pause key; the label is then printed by itself."


class PrinterUnlisted(PrinterFault):
    passing = False
    code = "printer_unlisted"
    message = (
        "The address of {printer} is not on this server's list (DESK_PRINTERS). Ask the operator, then print again."
    )


class CupsMissing(PrinterFault):
    passing = False
    code = "cups_missing"
    message = "This server has no CUPS (the command lp), which {printer} needs. Ask the operator to install it, or download the label."


class CupsRefused(PrinterFault):
    code = "cups_refused"
    message = "CUPS did not take the label for {printer}. Check that the queue exists and is on; it is tried again."


class LabelGone(PrinterFault):
    passing = False
    code = "label_gone"
    message = "What was to be printed on {printer} is no longer kept. Print the label anew."


class SendFailed(PrinterFault):
    code = "send_failed"
    message = "The label could not be sent to {printer}. It is tried again; if it stays so, tell the operator."


class WorkerDied(PrinterFault):
    code = "print_worker_died"
    message = "The desk was restarted while it sent to {printer}. The label is sent again and may come out twice."


FAULTS: Final[Mapping[str, type[PrinterFault]]] = {
    kind.code: kind
    for kind in (
        PrinterOff, PrinterHangs, PrinterBrokeOff, PrinterNoPaper, PrinterPaused, PrinterUnlisted, CupsMissing,
        CupsRefused, LabelGone, SendFailed, WorkerDied,
    )
}  # fmt: skip


def fault_of(code: str, printer: str) -> PrinterFault | None:
    kind = FAULTS.get(code)
    return kind(printer=printer) if kind else None


def zebra_fault(answer: bytes, printer: str) -> PrinterFault | None:
    """What the three lines of `~HS` say is wrong: paper or ribbon out, paused, head open; None when nothing or unclear."""
    lines = [part.partition(b"\x03")[0].split(b",") for part in answer.split(b"\x02")[1:]]
    if len(lines) < 2 or len(lines[0]) < 3 or len(lines[1]) < 4:
        return None
    if lines[0][1] == b"1" or lines[1][3] == b"1":
        return PrinterNoPaper(printer=printer)
    return PrinterPaused(printer=printer) if lines[0][2] == b"1" or lines[1][2] == b"1" else None
