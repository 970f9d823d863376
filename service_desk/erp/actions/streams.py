"""The locks that keep postings of one order, one serial and one balance in the order in which they were owed."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from service_desk.erp.rules import StockDocument, StockLine
from service_desk.foundation.db import execute

_LOCK: Final = "select pg_advisory_xact_lock(hashtextextended(stream, 7)) from unnest($1::text[]) as stream"


async def lock(streams: Iterable[str]) -> None:
    """Until the transaction ends; always in one order. Ids drawn under it follow the order of commits."""
    names = sorted(set(streams))
    if names:
        await execute(_LOCK, names)


def order_stream(number: str) -> str:
    return f"order:{number}"


def serial_stream(sku: str, serial: str) -> str:
    return f"serial:{sku}/{serial}"[:100]


def balance_stream(line: StockLine, location: str) -> str:
    """Average cost depends on the order of what comes and goes: an issue overtaken by a dearer receipt costs the wrong sum."""
    return f"stock:{location}/{line.item}/{line.lot}"[:100]


def receipt_stream(move_id: UUID) -> str:
    return f"receipt:{move_id}"


def stock_need(order: str) -> str:
    """What a closing waits for: the ERP's cost of the parts of its order."""
    return f"stock:{order}"


def balance_need(line: StockLine, location: str) -> str:
    """What a short posting waits for: something to arrive there."""
    return f"at:{line.item}/{line.lot}@{location}"


def arrivals(document: StockDocument) -> list[str]:
    return [balance_need(line, line.to_location) for line in document.lines]
