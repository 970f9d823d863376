"""What is kept about tickets and what was said on them."""

from typing import ClassVar

from piccolo.columns import Varchar
from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.parties.tables import Party
from service_desk.products.tables import ServiceItem


class Ticket(Table, db=DB):
    """`reported_on` is the centre's local date of `reported_at`, set once (DATE-3). The indexes stand in the SQL file."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("words", "search", "snooze_words")

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    number = columns.code(24, unique=True)
    state = columns.code(20)
    item_id = columns.ref(ServiceItem, null=True, index=False)
    serial_given = columns.code(90)
    party_id = columns.ref(Party, null=True, index=False)
    channel = columns.code(10)
    priority = columns.code(10)
    words = columns.text()
    accessories = columns.text()  # what came with the unit, one a line
    scheme: Varchar = Varchar(length=12, null=False, default="SD")  # of symptom and condition
    symptom = columns.code(12)
    condition = columns.code(12)
    reported_at = columns.moment()
    reported_tz = columns.code(64)
    reported_on = columns.day()
    opened_at = columns.moment()
    opened_by = columns.opaque()
    assignee_id = columns.opaque(null=True)
    state_at = columns.moment()
    state_by = columns.opaque()
    first_response_due_at = columns.moment(null=True)
    answered_at = columns.moment(null=True)
    due_at = columns.moment(null=True)
    due_left = columns.number(null=True)  # working minutes; the clock stands still while the customer is waited for
    unread_at = columns.moment(null=True)  # since when something the customer wrote waits to be read
    snoozed_until = columns.moment(null=True)  # put off until then, by whom and why
    snooze_words = columns.text()
    snoozed_by = columns.opaque(null=True)
    woke_at = columns.moment(null=True)  # since when it is to be done again and nobody has noted that
    decided_verdict = columns.code(20)
    decided_reason = columns.code(30)
    external_ref = columns.code(120, null=True)
    version = columns.version()
    changed_at = columns.changed()
    search = columns.search()


class TicketEntry(Table, db=DB):
    """Notes, replies and what was changed, in the order they came. `changes`: field -> [before, after], by the desk itself."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("body", "changes")

    id = columns.pk()
    ticket_id = columns.ref(Ticket)
    kind = columns.code(10)
    body = columns.text()
    changes = columns.json()
    written_at = columns.moment()
    written_by = columns.opaque()


class SavedView(Table, db=DB):
    """A filter of the queue under a name. `centre_id`: shared there; null: the owner's alone. `asked`: the fields of its address."""

    id = columns.pk()
    name = columns.code(60)
    owner_id = columns.opaque(index=True)
    centre_id = columns.ref(Centre, null=True)
    asked = columns.json()
    created_at = columns.moment()
    retired_at = columns.moment(null=True)
    version = columns.version()


class BulkChange(Table, db=DB):
    """The same done to many tickets, so that it can be taken back as one. `results`: of each what it was before, or why it refused;
    `undone`: the same of taking it back."""

    id = columns.pk()
    made_by = columns.opaque()
    made_at = columns.moment(index=True)
    asked = columns.json()
    results = columns.json()
    undone = columns.json(null=True)
