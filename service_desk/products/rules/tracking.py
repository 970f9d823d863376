"""What tells a unit apart, by the tracking of its product: a serial, a batch, or nothing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from service_desk.foundation.errors import Invalid
from service_desk.products.rules.facts import ProductFacts
from service_desk.products.rules.identity import normalise_batch, normalise_serial
from service_desk.products.rules.kinds import Tracking

_LONGEST_RAW: Final = 120
_MOST: Final = Decimal(10**12)


class NoSerial(Invalid):
    code = "no_serial"
    message = "{sku} is tracked by serial: scan or type the serial from its label."


class NoBatch(Invalid):
    code = "no_batch"
    message = "{sku} is tracked by batch: scan or type the batch from its label."


class NotPositive(Invalid):
    code = "quantity_not_positive"
    message = "A quantity is greater than zero, with at most six places after the point; {quantity} is not."


class OneBySerial(Invalid):
    code = "one_by_serial"
    message = "{sku} is tracked by serial: each serial is one piece, not {quantity}. Register the others on their own."


@dataclass(frozen=True, slots=True)
class Identity:
    """How a unit is told apart. `written`: the serial as it stood on the label, where that differs from `serial`."""

    serial: str | None
    written: str | None
    batch: str | None
    quantity: Decimal


def identity_of(product: ProductFacts, serial: str | None, batch: str | None, quantity: Decimal) -> Identity:
    """What the product's tracking asks for, normalised. Raises NoSerial, NoBatch, NotPositive, OneBySerial."""
    if not quantity.is_finite() or not 0 < quantity < _MOST or quantity != round(quantity, 6):
        raise NotPositive(quantity=quantity, field="quantity")
    lot = normalise_batch(batch) if batch else None
    if product.tracking == Tracking.BATCH and not lot:
        raise NoBatch(sku=product.sku, field="batch")
    if product.tracking != Tracking.SERIAL:
        return Identity(None, None, lot, quantity)
    normal = normalise_serial(serial, product.serial_mask) if serial else ""
    if not normal:
        raise NoSerial(sku=product.sku, field="serial")
    if quantity != 1:
        raise OneBySerial(sku=product.sku, quantity=quantity, field="quantity")
    return Identity(normal, serial[:_LONGEST_RAW] if serial and serial != normal else None, lot, quantity)
