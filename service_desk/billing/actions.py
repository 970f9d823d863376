"""Bill a closed repair: follows `repair_closed`, writes one charge per payer, numbers the customer's invoice or credit note."""

from collections.abc import Mapping
from uuid import UUID

from service_desk.billing import queries
from service_desk.billing.rules import Billed, BilledLine, ChargeState, Conditions, Draft, DraftLine, drafts
from service_desk.billing.tables import Charge, ChargeLine
from service_desk.centres import queries as centres
from service_desk.centres.actions import next_gapless
from service_desk.centres.rules import NumberKind
from service_desk.events.actions import record
from service_desk.events.rules import Recorded
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, fetchval
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.ids import uuid7
from service_desk.pricing import queries as pricing
from service_desk.products import queries as products
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import ClosedLine, RepairClosed, line_words


async def bill(event: Recorded[RepairClosed]) -> None:
    """One charge per payer of this closing, from what the event carries: prices are not looked up again.

    Delivered again it finds its charges and does nothing; UNIQUE (order, closing, payer) stands behind that.
    """
    closed, centre_id = event.payload, event.centre_id
    assert centre_id is not None
    async with atomic():
        if await fetchval(
            "select 1 from charge where order_id = $1 and closing = $2 limit 1", closed.order_id, closed.closing
        ):
            return
        for draft in await reckon(closed, centre_id):
            await _charge(draft, closed, centre_id)


async def reckon(closed: RepairClosed, centre_id: UUID) -> list[Draft]:
    """What each payer owes for a closing, before anything is written: what is billed and what the customer is told."""
    centre = await centres.centre(centre_id)
    tax = closed.tax or await pricing.tax(centre.country, closed.closed_on)
    book, rate = (await centres.company()).book_currency, await centres.book_rate(closed.currency, closed.closed_on)
    before = await queries.billed_before(
        [line.reverses_id for line in closed.lines if line.reverses_id], closed.closing
    )
    return drafts(closed.lines, closed.currency, Conditions(tax, book, rate), before)


async def _charge(draft: Draft, closed: RepairClosed, centre_id: UUID) -> None:
    charge_id = uuid7()
    # The counter is locked until the commit, so it is drawn as late as can be, and only when money is owed or given back.
    numbered = draft.state in {ChargeState.INVOICED, ChargeState.CREDIT}
    typed = {each.id: each.text for each in await repairs.lines(closed.order_id, voided=True)}
    rows = [await _line(charge_id, seq, one, typed) for seq, one in enumerate(draft.lines, start=1)]
    number = await next_gapless(centre_id, NumberKind.INVOICE) if numbered else None
    await Charge.insert(
        Charge(
            id=charge_id, centre_id=centre_id, order_id=closed.order_id, order_number=closed.number,
            closing=closed.closing, payer=draft.payer, party_id=closed.party_id, currency=closed.currency,
            net=draft.net.amount, tax=draft.tax.amount, total=draft.total.amount, state=draft.state,
            invoice_number=number, issued_on=closed.closed_on, created_at=now(),
        )
    )  # fmt: skip
    await ChargeLine.insert(*rows)
    fact = Billed(
        charge_id=charge_id, order_id=closed.order_id, number=closed.number, closing=closed.closing, payer=draft.payer,
        party_id=closed.party_id, state=draft.state.value, invoice_number=number, issued_on=closed.closed_on,
        currency=closed.currency, net=draft.net.amount, tax=draft.tax.amount, total=draft.total.amount,
        lines=tuple(_told(one) for one in draft.lines),
    )  # fmt: skip
    await record(fact, subject=("repair", closed.order_id), centre_id=centre_id, by=SYSTEM)


async def _line(charge_id: UUID, seq: int, one: DraftLine, typed: Mapping[UUID, str]) -> ChargeLine:
    return ChargeLine(
        id=uuid7(), charge_id=charge_id, order_line_id=one.line.line_id, seq=seq, kind=one.line.kind,
        product_id=one.line.product_id, text=await _text(one.line, typed), quantity=one.line.quantity, uom=one.line.uom,
        unit_price=one.line.unit_price, percent=one.percent, net=one.net.amount, tax_code=one.tax_code,
        tax_percent=one.tax_percent, tax=one.tax.amount, total=one.total.amount, minutes=one.line.minutes,
        reverses_line_id=one.line.reverses_id, book_total=one.book_total, book_tax=one.book_tax,
    )  # fmt: skip


async def _text(line: ClosedLine, typed: Mapping[UUID, str]) -> dict[str, str]:
    """The words of the line as they are today, since an invoice must read the same in ten years. `typed`: what stands on the order."""
    if line.product_id is None:
        return {language: line_words(line.kind, typed.get(line.line_id, ""), language) for language in LANGUAGES}
    product = await products.product(line.product_id)
    return {language: f"{product.sku} {name}" for language, name in product.name.items()} or {"en": product.sku}


def _told(one: DraftLine) -> BilledLine:
    return BilledLine(
        line_id=one.line.line_id, kind=one.line.kind, product_id=one.line.product_id, quantity=one.line.quantity,
        uom=one.line.uom, unit_price=one.line.unit_price, percent=one.percent, net=one.net.amount,
        tax_code=one.tax_code, tax_percent=one.tax_percent, tax=one.tax.amount, minutes=one.line.minutes,
        book_total=one.book_total, book_tax=one.book_tax,
    )  # fmt: skip
