"""The two ways to a printer: a raw socket (port 9100), and `lp` of CUPS. Both are bounded in time."""

import asyncio
import contextlib
import fcntl
import shutil
import termios
from array import array
from typing import Final

from service_desk.scanning.rules.addresses import endpoint, permitted
from service_desk.scanning.rules.faults import (
    CupsMissing,
    CupsRefused,
    PrinterBrokeOff,
    PrinterHangs,
    PrinterOff,
    PrinterUnlisted,
    zebra_fault,
)
from service_desk.scanning.rules.printing import Language

CONNECT_SECONDS: Final = 5.0
SEND_SECONDS: Final = 40.0
STATUS_SECONDS: Final = 0.7
CLOSE_SECONDS: Final = 2.0
_PIECE: Final = 16384


async def send_raw(address: str, data: bytes, *, printer: str, language: str, allowed: str) -> None:
    """All bytes, or a PrinterFault. Port 9100 acknowledges nothing: taken by the printer's side is all that can be known.

    The list of allowed addresses is asked again: it may have become shorter since the printer was added.
    """
    place = endpoint(address)
    if not permitted(place, allowed):
        raise PrinterUnlisted(printer=printer)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(place.host, place.port)
    except (OSError, TimeoutError) as error:
        raise PrinterOff(printer=printer) from error
    try:
        async with asyncio.timeout(SEND_SECONDS):
            if language == Language.ZPL:
                await _ask(reader, writer, printer)
            await _all(reader, writer, data)
        writer.close()
    except TimeoutError as error:
        raise PrinterHangs(printer=printer) from error
    except OSError as error:
        raise PrinterBrokeOff(printer=printer) from error
    finally:
        if not writer.is_closing():
            writer.transport.abort()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, printer: str) -> None:
    """`~HS`: printers that know it say when paper is out; the others say nothing, and are trusted."""
    writer.write(b"~HS\r\n")
    await writer.drain()
    answer = b""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(STATUS_SECONDS):
            while answer.count(b"\x03") < 3 and (piece := await reader.read(1024)):
                answer += piece
    if (fault := zebra_fault(answer, printer)) is not None:
        raise fault


async def _all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> None:
    """Send, wait until the other side has acknowledged every byte, say that it is all, and wait a moment for its close.

    Closing earlier could throw away what a slow printer has not read yet; a reset shows only while waiting.
    """
    for at in range(0, len(data), _PIECE):
        writer.write(data[at : at + _PIECE])
        await writer.drain()
    while writer.transport.get_write_buffer_size() or _unacknowledged(writer):  # noqa: ASYNC110  # the kernel tells no event
        await asyncio.sleep(0.02)
    writer.write_eof()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            while await reader.read(1024):
                pass


def _unacknowledged(writer: asyncio.StreamWriter) -> int:
    """Bytes that the printer's side has not acknowledged yet; 0 where the system does not tell."""
    left = array("i", [0])
    with contextlib.suppress(OSError, ValueError):
        fcntl.ioctl(writer.get_extra_info("socket").fileno(), termios.TIOCOUTQ, left)
    return left[0]


async def send_cups(name: str, data: bytes, *, printer: str, language: str, title: str) -> None:
    """Through `lp`; what is no PDF goes through untouched."""
    program = shutil.which("lp")
    if program is None:
        raise CupsMissing(printer=printer)
    options = () if language == Language.PDF else ("-o", "raw")
    process = await asyncio.create_subprocess_exec(
        program, "-d", name, "-t", title, *options, "-",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SEND_SECONDS):
            _, said = await process.communicate(data)
    except TimeoutError as error:
        raise PrinterHangs(printer=printer) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise CupsRefused(printer=printer) from OSError(said.decode(errors="replace")[:300])
