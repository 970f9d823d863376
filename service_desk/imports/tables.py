"""Runs of imports: how far each file came, so that an interrupted one goes on where it stopped."""

from piccolo.columns import BigInt
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class ImportRun(Table, db=DB):
    """`position` is the number of data rows whose batch is committed. One unfinished run per kind, file and mapping."""

    id = columns.pk()
    centre_id = columns.opaque()
    kind = columns.code(20)
    file_hash = columns.digest()
    mapping_hash = columns.digest()
    position: BigInt = BigInt(null=False, default=0)
    tally = columns.json()
    started_at = columns.moment()
    started_by = columns.opaque()
    finished_at = columns.moment(null=True)
