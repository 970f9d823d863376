"""How much of a part, in its unit of measure, and of which lot or serial."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.money import Money
from service_desk.foundation.numbers import shown
from service_desk.foundation.written import Phrase, Term
from service_desk.products.rules import Tracking, normalise_batch, normalise_serial

MOST: Final = Decimal(10) ** 9
_COST_UNIT: Final = Decimal("0.0001")
_PLACES: Final = 3
# What is measured rather than counted; all other units come in whole pieces. Codes of UN/ECE Recommendation 20 stand
# beside the words people type.
_MEASURED: Final[Mapping[str, int]] = dict.fromkeys(
    "m mtr cm cmt km kmt m2 mtk m3 mtq kg kgm g grm t tne l ltr ml mlt cl clt h hr hur".split(), _PLACES
)
_LONGEST: Final = 64
# So many times the usual cost, or so small a part of it, is more often a wrong currency or a lost point than a price.
FAR: Final = Decimal(5)


class NotPositive(Invalid):
    code = "not_positive"
    message = (
        "The quantity must be more than zero, not {quantity}. To take parts back use the return; "
        "to correct a count use the adjustment."
    )


class NoChange(Invalid):
    code = "no_change"
    message = "An adjustment of zero changes nothing. Give what was found too much or too little."


class FractionalQuantity(Invalid):
    code = "fractional_quantity"
    message = "{quantity} does not fit: {part} is counted in {uom}, {how}."


class QuantityTooLarge(Invalid):
    code = "quantity_too_large"
    message = "{quantity} is more than any store holds. Perhaps a barcode was scanned into the quantity?"


class SerialRequired(Invalid):
    code = "serial_required"
    message = "{part} is tracked by serial number. Scan the serial of the one you take."


class OneSerialOnePiece(Invalid):
    code = "one_serial_one_piece"
    message = "A serial number is one piece of {part}, not {quantity}. Scan each of them."


class BatchRequired(Invalid):
    code = "batch_required"
    message = "{part} is tracked by batch. Scan or type the batch."


class NotTrackedSo(Invalid):
    code = "not_tracked_so"
    message = "{part} is not tracked by that, so '{given}' would be lost. Leave it out, or have the part tracked by it."


class BatchTooLong(Invalid):
    code = "batch_too_long"
    message = "A batch has at most {most:# character|# characters}. Scan the label again."


class BadUnitCost(Invalid):
    code = "bad_unit_cost"
    message = "The unit cost must be zero or more and below {most}, not {cost}."


class CostFarOff(Conflict):
    code = "cost_far_off"
    message = (
        "{cost} for one {part} is far from what it costs otherwise, {usual}. Check the currency and "
        "the point; if it is right, send it again with confirm: true."
    )


@dataclass(frozen=True, slots=True)
class PartFacts:
    id: UUID
    sku: str
    tracking: str
    uom: str
    serial_mask: str | None = None


def digits_of(uom: str) -> int:
    """Digits after the point that a quantity in this unit may have."""
    return _MEASURED.get(uom.strip().casefold(), 0)


def checked_quantity(quantity: Decimal, part: PartFacts) -> Decimal:
    """More than zero and fitting the unit of measure; NotPositive, FractionalQuantity or QuantityTooLarge."""
    if not quantity.is_finite() or quantity <= 0:
        raise NotPositive(quantity=shown(quantity), field="quantity")
    return fitting(quantity, part)


def checked_change(change: Decimal, part: PartFacts) -> Decimal:
    """An adjustment: either sign, not zero."""
    if not change.is_finite() or change == 0:
        raise NoChange(field="change")
    return fitting(abs(change), part).copy_sign(change)


def fitting(quantity: Decimal, part: PartFacts) -> Decimal:
    if quantity > MOST:
        raise QuantityTooLarge(quantity=shown(quantity), field="quantity")
    digits = digits_of(part.uom)
    if quantity.quantize(Decimal(1).scaleb(-digits)) != quantity:
        raise FractionalQuantity(
            quantity=shown(quantity), part=part.sku, uom=part.uom or Term("pieces"), how=_how(digits), field="quantity"
        )
    return Decimal(f"{quantity:f}")  # 1E+3, as some programs write a thousand, is answered as 1000


def _how(digits: int) -> Phrase | Term:
    if digits == 0:
        return Term("in whole numbers alone")
    return Phrase("with at most {digits:# digit|# digits} after the point", digits=digits)


class Mark(NamedTuple):
    """A batch or a serial of a part, as a balance is kept by it; empty for what is not tracked."""

    lot: str = ""
    serial: str = ""


def tracked(part: PartFacts, quantity: Decimal, lot: str, serial: str) -> tuple[str, str]:
    """The lot and serial under which the balance is kept.

    Raises SerialRequired, OneSerialOnePiece, BatchRequired, NotTrackedSo, BatchTooLong, and those of a serial that cannot be one.
    """
    if len(lot.strip()) > _LONGEST:
        raise BatchTooLong(most=_LONGEST, field="lot")
    lot = normalise_batch(lot)
    for field, given, by in (("serial", serial.strip(), Tracking.SERIAL), ("lot", lot, Tracking.BATCH)):
        if given and part.tracking != by:
            raise NotTrackedSo(part=part.sku, given=given[:_LONGEST], field=field)
    if part.tracking == Tracking.SERIAL:
        if not serial.strip():
            raise SerialRequired(part=part.sku, field="serial")
        if quantity != 1:
            raise OneSerialOnePiece(part=part.sku, quantity=shown(quantity), field="quantity")
        return "", normalise_serial(serial, part.serial_mask)
    if part.tracking == Tracking.BATCH:
        if not lot:
            raise BatchRequired(part=part.sku, field="lot")
        return lot, ""
    return "", ""


def checked_cost(cost: Decimal) -> Decimal:
    if not cost.is_finite() or not 0 <= cost < MOST * 1000:
        raise BadUnitCost(cost=shown(cost), most=MOST * 1000, field="unit_cost")
    return cost


def checked_near(cost: Decimal, usual: Decimal, part: PartFacts, currency: str, *, confirm: bool) -> Decimal:
    """A unit cost as it was given, unless it is FAR from the usual one and nobody confirmed it. Raises CostFarOff."""
    if usual > 0 and not confirm and not usual / FAR < cost < usual * FAR:
        raise CostFarOff(
            cost=Money(cost, currency),
            usual=Money(usual, currency),
            part=part.sku,
            field="unit_cost",
        )
    return cost


def kept_cost(cost: Decimal) -> Decimal:
    """A unit cost as it is stored: four digits, whatever the currency, since a screw may cost a tenth of a cent."""
    return cost.quantize(_COST_UNIT, ROUND_HALF_UP)
