"""What is kept about postings: the outbox to the ERP, its streams and history, account roles, missing mappings, findings."""

from piccolo.columns import Array, BigInt, BigSerial, Text, Varchar
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Posting(Table, db=DB):
    """One document owed to the ERP. The id is a bigint: it is the order of sending within a stream.

    `payload` is the document as it was last written, `payload_hash` its SHA-256; `waits_for` names what is missing while
    it is blocked; `finding` is a difference found by reading back; `detail` says in words why it is in its state.
    `move_id` is the stock move it tells the ERP of, `returns_move_id` the issue that this one brings back.
    """

    id: BigSerial = BigSerial(primary_key=True)
    key = columns.code(35, unique=True)
    kind = columns.code(12)
    company = columns.code(6)
    centre_id = columns.opaque()
    order_number = columns.code(24)
    document_date = columns.day()
    posting_date = columns.day()
    currency = columns.code(3)
    payload = columns.json()
    payload_hash = columns.digest()
    mapping_version = columns.number()
    state: Varchar = Varchar(length=12, null=False, default="queued")
    state_at = columns.moment()
    attempts = columns.number()
    deaths = columns.number()
    not_before = columns.moment()
    queued_at = columns.moment()
    lease_token = columns.opaque(null=True)
    lease_until = columns.moment(null=True)
    call_started_at = columns.moment(null=True)
    erp_ref: Text = columns.text(null=True)
    erp_number: Text = columns.text(null=True)
    erp_posted_on = columns.day(null=True)
    erp_cost = columns.amount(null=True)
    reject_code = columns.code(30, null=True)
    finding = columns.code(20, null=True)
    detail: Text = columns.text(null=True)
    waits_for = Array(base_column=Text(), null=False, default=list)
    move_id = columns.opaque(null=True)
    returns_move_id = columns.opaque(null=True)
    reverses_id: BigInt = BigInt(null=True, default=None)
    event_id: BigInt = BigInt(null=True, default=None)
    handler = columns.code(80, null=True)
    handler_seq = columns.number()
    created_at = columns.moment()
    created_by = columns.opaque()


class PostingStream(Table, db=DB):
    """A posting waits for the earlier ones of its order and of its serial; `held` until it has ended (a trigger clears it)."""

    id: BigSerial = BigSerial(primary_key=True)
    posting_id: BigInt = BigInt(null=False, default=None)
    stream = columns.code(100)
    held = columns.flag(default=True)


class PostingStep(Table, db=DB):
    """Every move between states, with the hash that the payload had; written by a trigger, append-only."""

    id: BigSerial = BigSerial(primary_key=True)
    posting_id: BigInt = BigInt(null=False, default=None, index=True)
    at = columns.moment()
    from_state = columns.code(12, null=True)
    to_state = columns.code(12)
    detail: Text = columns.text(null=True)
    payload_hash = columns.digest()


class PostingCounter(Table, db=DB):
    """The `seq` of posting keys, per order and kind; its row is locked until the posting commits."""

    id: BigSerial = BigSerial(primary_key=True)
    order_number = columns.code(24)
    kind = columns.code(12)
    last_seq = columns.number()


class AccountRole(Table, db=DB):
    """Which account a role means from a day on; older rows stay, so that a posting can say what it was mapped by."""

    id = columns.pk()
    role = columns.code(30)
    account = columns.code(30)
    valid_from = columns.day()
    recorded_at = columns.moment()
    recorded_by = columns.opaque()


class MappingGap(Table, db=DB):
    """One work item per thing that is missing (`account:tax`, `rate:IRR/EUR`, `period:2026-01-31`), not per posting."""

    id = columns.pk()
    need = columns.code(80)
    opened_at = columns.moment()
    closed_at = columns.moment(null=True)


class ReconcileFinding(Table, db=DB):
    """A difference between the desk and the ERP; `what` is one of the kinds of erp.rules.reconcile."""

    id = columns.pk()
    what = columns.code(24)
    key = columns.code(40)
    kind = columns.code(12)
    posting_id: BigInt = BigInt(null=True, default=None)
    found_at = columns.moment()
    detail: Text = columns.text()
    state = columns.code(10)
    settled_at = columns.moment(null=True)
    settled_by = columns.opaque(null=True)
