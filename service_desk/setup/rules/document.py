"""The configuration of a desk as one document: what `company.yaml` holds, what goes out and what comes in.

Everything may be left out in a document that founds a company: the country says what is usual (see `complete`). Days are
ISO dates, amounts are numbers or texts, names are texts by language, weekdays are ISO (Monday 1), times are 08:00.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from notifications.message import Medium
from service_desk.centres.rules import LatePosting, PeriodState
from service_desk.parts.rules import LocationKind

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

    The last four are short ways to fill a section when a company is founded: the standard tax of the country in percent,
    what an hour of work costs and is billed at, and what one unit of the books' currency costs in the centre's.
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
    own: list[OwnRow] | None = None
