"""What is kept about policies, frozen terms, other cover and decisions."""

from typing import ClassVar

from piccolo.columns import UUID, Array, Varchar
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.products.tables import ServiceItem


class Policy(Table, db=DB):
    id = columns.pk()
    code = columns.code(40)
    name = columns.words()
    created_at = columns.moment()
    created_by = columns.opaque()
    retired_at = columns.moment(null=True)
    version = columns.version()


class PolicyVersion(Table, db=DB):
    """Never changed once published: sold units point to it instead of carrying a copy of its terms."""

    id = columns.pk()
    policy_id = columns.ref(Policy)
    number = columns.number()
    valid_from = columns.day()
    terms = columns.json()
    hash = columns.digest()
    published_at = columns.moment()
    published_by = columns.opaque()


class RulePack(Table, db=DB):
    """A version of a country's rules (LAW-1); an edit is a new row. Only one that is switched on is frozen on units."""

    id = columns.pk()
    code = columns.code(12)
    number = columns.number()
    countries = Array(base_column=Varchar(length=2), null=False, default=list)
    content = columns.json()
    hash = columns.digest()
    valid_from = columns.day()
    switched_on = columns.flag()
    published_at = columns.moment()
    published_by = columns.opaque()


class PackSwitch(Table, db=DB):
    """Who switched a pack on or off, when, and on whose word; append-only. What was frozen on units before stays."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("confirmed_by", "note")

    id = columns.pk()
    pack_id = columns.ref(RulePack)
    switched_on = columns.flag()
    confirmed_by = columns.text()
    note = columns.text()
    at = columns.moment()
    by_id = columns.opaque()


class ItemTerms(Table, db=DB):
    """The terms snapshot of a sold unit (FRZ-1), immutable but for `closed_at`. Millions of rows, so no word is stored twice."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("dates",)

    id = columns.pk()
    item_id = columns.ref(ServiceItem, index=False)
    policy_version_id = columns.ref(PolicyVersion, index=False)
    pack_id = columns.ref(RulePack, null=True, index=False)
    product_class = columns.code(60, null=True)
    start_on = columns.day(null=True)
    start_basis = columns.code(12, null=True)
    parts_last_on = columns.day(null=True)
    labour_last_on = columns.day(null=True)
    travel_last_on = columns.day(null=True)
    dates = columns.json()
    hash = columns.digest()
    taken_at = columns.moment()
    closed_at = columns.moment(null=True)
    replaces_id = columns.opaque(null=True)


class CoverSource(Table, db=DB):
    """Cover beside the unit warranty (LINE-6), pushed down by the room that grants it; `vendor` is a vendor's own warranty."""

    id = columns.pk()
    item_id = columns.ref(ServiceItem)
    kind = columns.code(20)
    payer = columns.code(12)
    priority = columns.number()
    starts_on = columns.day()
    ends_on = columns.day()
    percents = columns.json()
    matches = columns.json()
    source_kind = columns.code(30)
    source_id = columns.opaque()
    recorded_at = columns.moment()
    recorded_by = columns.opaque()
    withdrawn_at = columns.moment(null=True)


class ServiceHistory(Table, db=DB):
    """One handed-back order on one unit: what repeat repairs, days out of use and replaced parts are reckoned from."""

    id = columns.pk()
    item_id = columns.ref(ServiceItem)
    order_id = columns.opaque()
    order_number = columns.code(40)
    reported_on = columns.day()
    received_on = columns.day(null=True)
    ready_on = columns.day(null=True)
    handed_back_on = columns.day()
    symptom_group = columns.code(12)
    outcome = columns.code(20)
    part_ids = Array(base_column=UUID(), null=False, default=list)
    attempt = columns.flag()
    covered = columns.flag()
    recorded_at = columns.moment()


class UnitReturn(Table, db=DB):
    """The unit went back to stock: what was before does not reach its next life (SET-8); append-only."""

    id = columns.pk()
    item_id = columns.ref(ServiceItem)
    returned_on = columns.day()
    returned_at = columns.moment()
    by_id = columns.opaque()


class Decision(Table, db=DB):
    """A verdict with its reasons as rule ids and parameters; a newer one supersedes it, and both stay visible.

    `facts`: the unit, the circumstances and the lines it was made from, so that it can be made again (`desk warranty
    replay`); `lines`: what came out. Never changed but to be superseded, and to forget what people wrote.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("note", "lines", "facts")

    id = columns.pk()
    centre_id = columns.opaque()
    subject_kind = columns.code(30)
    subject_id = columns.opaque()
    item_id = columns.opaque(null=True)
    policy_version_id = columns.opaque(null=True)
    reported_on = columns.day()
    verdict = columns.code(12)
    reason = columns.code(24)
    lines = columns.json()
    facts = columns.json(null=True)
    note = columns.text(null=True)
    made_at = columns.moment()
    made_by = columns.opaque()
    superseded_at = columns.moment(null=True)
