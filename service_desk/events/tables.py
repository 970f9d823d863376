"""The event log, its seals and its deliveries. Nothing has a foreign key into the log: it can be partitioned."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Varchar
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Event(Table, db=DB):
    """Append-only: a trigger refuses UPDATE and DELETE."""

    id: BigSerial = BigSerial(primary_key=True)
    kind: Varchar = Varchar(length=60, null=False)
    version: Integer = Integer(null=False, default=1)
    subject_kind = columns.code(30)
    subject_id = columns.opaque()
    centre_id = columns.opaque(null=True)
    actor_id = columns.opaque()
    request_id = columns.code(64, null=True)
    payload = columns.json()
    occurred_at = columns.moment()
    recorded_at = columns.moment()


class EventSeal(Table, db=DB):
    """The chain: `hash` covers the seal before and the event. Written by the one sealer, after commit."""

    seq: BigInt = BigInt(primary_key=True, null=False, default=None)
    event_id: BigInt = BigInt(null=False, default=None, unique=True)
    hash = columns.digest()
    sealed_at = columns.moment()


class SealFloor(Table, db=DB):
    """Up to `floor` every event id is sealed or was rolled back; `candidate` becomes the floor when all who ran then ended."""

    id: Integer = Integer(primary_key=True, null=False, default=1)
    floor: BigInt = BigInt(null=False, default=0)
    candidate: BigInt = BigInt(null=False, default=0)
    candidate_xmax: BigInt = BigInt(null=False, default=0)


class EventDelivery(Table, db=DB):
    """One event owed to one handler, in the order of the seals within a subject, and beside it of what `beside_id` names."""

    id: BigSerial = BigSerial(primary_key=True)
    event_id: BigInt = BigInt(null=False, default=None)
    seq: BigInt = BigInt(null=False, default=None)
    handler: Varchar = Varchar(length=80, null=False)
    subject_id = columns.opaque()
    beside_id = columns.opaque(null=True)
    state: Varchar = Varchar(length=12, null=False, default="queued")
    attempts: Integer = Integer(null=False, default=0)
    deaths: Integer = Integer(null=False, default=0)
    not_before = columns.moment()
    lease_token = columns.opaque(null=True)
    lease_until = columns.moment(null=True)
    error: Text = Text(null=True, default=None)
    settled_at = columns.moment(null=True)
