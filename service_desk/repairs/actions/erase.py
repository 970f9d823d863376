"""Forget what was written about a customer on repair orders: lines, amounts and moves stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service_desk.foundation import files
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.repairs.rules import SUBJECT

_ORDERS: Final = "select id from repair_order where party_id = any($1) or ticket_id = any($2) order by id for update"
_NOTES: Final = (
    "update repair_order set search = null, return_address = '' where id = any($1)",
    "update repair_item set override_note = '' where order_id = any($1)",
    "update estimate set answer_note = '', answered_ip = '', answered_with = '' where order_id = any($1)",
    "update goodwill set reason = '', answer_note = '' where order_id = any($1)",
    "update unit_handover set reason = '' where order_id = any($1)",
    "update order_move set note = '' where order_id = any($1)",
)


@dataclass(frozen=True)
class ErasedOrders:
    order_ids: list[UUID]
    repair_item_ids: list[UUID]


async def erase_notes(*, party_ids: Sequence[UUID], ticket_ids: Sequence[UUID]) -> ErasedOrders:
    """Notes, files and words to search for of all orders of these customers, for the room privacy."""
    async with atomic():
        ids = [row["id"] for row in await fetch(_ORDERS, party_ids, ticket_ids)]
        for statement in _NOTES:
            await execute(statement, ids)
        await files.erase(SUBJECT, ids)
        items = await fetch("select id from repair_item where order_id = any($1)", ids)
    return ErasedOrders(ids, [row["id"] for row in items])
