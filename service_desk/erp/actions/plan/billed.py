"""The invoice or credit note for what a customer owes; what others bear is cost, not revenue (domain 11)."""

from decimal import Decimal

from service_desk.billing.rules import Billed
from service_desk.erp.actions.plan.frame import Frame, Planned, frame
from service_desk.erp.actions.streams import order_stream
from service_desk.erp.rules import Billing, Invoice, Kind, invoice_entries
from service_desk.events.rules import Recorded
from service_desk.foundation.money import rounded
from service_desk.warranty.rules import Payer


async def plan_invoice(event: Recorded[Billed]) -> Planned | None:
    bill = event.payload
    if bill.payer != Payer.CUSTOMER or not bill.total:
        return None
    made = await frame(event, bill.number, bill.issued_on)
    figures = Billing(bill.net, bill.tax, bill.total, bill.currency, *await _in_books(bill, made))
    document = Invoice(
        **made.head(Kind.INVOICE if bill.total > 0 else Kind.CREDIT_NOTE), number=bill.invoice_number or "",
        customer=str(bill.party_id or ""), invoice_currency=bill.currency, net=abs(bill.net), tax=abs(bill.tax),
        total=abs(bill.total), entries=invoice_entries(figures, book=made.book, accounts=made.accounts),
    )  # fmt: skip
    return made.done(document, (order_stream(bill.number),))


async def _in_books(bill: Billed, made: Frame) -> tuple[Decimal, Decimal]:
    """Total and tax in the book currency: as they were billed, else at the rate of the document's day."""
    total = tax = later = later_tax = Decimal(0)
    for line in bill.lines:
        if line.book_total is None or line.book_tax is None:
            later, later_tax = later + line.net + line.tax, later_tax + line.tax
        else:
            total, tax = total + line.book_total, tax + line.book_tax
    if later or later_tax:
        rate = await made.rate(bill.currency)
        total, tax = total + rounded(later * rate, made.book), tax + rounded(later_tax * rate, made.book)
    return total, tax
