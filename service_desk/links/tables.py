"""What is kept about customers' links: never the token itself."""

from typing import ClassVar

from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.parties.tables import Party


class CustomerLink(Table, db=DB):
    """One address `/l/<token>`; `digest` is the SHA-256 of its token. Subject: a ticket, or an order that began without one."""

    id = columns.pk()
    digest = columns.digest(unique=True)
    subject_kind = columns.code(30)
    subject_id = columns.opaque(index=True)
    centre_id = columns.opaque()
    party_id = columns.ref(Party, null=True)
    origin = columns.code(10)
    made_at = columns.moment()
    made_by = columns.opaque()
    opened_at = columns.moment(null=True)
    failures = columns.number()
    paused_until = columns.moment(null=True)
    revoked_at = columns.moment(null=True)
    revoked_by = columns.opaque(null=True)


class LinkVisit(Table, db=DB):
    """A reader who proved who they are; `digest` is the SHA-256 of their cookie, `ip` and `browser` say from where."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("ip", "browser")

    id = columns.pk()
    link_id = columns.ref(CustomerLink)
    digest = columns.digest(unique=True)
    ip = columns.code(64)
    browser = columns.text()
    began_at = columns.moment()
    seen_at = columns.moment()


class Rating(Table, db=DB):
    """How a customer found the work on an order, its subject; a later word replaces the one before."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("words",)

    id = columns.pk()
    subject_kind = columns.code(30)
    subject_id = columns.opaque()
    centre_id = columns.opaque()
    score = columns.number()
    words = columns.text()
    rated_at = columns.moment()
    link_id = columns.ref(CustomerLink)
