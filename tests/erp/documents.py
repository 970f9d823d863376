"""Documents by hand, for tests that talk to a connector without an order behind them."""

from datetime import date
from decimal import Decimal

from service_desk.erp.rules import Bearer, EntryLine, Invoice, JournalEntry, Kind, Reversal, StockDocument, StockLine

DAY = date(2026, 11, 20)
HEAD = {
    "company": "A1",
    "centre": "BER",
    "order": "BER-R-000001",
    "document_date": DAY,
    "posting_date": DAY,
    "currency": "EUR",
}


def stock(
    kind,
    quantity,
    *,
    key,
    item="P-BAT",
    lot="",
    unit_cost="20",
    role="goods_received",
    account="2100",
    returns="",
    **more,
):
    ends = {
        Kind.RECEIPT: ("SUPPLIER", "WH-BER"), Kind.ISSUE: ("WH-BER", "CONSUMPTION"),
        Kind.RETURN: ("CONSUMPTION", "WH-BER"), Kind.TRANSFER: ("WH-BER", "VAN-1"), Kind.ADJUSTMENT: ("WH-BER", "LOSS"),
    }[kind]  # fmt: skip
    line = StockLine(
        item=item,
        quantity=Decimal(quantity),
        uom="",
        from_location=f"BER.{ends[0]}",
        to_location=f"BER.{ends[1]}",
        lot=lot,
        unit_cost=Decimal(unit_cost),
    )
    borne = () if kind == Kind.TRANSFER else (Bearer(role=role, account=account, percent=Decimal(100)),)
    return StockDocument(
        **HEAD | more, kind=kind, key=key, lines=(line,), inventory="1400", bearers=borne, returns=returns
    )


def receipt(quantity, key="A1.BER-STOCK.RCV.1", **more):
    return stock(Kind.RECEIPT, quantity, key=key, **more)


def issue(quantity, key="A1.BER-R-000001.ISS.1", **more):
    return stock(Kind.ISSUE, quantity, key=key, **{"role": "cost_of_service", "account": "5000"} | more)


def journal(amount="30", key="A1.BER-R-000001.JRN.1", credit=None, **more):
    entries = (
        EntryLine(role="cost_of_service", account="5000", debit=Decimal(amount), credit=Decimal(0)),
        EntryLine(role="absorbed_labour", account="5900", debit=Decimal(0), credit=Decimal(credit or amount)),
    )
    return JournalEntry(**HEAD | more, kind=Kind.JOURNAL, key=key, entries=entries)


def invoice(key="A1.BER-R-000001.INV.1", **more):
    entries = (
        EntryLine(role="receivable", account="1200", debit=Decimal(119), credit=Decimal(0)),
        EntryLine(role="service_revenue", account="4000", debit=Decimal(0), credit=Decimal(100)),
        EntryLine(role="tax", account="2200", debit=Decimal(0), credit=Decimal(19)),
    )
    figures = {"net": Decimal(100), "tax": Decimal(19), "total": Decimal(119), "invoice_currency": "EUR"}
    return Invoice(
        **HEAD | more, kind=Kind.INVOICE, key=key, number="BER-I-000001", customer="", entries=entries, **figures
    )


def reversal(document, **more):
    head = HEAD | more
    return Reversal(**head, kind=document.kind, key=f"{document.key}.REV1", reverses=document.key, reason="wrong")
