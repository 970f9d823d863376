"""What is kept about scans: printers and jobs, stations, sent pictures, every raw scan, sessions of receiving and counting."""

from typing import ClassVar

from piccolo.columns import Bytea
from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.parties.tables import Party
from service_desk.parts.tables import Location
from service_desk.products.tables import Product


class Printer(Table, db=DB):
    """`address`: host:port of a raw printer, the queue's name of a CUPS one, empty where the browser prints.

    `fault_at` and `fault` tell of the last job that failed; both are empty again after one that went through.
    """

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    code = columns.code(20)
    kind = columns.code(10)
    address = columns.code(120)
    language = columns.code(10)
    dpi = columns.number(default=203)
    stock = columns.code(20)
    worked_at = columns.moment(null=True)
    fault_at = columns.moment(null=True)
    fault = columns.code(40)
    created_at = columns.moment()
    created_by = columns.opaque()
    retired_at = columns.moment(null=True)
    version = columns.version()


class PrintJob(Table, db=DB):
    """`data` is what goes to the printer, drawn and read back when the job was made: a job never fails over its content.

    `fault` is a code, said in the reader's language; `detail` what the system said.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("caption", "data")

    id = columns.pk()
    printer_id = columns.ref(Printer, index=False)
    centre_id = columns.opaque()
    template = columns.code(20)
    subject_kind = columns.code(30)
    subject_id = columns.opaque(null=True)
    caption = columns.code(120)
    labels = columns.number()
    media_type = columns.code(60)
    data = Bytea(null=True, default=None)
    state = columns.code(12)
    attempts = columns.number()
    deaths = columns.number()
    not_before = columns.moment()
    lease_token = columns.opaque(null=True)
    lease_until = columns.moment(null=True)
    fault = columns.code(40)
    detail = columns.text()
    queued_at = columns.moment()
    queued_by = columns.opaque()
    state_at = columns.moment()


class Station(Table, db=DB):
    """One computer with its scanner. `profile` = {prefix, suffix, aim, separator, layout, case, gap_ms}.

    Parts that are scanned here are taken from `location_id`.
    """

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    code = columns.code(20)
    name = columns.text()
    profile = columns.json()
    printer_id = columns.ref(Printer, null=True)
    location_id = columns.ref(Location, null=True)
    calibrated_at = columns.moment(null=True)
    seen_at = columns.moment(null=True)
    created_at = columns.moment()
    created_by = columns.opaque()
    retired_at = columns.moment(null=True)
    version = columns.version()


class StationState(Table, db=DB):
    """What the bench is at: the order and the badge that were scanned last, and a reason that waits for its command.

    `repair_item_id`: the unit of that order whose label was scanned last, where the order has several.
    """

    id = columns.pk()
    station_id = columns.ref(Station, index=False)
    order_id = columns.opaque(null=True)
    repair_item_id = columns.opaque(null=True)
    resource_id = columns.opaque(null=True)
    reason = columns.code(20)
    last_command = columns.code(12)
    changed_at = columns.moment()
    changed_by = columns.opaque()


class SentPicture(Table, db=DB):
    """A picture that came by e-mail or WhatsApp, told apart by its message and its place in it. Kept as long as its scans.

    Only what was read from it is kept, as scans. `message_key`: the provider's id, or a hash of the Message-ID.
    `address`: where the worker fetches it. `fault` is a code, said in the reader's language; `detail` for the operator.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("sender", "file_name", "address", "detail")

    id = columns.pk()
    source = columns.code(10)
    message_key = columns.code(64)
    position = columns.number()
    sender = columns.code(320)
    party_id = columns.ref(Party, null=True)
    file_name = columns.code(120)
    media_type = columns.code(100)
    address = columns.text()
    state = columns.code(12)
    attempts = columns.number()
    deaths = columns.number()
    not_before = columns.moment()
    lease_token = columns.opaque(null=True)
    lease_until = columns.moment(null=True)
    fault = columns.code(40)
    detail = columns.text()
    codes = columns.number()
    received_at = columns.moment()
    state_at = columns.moment()


class ScanRecord(Table, db=DB):
    """Every scan as it arrived, to be read again when the parser has learned more. Kept for a limited time.

    `given` and `alt_given` are bytes: a scanner may send what no text column takes.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("given", "alt_given")

    id = columns.pk()
    centre_id = columns.opaque(null=True)
    station_id = columns.opaque(null=True)
    picture_id = columns.ref(SentPicture, null=True, index=False)
    given = Bytea(null=False, default=b"")
    alt_given = Bytea(null=True, default=None)
    hints = columns.json()
    read_as = columns.code(20)
    outcome = columns.code(10)
    found_kind = columns.code(20)
    found_id = columns.opaque(null=True)
    scanned_at = columns.moment()
    scanned_by = columns.opaque()


class StockSession(Table, db=DB):
    """A delivery being taken in, or a place being counted, scan by scan. `number` is the delivery note's."""

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    location_id = columns.ref(Location, index=False)
    purpose = columns.code(10)
    number = columns.code(40)
    state = columns.code(10)
    scans = columns.number()
    started_at = columns.moment()
    started_by = columns.opaque()
    state_at = columns.moment()
    state_by = columns.opaque()
    version = columns.version()


class SessionScan(Table, db=DB):
    """One scan of a session. `identity` is set where the same thing can be there only once: a serial, a tag.

    A doubled read is folded into the first and only counted in its `reads`; an unknown one waits for a person.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("given",)

    id = columns.pk()
    session_id = columns.ref(StockSession, index=False)
    seq = columns.number()
    given = Bytea(null=False, default=b"")
    outcome = columns.code(10)
    identity = columns.code(200)
    product_id = columns.ref(Product, null=True, index=False)
    lot = columns.code(64)
    serial = columns.code(64)
    quantity = columns.quantity()
    reads = columns.number(default=1)
    scanned_at = columns.moment()
    scanned_by = columns.opaque()
    undone_at = columns.moment(null=True)
