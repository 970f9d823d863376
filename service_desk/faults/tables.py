"""What is kept about fault codes."""

from piccolo.columns import Array, Text
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class FaultCode(Table, db=DB):
    """Key: scheme, version, list, code. A used code is never deleted, only retired (CODE-5)."""

    id = columns.pk()
    scheme = columns.code(12)
    scheme_version = columns.code(12)
    list_name = columns.code(10)
    code = columns.code(12)
    words = columns.words()
    flags = Array(base_column=Text(), null=False, default=list)
    fault_group = columns.code(12)
    needs = columns.code(4)
    outcome = columns.code(20)
    product_class = columns.code(60, null=True)
    position = columns.number()
    created_at = columns.moment()
    retired_at = columns.moment(null=True)
    version = columns.version()


class FaultLink(Table, db=DB):
    """Ranks the pick list of `to_code` once `from_code` is chosen; it never forbids (CODE-2)."""

    id = columns.pk()
    from_id = columns.ref(FaultCode)
    to_id = columns.ref(FaultCode)
    product_class = columns.code(60, null=True)
    weight = columns.number(default=1)
