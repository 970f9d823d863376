"""Draw human numbers."""

from uuid import UUID

from service_desk.centres import queries
from service_desk.centres.rules import NumberKind, human_number
from service_desk.foundation.db import fetchrow, fetchval
from service_desk.foundation.errors import NotFound


async def next_number(centre_id: UUID, kind: NumberKind) -> str:
    """`TEH-R-000123`. Never waits, and may leave gaps when the caller rolls back; invoices go by `next_gapless`."""
    if kind == NumberKind.INVOICE:
        return await next_gapless(centre_id, kind)
    found = await queries.series(centre_id, kind)
    count = await fetchval("select nextval($1::text::regclass)", found.sequence)
    return human_number(found.prefix, found.width, count)


async def next_gapless(centre_id: UUID, kind: NumberKind) -> str:
    """The next number without a gap; the centre's other invoices wait until the caller commits or rolls back."""
    row = await fetchrow(
        'update invoice_counter set "last" = "last" + 1 where centre_id = $1 and kind = $2 '
        'returning prefix, width, "last"',
        centre_id,
        kind,
    )
    if row is None:
        raise NotFound(kind="invoice series of centre", key=centre_id)
    return human_number(row["prefix"], row["width"], row["last"])
