"""What is kept about the set-up of a desk that has no company yet."""

from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class SetupCode(Table, db=DB):
    """What `POST /setup` asks for, so that a stranger who finds an empty desk cannot take it; gone once there is a company."""

    id = columns.pk()
    code = columns.code(60, unique=True)
    made_at = columns.moment()
