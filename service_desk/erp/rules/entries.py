"""Which accounts a repair moves: cost by payer (domain 11), revenue of an invoice, value of a stock move. Pure.

Parts are booked once. Where the ERP books the value of a stock issue itself (the built-in books do), the issue carries
its bearers: debit the expense role of the payer known when the part is used, credit inventory, at the ERP's own cost.
The closing then sends no parts cost; only where the payer has changed since, its journal moves that same cost from the
old role to the new one. Where the ERP does not, the closing's journal credits inventory, at the cost the ERP reported.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from service_desk.erp.rules.documents import Bearer, EntryLine
from service_desk.erp.rules.roles import Role, absorbed_role, cost_role
from service_desk.foundation.money import rounded

HUNDRED: Final = Decimal(100)
Split = tuple[tuple[str, Decimal], ...]  # payer or role -> percent, adding up to 100
Entries = tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one line cost, signed, in the book currency, and who bears it."""

    kind: str
    amount: Decimal
    payers: Split


@dataclass(frozen=True, slots=True)
class PartValue:
    """The value that left stock for one part, and the roles (not payers) on which it stands now."""

    amount: Decimal
    stands_on: Split
    payers: Split


def split(amount: Decimal, shares: Split, currency: str) -> dict[str, Decimal]:
    """Each share half-up to the smallest unit; the last one takes what is left, so that the sum is exact."""
    result: dict[str, Decimal] = defaultdict(Decimal)
    left = rounded(amount, currency)
    for name, percent in shares[:-1]:
        share = rounded(amount * percent / HUNDRED, currency)
        result[name] += share
        left -= share
    if shares:
        result[shares[-1][0]] += left
    return dict(result)


def roles_of(payers: Split, *, reserve: bool) -> Split:
    return tuple((cost_role(payer, reserve=reserve).value, percent) for payer, percent in payers)


def entries_for(
    costs: Iterable[Cost],
    parts: Iterable[PartValue],
    *,
    reserve: bool,
    currency: str,
    accounts: Mapping[str, str],
) -> Entries:
    """The journal of a closing: debit the payers' roles, credit what was absorbed; one line per role, none that is zero."""
    net: dict[str, Decimal] = defaultdict(Decimal)
    for cost in costs:
        _add(net, split(cost.amount, roles_of(cost.payers, reserve=reserve), currency), 1)
        net[absorbed_role(cost.kind)] -= rounded(cost.amount, currency)
    for part in parts:
        _add(net, split(part.amount, roles_of(part.payers, reserve=reserve), currency), 1)
        _add(net, split(part.amount, part.stands_on, currency), -1)
    return lines(net, accounts)


def _add(net: dict[str, Decimal], parts: Mapping[str, Decimal], sign: int) -> None:
    for role, amount in parts.items():
        net[role] += sign * amount


def lines(net: Mapping[str, Decimal], accounts: Mapping[str, str]) -> Entries:
    """Signed amounts per role as one-sided lines, debits first."""
    ordered = sorted(net.items(), key=lambda pair: (pair[1] < 0, pair[0]))
    return tuple(
        EntryLine(
            role=str(role),
            account=accounts.get(role, ""),
            debit=max(amount, Decimal(0)),
            credit=max(-amount, Decimal(0)),
        )
        for role, amount in ordered
        if amount
    )


@dataclass(frozen=True, slots=True)
class Billing:
    """The figures of one invoice in its own currency, and its total and tax in that of the books."""

    net: Decimal
    tax: Decimal
    total: Decimal
    currency: str
    book_total: Decimal
    book_tax: Decimal


def invoice_entries(bill: Billing, *, book: str, accounts: Mapping[str, str]) -> Entries:
    """Dr receivable, Cr tax, Cr revenue; a negative total is a credit note, the other way round.

    Total and tax come converted, revenue is what is left: so a rounding line is never needed.
    """
    total, tax = bill.book_total, bill.book_tax
    net: dict[str, Decimal] = {Role.RECEIVABLE: total, Role.SERVICE_REVENUE: tax - total, Role.TAX: -tax}
    foreign = {Role.RECEIVABLE: bill.total, Role.SERVICE_REVENUE: bill.net, Role.TAX: bill.tax}
    same = bill.currency == book
    return tuple(
        EntryLine(
            role=line.role, account=line.account, debit=line.debit, credit=line.credit,
            foreign=None if same else abs(foreign[Role(line.role)]), foreign_currency="" if same else bill.currency,
        )
        for line in lines(net, accounts)
    )  # fmt: skip


def bearers(shares: Split, accounts: Mapping[str, str]) -> tuple[Bearer, ...]:
    """Who bears the value of a stock document, by role and percent."""
    return tuple(Bearer(role=role, account=accounts.get(role, ""), percent=percent) for role, percent in shares)


def value_entries(
    value: Decimal,
    *,
    into_stock: bool,
    currency: str,
    inventory: str,
    borne: Sequence[Bearer],
    off: Decimal = Decimal(0),
    difference: Bearer | None = None,
) -> Entries:
    """The ledger side of a stock move worth `value`: inventory against its bearers.

    `off`: by how much more than that the bearers are charged, against `difference`.
    """
    sign = -1 if into_stock else 1
    accounts = {bearer.role: bearer.account for bearer in (*borne, *filter(None, (difference,)))}
    accounts[Role.INVENTORY.value] = inventory
    net: dict[str, Decimal] = defaultdict(Decimal)
    _add(net, split(value + off, tuple((bearer.role, bearer.percent) for bearer in borne), currency), sign)
    net[Role.INVENTORY] -= sign * value
    if difference is not None:
        net[difference.role] -= sign * off
    return lines(net, accounts)
