"""What is kept about time: resources, rates, and entries of which an open one is a running clock."""

from typing import ClassVar

from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Resource(Table, db=DB):
    """A person or a machine whose time is worth money."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("name",)

    id = columns.pk()
    centre_id = columns.ref(Centre)
    staff_id = columns.opaque(null=True)
    code = columns.code(30)
    name = columns.text()
    kind = columns.code(10)
    created_at = columns.moment()
    created_by = columns.opaque()
    retired_at = columns.moment(null=True)
    version = columns.version()


class LabourRate(Table, db=DB):
    """Per hour, from a day on. No resource: everyone of the centre; activity '': every activity."""

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    resource_id = columns.ref(Resource, null=True, index=False)
    activity = columns.code(30)
    cost_rate = columns.amount()
    bill_rate = columns.amount()
    currency = columns.code(3)
    valid_from = columns.day()
    recorded_at = columns.moment()
    recorded_by = columns.opaque()


class TimeEntry(Table, db=DB):
    """Rates and amounts are those of the day the work began: a later rate changes no past entry.

    `minutes` are the billed ones, after rounding. Rates are null when none was set.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("void_reason",)

    id = columns.pk()
    resource_id = columns.ref(Resource, index=False)
    centre_id = columns.ref(Centre, index=False)
    subject_kind = columns.code(30)
    subject_id = columns.opaque()
    subject_number = columns.code(40)
    activity = columns.code(30)
    started_at = columns.moment()
    started_by = columns.opaque()
    worked_on = columns.day()
    stopped_at = columns.moment(null=True)
    stopped_by = columns.opaque(null=True)
    minutes = columns.number(null=True)
    cost_rate = columns.amount(null=True)
    bill_rate = columns.amount(null=True)
    cost = columns.amount(null=True)
    bill = columns.amount(null=True)
    currency = columns.code(3)
    too_long = columns.flag(default=False)
    voided_at = columns.moment(null=True)
    voided_by = columns.opaque(null=True)
    void_reason = columns.text()
