"""What is kept about telephones and calls."""

from typing import ClassVar

from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.parties.tables import Party


class Extension(Table, db=DB):
    """A telephone of the house and whose it is. `called`: the public number that rings it; `dial`: where a provider reaches it."""

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    number = columns.code(20)
    staff_id = columns.opaque(null=True)
    do_not_disturb = columns.flag(default=False)
    called = columns.code(20)
    dial = columns.code(140)
    created_at = columns.moment()
    created_by = columns.opaque()
    retired_at = columns.moment(null=True)
    version = columns.version()


class Call(Table, db=DB):
    """One call from outside. `provider` and `provider_id`: who told of it and what they call it, so that it is kept once.
    Its state follows from its moments. `staff_id`: who was rung, as the extension stood then."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("caller", "caller_given")

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    provider = columns.code(20)
    provider_id = columns.code(120)
    extension_id = columns.ref(Extension, index=False)
    staff_id = columns.opaque(null=True)
    caller = columns.code(20)
    caller_given = columns.code(60)
    called = columns.code(40)
    rang_at = columns.moment()
    answered_at = columns.moment(null=True)
    ended_at = columns.moment(null=True)
    party_id = columns.ref(Party, null=True, index=False)
    ticket_id = columns.opaque(null=True)
    version = columns.version()
