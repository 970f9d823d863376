"""Tables of the foundation: stored answers, settings, files, schedule."""

from piccolo.columns import Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Idempotency(Table, db=DB):
    """The answer to a request, stored in the transaction of its effect. Key: (principal, key)."""

    id = columns.pk()
    principal = columns.opaque()
    key = columns.code(100)
    request_hash = columns.digest()
    status: Integer = Integer(null=True, default=None)
    body: Bytea = Bytea(null=True, default=None)
    created_at = columns.recorded()

    PERSONAL = ("body",)


class File(Table, db=DB):
    """What a file is; its bytes are in `FileChunk`."""

    id = columns.pk()
    centre_id = columns.opaque(null=True)
    subject_kind = columns.code(30)
    subject_id = columns.opaque(index=True)
    file_name = columns.text()
    media_type = columns.code(100)
    size = columns.number()
    sha256 = columns.digest()
    added_by = columns.opaque()
    added_at = columns.recorded()
    retired_at = columns.moment(null=True)

    PERSONAL = ("file_name",)


class FileChunk(Table, db=DB):
    id = columns.pk()
    file_id = columns.ref(File)
    position = columns.number()
    data: Bytea = Bytea(null=False, default=b"")

    PERSONAL = ("data",)


class ScheduleRun(Table, db=DB):
    """When each scheduled duty was last done, so that of many workers one does it."""

    id = columns.pk()
    duty: Varchar = Varchar(length=60, unique=True, null=False)
    due_at: Timestamptz = Timestamptz(null=False, default=None)
    done_at: Timestamptz = Timestamptz(null=True, default=None)
    outcome: Text = Text(null=True, default=None)


class DatabaseFact(Table, db=DB):
    """What this database is: `demo` is set only when it was created as a demo, never afterwards. `value`: where it is more than a yes."""

    id = columns.pk()
    fact: Varchar = Varchar(length=40, unique=True, null=False)
    holds: Boolean = Boolean(null=False, default=False)
    value = columns.text(null=True)


class SearchColumn(Table, db=DB):
    """How far the words to search for are filled: all rows under `folding`, and those up to `reached` under the newest one."""

    id = columns.pk()
    name: Varchar = Varchar(length=40, unique=True, null=False)
    folding = columns.number()
    reached = columns.opaque(null=True)
