"""The page mark of this room's lists: the id of the last row, which its time of making orders."""

from uuid import UUID

from service_desk.foundation.paging import BadCursor, decode


def before(cursor: str | None) -> UUID | None:
    """Rows older than this come next. Raises BadCursor for the mark of another list."""
    parts = decode(cursor, 1)
    try:
        return UUID(parts[0]) if parts else None
    except ValueError:
        raise BadCursor from None
