"""Account roles: what an account is for. Set-up maps each role to an account; the trade speaks of roles (ACC-8)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from service_desk.centres.rules import KnownSetting, declare
from service_desk.repairs.rules import LineKind
from service_desk.warranty.rules.vocabulary import Payer


class Role(StrEnum):
    INVENTORY = "inventory"
    GOODS_RECEIVED = "goods_received"
    STOCK_LOSS = "stock_loss"
    RECEIVABLE = "receivable"
    SERVICE_REVENUE = "service_revenue"
    TAX = "tax"
    COST_OF_SERVICE = "cost_of_service"
    WARRANTY_EXPENSE = "warranty_expense"
    WARRANTY_RESERVE = "warranty_reserve"
    CONTRACT_COST = "contract_cost"
    GOODWILL_EXPENSE = "goodwill_expense"
    VENDOR_RECEIVABLE = "vendor_receivable"
    INTERNAL_SERVICE_COST = "internal_service_cost"
    ABSORBED_LABOUR = "absorbed_labour"
    ABSORBED_TRAVEL = "absorbed_travel"
    ABSORBED_EXPENSE = "absorbed_expense"


WARRANTY_RESERVE_ON: Final = declare(
    KnownSetting(
        "warranty_reserve", bool, False, "Warranty cost is taken from the reserve accrued at sale.", room="erp"
    )
)
_COST: Final[Mapping[str, Role]] = {
    Payer.CUSTOMER: Role.COST_OF_SERVICE,
    Payer.WARRANTY: Role.WARRANTY_EXPENSE,
    Payer.CONTRACT: Role.CONTRACT_COST,
    Payer.GOODWILL: Role.GOODWILL_EXPENSE,
    Payer.VENDOR: Role.VENDOR_RECEIVABLE,
    Payer.INTERNAL: Role.INTERNAL_SERVICE_COST,
}
_ABSORBED: Final[Mapping[str, Role]] = {
    LineKind.PART: Role.INVENTORY,
    LineKind.LABOUR: Role.ABSORBED_LABOUR,
    LineKind.TRAVEL: Role.ABSORBED_TRAVEL,
    LineKind.EXPENSE: Role.ABSORBED_EXPENSE,
}
# The chart of the built-in books: role -> account, name.
DEFAULT_ACCOUNTS: Final[Mapping[Role, tuple[str, str]]] = {
    Role.RECEIVABLE: ("1200", "Receivables"),
    Role.VENDOR_RECEIVABLE: ("1210", "Vendor claims receivable"),
    Role.INVENTORY: ("1400", "Parts inventory"),
    Role.GOODS_RECEIVED: ("2100", "Goods received, not invoiced"),
    Role.TAX: ("2200", "Output tax"),
    Role.WARRANTY_RESERVE: ("2300", "Warranty reserve"),
    Role.SERVICE_REVENUE: ("4000", "Service revenue"),
    Role.COST_OF_SERVICE: ("5000", "Cost of service"),
    Role.WARRANTY_EXPENSE: ("5100", "Warranty expense"),
    Role.CONTRACT_COST: ("5200", "Cost of service contracts"),
    Role.GOODWILL_EXPENSE: ("5300", "Goodwill expense"),
    Role.INTERNAL_SERVICE_COST: ("5400", "Internal service cost"),
    Role.STOCK_LOSS: ("5500", "Stock differences"),
    Role.ABSORBED_LABOUR: ("5900", "Labour absorbed by service"),
    Role.ABSORBED_TRAVEL: ("5910", "Travel absorbed by service"),
    Role.ABSORBED_EXPENSE: ("5920", "Expenses absorbed by service"),
}


def cost_role(payer: str, *, reserve: bool) -> Role:
    """The debit role for a cost that `payer` bears; the reserve stands in for warranty expense where it is kept."""
    if payer == Payer.WARRANTY and reserve:
        return Role.WARRANTY_RESERVE
    return _COST[payer]


def absorbed_role(line_kind: str) -> Role:
    """The credit role of a cost: inventory for parts, what the desk's own people and cars absorbed for the rest."""
    return _ABSORBED[line_kind]
