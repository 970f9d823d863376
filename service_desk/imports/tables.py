"""Runs of imports: how far each file came, what each of its batches made, and the rows that were refused or differ."""

from typing import ClassVar

from piccolo.columns import UUID, Array, BigInt
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class ImportRun(Table, db=DB):
    """`position` is the number of data rows whose batch is committed, `total` how many there are.

    Whoever holds the advisory lock of a run works on it; `beat_at` is when it last came further. The worker claims those that
    were sent in by lease. `file_id` is the kept
    upload, which the worker loads. `preview` is what a trial shows. `number` is how people name a run.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("file_name", "preview")

    id = columns.pk()
    number: BigInt = BigInt(null=False, default=0)
    centre_id = columns.opaque()
    kind = columns.code(20)
    state = columns.code(12)
    dry = columns.flag(default=False)
    file_name = columns.text()
    file_id = columns.opaque(null=True)
    language = columns.code(5)
    file_hash = columns.digest()
    mapping_hash = columns.digest()
    mapping = columns.json()
    position: BigInt = BigInt(null=False, default=0)
    total: BigInt = BigInt(null=True, default=None)
    tally = columns.json()
    preview = columns.json()
    problem = columns.text()
    attempts = columns.number()
    deaths = columns.number()
    not_before = columns.moment(null=True)
    lease_token = columns.opaque(null=True)
    lease_until = columns.moment(null=True)
    started_at = columns.moment()
    started_by = columns.opaque()
    beat_at = columns.moment(null=True)
    finished_at = columns.moment(null=True)
    undone_at = columns.moment(null=True)
    undone_by = columns.opaque(null=True)


class ImportBatch(Table, db=DB):
    """The records of one kind that a batch of a run made, so that the run can be undone."""

    id = columns.pk()
    run_id = columns.ref(ImportRun)
    kind = columns.code(20)
    ids = Array(base_column=UUID(), null=False, default=list)


class ImportFinding(Table, db=DB):
    """A row that was refused (with its `cells`), or differs from what is there (`fields`; `taken`: the file's values hold)."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("cells", "fields", "reason")

    id = columns.pk()
    run_id = columns.ref(ImportRun)
    outcome = columns.code(10)
    line = columns.number()
    column = columns.text()
    reason = columns.text()
    cells = columns.json(null=True)
    subject_id = columns.opaque(null=True)
    fields = columns.json(null=True)
    taken = columns.flag(default=False)
