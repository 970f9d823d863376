"""Ids that a client made itself, for what it entered offline. Lists are in the order of ids, so these tell their time too."""

from uuid import UUID

from service_desk.foundation.errors import Invalid

TIME_ORDERED = 7


class NotTimeOrdered(Invalid):
    code = "not_time_ordered"
    message = "An id of your own is a UUID of version 7, which keeps lists in the order of time; {value} is none. Make one, or leave 'id' out."


def own_id(given: UUID | None) -> UUID | None:
    """As it was given. Raises NotTimeOrdered."""
    if given is not None and given.version != TIME_ORDERED:
        raise NotTimeOrdered(value=given, field="id")
    return given
