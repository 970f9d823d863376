"""What is kept about the company and its centres."""

from piccolo.columns import Array, Integer, Varchar
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Company(Table, db=DB):
    """One row: a database is one tenant. `languages`: those it speaks, its own first; none means all."""

    id = columns.pk()
    code = columns.code(6)
    name = columns.words()
    book_currency = columns.code(3)
    default_language = columns.code(5)
    country = columns.code(2)
    languages = Array(base_column=Varchar(length=5), null=False, default=list)
    late_posting = columns.code(20)
    created_at = columns.moment()
    version = columns.version()


class Centre(Table, db=DB):
    id = columns.pk()
    code = columns.code(6)
    name = columns.words()
    zone = columns.code(64)
    country = columns.code(2)
    language = columns.code(5)
    currency = columns.code(3)
    weekend = Array(base_column=Integer(), null=False, default=list)
    created_at = columns.moment()
    retired_at = columns.moment(null=True)
    version = columns.version()


class WorkingHours(Table, db=DB):
    """Wall-clock minutes of the centre's own zone: a shift keeps its hours over a change to summer time."""

    id = columns.pk()
    centre_id = columns.ref(Centre)
    weekday = columns.number()
    opens = columns.number()
    closes = columns.number()


class Holiday(Table, db=DB):
    id = columns.pk()
    centre_id = columns.ref(Centre)
    on_date = columns.day()
    name = columns.words()


class AccountingPeriod(Table, db=DB):
    """Of the whole company: the books close for all centres on one day."""

    id = columns.pk()
    starts_on = columns.day()
    ends_on = columns.day()
    state = columns.code(10)
    state_at = columns.moment()
    state_by = columns.opaque()
    version = columns.version()


class NumberSeries(Table, db=DB):
    """One PostgreSQL sequence per centre and kind, so that writers never wait for one another; it may leave gaps."""

    id = columns.pk()
    centre_id = columns.ref(Centre)
    kind = columns.code(2)
    prefix = columns.code(16)
    width = columns.number(default=6)
    sequence = columns.code(63)


class InvoiceCounter(Table, db=DB):
    """Counts without a gap, where a law asks for it: its row is locked until the invoice commits."""

    id = columns.pk()
    centre_id = columns.ref(Centre)
    kind = columns.code(2)
    prefix = columns.code(16)
    width = columns.number(default=6)
    last = columns.number()


class CurrencyRate(Table, db=DB):
    """One unit of `currency` costs `rate` of `per_currency` from `valid_from` on."""

    id = columns.pk()
    currency = columns.code(3)
    per_currency = columns.code(3)
    rate = columns.rate()
    valid_from = columns.day()
    recorded_at = columns.moment()
    recorded_by = columns.opaque()


class Setting(Table, db=DB):
    """A value for the company (no centre) or for one centre, from a day on; the older ones stay."""

    id = columns.pk()
    centre_id = columns.ref(Centre, null=True)
    name = columns.code(60)
    value = columns.json()
    valid_from = columns.day()
    set_at = columns.moment()
    set_by = columns.opaque()
