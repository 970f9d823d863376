"""The invoice or credit note for what a customer owes; what others bear is cost, not revenue (domain 11)."""

from service_desk.billing.rules import Billed
from service_desk.erp.actions.plan.frame import Planned, frame
from service_desk.erp.actions.streams import order_stream
from service_desk.erp.rules import Billing, Invoice, Kind, invoice_entries
from service_desk.events.rules import Recorded
from service_desk.warranty.rules import Payer


async def plan_invoice(event: Recorded[Billed]) -> Planned | None:
    bill = event.payload
    if bill.payer != Payer.CUSTOMER or not bill.total:
        return None
    made = await frame(event, bill.number, bill.issued_on)
    figures = Billing(bill.net, bill.tax, bill.total, bill.currency, await made.rate(bill.currency))
    document = Invoice(
        **made.head(Kind.INVOICE if bill.total > 0 else Kind.CREDIT_NOTE), number=bill.invoice_number or "",
        customer=str(bill.party_id or ""), invoice_currency=bill.currency, net=abs(bill.net), tax=abs(bill.tax),
        total=abs(bill.total), entries=invoice_entries(figures, book=made.book, accounts=made.accounts),
    )  # fmt: skip
    return made.done(document, (order_stream(bill.number),))
