"""What was last shipped, so that what the company changed and what a release changed are told apart."""

from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class StarterEntry(Table, db=DB):
    """An entry as the company last took it, or last saw it, from a release."""

    id = columns.pk()
    source = columns.code(40)
    key = columns.code(200)
    value = columns.json()
    taken_at = columns.moment()
    taken_by = columns.opaque()
