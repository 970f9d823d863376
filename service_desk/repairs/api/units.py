"""The units on a repair order: each has its own state, technician, shelf and promise."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.repairs import actions
from service_desk.repairs.api.work import Mark, Note
from service_desk.repairs.rules import RepairItemFacts, ServiceType, State, WaitReason


class UnitPlan(msgspec.Struct, forbid_unknown_fields=True):
    """What is given is written, null takes it away. The shelf by `shelf_id`, or by the code of a place at this centre."""

    service_type: ServiceType | UnsetType = UNSET
    wait_reason: WaitReason | UnsetType | None = UNSET
    shelf_id: UUID | UnsetType | None = UNSET
    shelf: Mark | None = None
    promised_at: datetime | UnsetType | None = UNSET


class UnitMove(msgspec.Struct, forbid_unknown_fields=True):
    """`wait_reason`: of a unit that waits for a part."""

    to: State
    note: Note = ""
    wait_reason: WaitReason | None = None


class UnitTechnician(msgspec.Struct, forbid_unknown_fields=True):
    """null: nobody has it. `reason` is needed where another person has it."""

    technician_id: UUID | None
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


@patch(
    "/repairs/{order_id:str}/units/{repair_item_id:str}",
    guards=[needs("repairs.work")],
    example={"shelf": "VAN-1", "promised_at": "2027-01-04T17:00:00+01:00"},
)
async def plan_unit(
    request: DeskRequest, order_id: FromPath[UUID], repair_item_id: FromPath[UUID], data: JSONBody[UnitPlan]
) -> Response[RepairItemFacts]:
    """Say of a unit what is done with it, what it waits for, where it lies and when it is promised."""
    given = msgspec.structs.asdict(data)
    return await once(
        request,
        lambda: actions.plan_unit(order_id=order_id, repair_item_id=repair_item_id, by=request.user, **given),
    )


@post("/repairs/{order_id:str}/units/{repair_item_id:str}/moves", guards=[needs("repairs.work")])
async def move_unit(
    request: DeskRequest, order_id: FromPath[UUID], repair_item_id: FromPath[UUID], data: JSONBody[UnitMove]
) -> Response[RepairItemFacts]:
    """Move one unit on the bench, to waiting for a part, or to the quality check; the order's state follows from its units."""
    given = msgspec.structs.asdict(data)
    return await once(
        request,
        lambda: actions.move_unit(order_id=order_id, repair_item_id=repair_item_id, by=request.user, **given),
    )


@post("/repairs/{order_id:str}/units/{repair_item_id:str}/technician", guards=[needs("repairs.work")])
async def give_unit(
    request: DeskRequest, order_id: FromPath[UUID], repair_item_id: FromPath[UUID], data: JSONBody[UnitTechnician]
) -> Response[RepairItemFacts]:
    """Give a unit to a technician, or hand it over from one to another: the clock of who had it is stopped and booked."""
    given = msgspec.structs.asdict(data)
    return await once(
        request,
        lambda: actions.give_unit(order_id=order_id, repair_item_id=repair_item_id, by=request.user, **given),
    )


ROUTES = [plan_unit, move_unit, give_unit]
