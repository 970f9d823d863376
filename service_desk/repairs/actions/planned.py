"""The lines of an estimate: those on the order, and planned ones priced and judged without touching stock or time."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from service_desk.centres import queries as centres
from service_desk.foundation.errors import Conflict
from service_desk.foundation.i18n import say
from service_desk.foundation.money import Money
from service_desk.parts.actions import named
from service_desk.pricing import queries as pricing
from service_desk.products.rules import ProductFacts
from service_desk.repairs.actions.judge import circumstances, group_of
from service_desk.repairs.actions.lines import LONGEST_TEXT, check_text, checked, in_order, timed
from service_desk.repairs.rules import (
    CLASS_OF,
    EstimateLine,
    LineFacts,
    LineKind,
    OrderFacts,
    Planned,
    RepairItemFacts,
    line_name,
    priced,
    shares_of,
)
from service_desk.timesheets import queries as times
from service_desk.warranty import queries as warranty
from service_desk.warranty.rules import UNKNOWN_UNIT, Facts, Payer, decide
from service_desk.warranty.rules import LineFacts as Judged


class PriceNeeded(Conflict):
    code = "price_needed"
    message = (
        "{what} has no price in {currency}. Set one, or give it with the line: the customer must see what they accept."
    )


def on_order(lines: Iterable[LineFacts]) -> list[EstimateLine]:
    """What is on the order already and stands."""
    return [
        EstimateLine(
            line.kind, line.text, line.quantity, line.uom, line.unit_price or Decimal(0), line.amount,
            sum((share.amount for share in line.shares if share.payer == Payer.CUSTOMER), Decimal(0)),
            line.payer, line.reason,
        )
        for line in lines
    ]  # fmt: skip


async def planned(order: OrderFacts, item: RepairItemFacts, lines: Sequence[Planned], day: date) -> list[EstimateLine]:
    products = [await _product(line) for line in lines]
    group = await group_of(item)
    asked = [_judged(place, line, products, group) for place, line in enumerate(lines)]
    unit = UNKNOWN_UNIT if item.item_id is None else await warranty.facts_for(item.item_id)
    said = decide(Facts(order.reported_on, unit, await circumstances(item)), asked).lines
    verdicts = {verdict.line: verdict for verdict in said}
    shown = []
    for place, (line, product) in enumerate(zip(lines, products, strict=True)):
        price, uom = await _price(order, line, product, day)
        quantity, uom = timed(line.kind, line.minutes, line.quantity, uom)
        amount = priced(quantity, line.minutes, price, order.currency)
        verdict = verdicts[str(place)]
        shares = shares_of(Money(amount, order.currency), verdict.payer, verdict.percent)
        text = line.text or (
            say(product.name, (await centres.centre(order.centre_id)).language) if product else line.kind
        )
        customer = sum((share.amount for share in shares if share.payer == Payer.CUSTOMER), Decimal(0))
        shown.append(
            EstimateLine(
                line.kind,
                text[:LONGEST_TEXT],
                quantity,
                uom,
                price,
                amount,
                customer,
                verdict.payer,
                verdict.reason,
            )
        )
    return shown


async def _product(line: Planned) -> ProductFacts | None:
    checked(line.unit_price, Decimal(0), line.quantity)
    check_text(LineKind(line.kind), line.text)
    if line.kind != LineKind.PART:
        return None
    return (await named(line.part)).product


def _judged(place: int, line: Planned, products: Sequence[ProductFacts | None], group: str | None) -> Judged:
    product = products[place]
    follows = line.follows if line.follows is not None and 0 <= line.follows < len(products) else None
    names = frozenset(filter(None, (product.sku, product.product_class))) if product else frozenset()
    return Judged(
        key=str(place),
        classes=(CLASS_OF[LineKind(line.kind)],),
        part_id=product.id if product else None,
        part_names=names,
        follows=None if follows is None else str(follows),
        symptom_group=group,
    )


async def _price(order: OrderFacts, line: Planned, product: ProductFacts | None, day: date) -> tuple[Decimal, str]:
    if line.unit_price is not None:
        price = await in_order(line.unit_price, line.currency, order)
        assert price is not None
        return price, product.uom if product else ("h" if line.kind == LineKind.LABOUR else "")
    if product is not None:
        listed = await pricing.price(product.id, order.currency, day)
        if listed is not None:
            return listed.amount, product.uom
    elif line.kind == LineKind.LABOUR:
        rate = await times.labour_price(order.centre_id, "repair", day)
        if rate is not None:
            return rate, "h"
    raise PriceNeeded(what=product.sku if product else line_name(line.kind, line.text), currency=order.currency)
