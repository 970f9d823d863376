"""What customers may learn: by a label what stands on it, by their link how far the work is."""

from service_desk.portal.queries.checked import Checked, check, check_picture
from service_desk.portal.queries.followed import (
    Conversation,
    Followed,
    LinkGone,
    conversation,
    followed,
    shipping,
    to_pay,
)
from service_desk.portal.queries.labels import Contact, House, Seen, contact, house, seen

__all__ = [
    "Checked",
    "Contact",
    "Conversation",
    "Followed",
    "House",
    "LinkGone",
    "Seen",
    "check",
    "check_picture",
    "contact",
    "conversation",
    "followed",
    "house",
    "seen",
    "shipping",
    "to_pay",
]
