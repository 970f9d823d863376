"""The configuration of a desk as one document: what `company.yaml` holds, what goes out and what comes in.

Everything may be left out in a document that founds a company: the country says what is usual (see `complete`). Days are
ISO dates, amounts are numbers or texts, names are texts by language, weekdays are ISO (Monday 1), times are 08:00.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from notifications.message import Medium, Verdict
from service_desk.centres.rules import LatePosting, PeriodState
from service_desk.parts.rules import LocationKind
from service_desk.products.rules import ProductKind, Tracking
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.printing import Language
from service_desk.scanning.rules.stations import GAP_MS

FORMAT = 1
Words = dict[str, str]


class Row(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One thing of a section."""


class CompanyRow(Row):
    """`languages`: those of the company, its own first. `currency`: in which the books are kept."""

    name: Words = {}
    code: str = ""
    country: str = ""
    languages: list[str] = []
    currency: str = ""
    late_posting: LatePosting = LatePosting.NEXT_OPEN_DAY


class CentreRow(Row):
    """`hours`: shifts by ISO weekday, such as {"1": ["08:00-12:00", "13:00-17:00"]}; without them eight to five.

    The last four are short ways to fill a section: the standard tax of the country in percent, what an hour of work costs
    and is billed at, and what one unit of the books' currency costs in the centre's. For a centre that is there already
    they hold from today.
    """

    name: Words = {}
    code: str = ""
    country: str = ""
    zone: str = ""
    language: str = ""
    currency: str = ""
    weekend: list[int] | None = None
    hours: dict[str, list[str]] | None = None
    tax: Decimal | None = None
    hour_cost: Decimal | None = None
    hour_price: Decimal | None = None
    book_rate: Decimal | None = None


class AdminRow(Row):
    """The first administrator. Without a password a one-time one is made up, and has to be changed at the first sign-in."""

    login: str = ""
    name: str = ""
    language: str = ""
    email: str = ""
    password: str = ""


class HolidayRow(Row):
    centre: str
    on: date
    name: Words = {}


class PlaceRow(Row):
    """Where parts lie: a warehouse, a van or a bench."""

    centre: str
    code: str
    kind: LocationKind
    name: Words


class LabourRow(Row):
    """What an hour costs, and what it is billed at, in the centre's currency or the one named."""

    centre: str
    cost: Decimal
    price: Decimal
    since: date
    activity: str = ""
    currency: str = ""


class RoleRow(Row):
    code: str
    name: Words
    rights: list[str]


class SettingRow(Row):
    name: str
    value: bool | int | str
    since: date
    centre: str = ""


class TaxRow(Row):
    country: str
    percent: Decimal
    since: date
    code: str = "standard"


class RateRow(Row):
    """One unit of `currency` costs `rate` of `per`."""

    currency: str
    per: str
    rate: Decimal
    since: date


class PeriodRow(Row):
    """An accounting period, both days included."""

    starts_on: date
    ends_on: date
    state: PeriodState = PeriodState.OPEN


class AccountRow(Row):
    """An account of the built-in books."""

    code: str
    name: str


class AccountRoleRow(Row):
    """Which account a role of the postings means."""

    role: str
    account: str
    since: date


class VersionRow(Row):
    since: date
    terms: dict[str, Any]


class PolicyRow(Row):
    """A warranty policy with its versions, the oldest first. What is published is never changed."""

    code: str
    name: Words
    versions: list[VersionRow] = []


class PackRow(Row):
    """A version of a country's pack of consumer law."""

    pack: str
    version: int
    on: bool = False


class TextRow(Row):
    """The house's own words for a message."""

    key: str
    medium: Medium
    language: str
    subject: str = ""
    body: str = ""
    content_sid: str | None = None


class WindowRow(Row):
    """When a medium may be used, in the recipient's time. Weekday 0 is Monday; minutes of the day."""

    medium: Medium
    weekday: int
    opens: int
    closes: int


class ErrorRuleRow(Row):
    """What to do when a channel answers with a code, over what the program knows of it."""

    channel: str
    code: str
    verdict: Verdict


class ProductRow(Row):
    """A model that is sold or a part; `parts` are the SKUs of the parts that fit it."""

    sku: str
    name: Words
    kind: ProductKind = ProductKind.MODEL
    tracking: Tracking | None = None
    gtin: str = ""
    brand: str = ""
    product_class: str = ""
    uom: str = "pcs"
    serial_mask: str = ""
    parts: list[str] = []

    def __post_init__(self) -> None:
        if self.tracking is None:
            self.tracking = Tracking.SERIAL if self.kind == ProductKind.MODEL else Tracking.NONE
        self.parts = sorted(set(self.parts))


class PriceRow(Row):
    """Net of tax, for one unit of measure; `price_list` is empty for the prices of everyone."""

    sku: str
    amount: Decimal
    currency: str
    since: date
    price_list: str = ""


class PartCostRow(Row):
    """What a part is expected to cost while no receipt has told."""

    sku: str
    cost: Decimal
    currency: str
    since: date


class PrinterRow(Row):
    """`stock`: the labels that lie in it, such as 50x25; empty for the usual one."""

    centre: str
    code: str
    kind: PrinterKind
    address: str = ""
    language: Language = Language.ZPL
    dpi: int = 203
    stock: str = ""


class StationRow(Row):
    """A computer with its scanner. What calibration found out is no configuration: the label is scanned again there."""

    centre: str
    code: str
    name: str = ""
    printer: str = ""
    place: str = ""
    gap_ms: int = GAP_MS


class OwnRow(Row):
    """A fault code, a link between two, or a country pack of the company's own: what no release ships just so."""

    source: str
    key: str
    value: dict[str, Any]


class Document(Row):
    """A section that is left out stays as it is; in a new company it gets what is usual there."""

    aftercare: Literal[1] = 1
    company: CompanyRow = msgspec.field(default_factory=CompanyRow)
    centres: list[CentreRow] = []
    admin: AdminRow | None = None
    periods: list[PeriodRow] | None = None
    taxes: list[TaxRow] | None = None
    rates: list[RateRow] | None = None
    holidays: list[HolidayRow] | None = None
    places: list[PlaceRow] | None = None
    labour: list[LabourRow] | None = None
    accounts: list[AccountRow] | None = None
    account_roles: list[AccountRoleRow] | None = None
    roles: list[RoleRow] | None = None
    policies: list[PolicyRow] | None = None
    packs: list[PackRow] | None = None
    settings: list[SettingRow] | None = None
    texts: list[TextRow] | None = None
    windows: list[WindowRow] | None = None
    error_rules: list[ErrorRuleRow] | None = None
    products: list[ProductRow] | None = None
    prices: list[PriceRow] | None = None
    part_costs: list[PartCostRow] | None = None
    printers: list[PrinterRow] | None = None
    stations: list[StationRow] | None = None
    own: list[OwnRow] | None = None
