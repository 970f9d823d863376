"""What is kept about repair orders: items, lines, estimates and every move."""

from typing import ClassVar

from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.parties.tables import Party
from service_desk.products.tables import Product, ServiceItem
from service_desk.tickets.tables import Ticket


class RepairOrder(Table, db=DB):
    """`closing` counts the closings: the lines of each are frozen, a reopened order adds to them."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("search", "return_address")

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    number = columns.code(24, unique=True)
    ticket_id = columns.ref(Ticket, null=True)
    party_id = columns.ref(Party, null=True)
    state = columns.code(20)
    currency = columns.code(3)
    reported_at = columns.moment()
    reported_on = columns.day()
    started_at = columns.moment()
    started_by = columns.opaque()
    state_at = columns.moment()
    state_by = columns.opaque()
    due_at = columns.moment(null=True)
    checked_at = columns.moment(null=True)
    checked_by = columns.opaque(null=True)
    closed_on = columns.day(null=True)
    handed_over_on = columns.day(null=True)
    return_by = columns.code(10)
    return_address = columns.text()
    closing = columns.number()
    version = columns.version()
    changed_at = columns.changed()
    search = columns.search()


class RepairItem(Table, db=DB):
    """One unit on the order: how far it is, who has it and where it lies, what was found and what was done. Codes are of the scheme and version kept beside them."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("override_note",)

    id = columns.pk()
    order_id = columns.ref(RepairOrder)
    seq = columns.number()
    item_id = columns.ref(ServiceItem, null=True)
    serial_given = columns.code(90)
    scheme = columns.code(10)
    scheme_version = columns.code(10)
    symptom = columns.code(12)
    condition = columns.code(12)
    section = columns.code(12)
    defect = columns.code(12)
    repair = columns.code(12)
    outcome = columns.code(20)
    state = columns.code(20)
    service_type = columns.code(20)
    technician_id = columns.opaque(null=True)
    wait_reason = columns.code(20, null=True)
    shelf_id = columns.opaque(null=True)
    promised_at = columns.moment(null=True)
    override_note = columns.text()
    override_by = columns.opaque(null=True)
    override_at = columns.moment(null=True)


class OrderLine(Table, db=DB):
    """`shares` = [{payer, percent, amount}] with sum `amount`; `closing` is the closing that froze the line.

    A price of null is one nobody has set yet: it costs nothing until then, and closing asks for it where a customer pays.
    `minutes`: time that `quantity` shows in rounded hours; the amount is reckoned from the minutes. `cost_rate`: what one
    unit of `cost_currency` was worth in the books when the line was closed, so that its reversal undoes the same sum.
    """

    id = columns.pk()
    order_id = columns.ref(RepairOrder)
    repair_item_id = columns.ref(RepairItem, index=False)
    seq = columns.number()
    kind = columns.code(10)
    product_id = columns.ref(Product, null=True)
    part_line_id = columns.ref("self", null=True, index=False)
    text = columns.text()
    quantity = columns.quantity()
    minutes = columns.number(null=True)
    uom = columns.code(10)
    unit_price = columns.amount(null=True)
    amount = columns.amount()
    currency = columns.code(3)
    cost = columns.amount()
    cost_currency = columns.code(3)
    cost_rate = columns.exact_rate(null=True)
    verdict = columns.code(20)
    reason = columns.code(30)
    payer = columns.code(20)
    shares = columns.json()
    move_id = columns.opaque(null=True, index=True)
    time_entry_id = columns.opaque(null=True, index=True)
    lot = columns.code(64)
    serial = columns.code(64)
    old_serial = columns.code(64)
    reverses_id = columns.ref("self", null=True, index=False)
    closing = columns.number(null=True, default=None)
    written_at = columns.moment()
    written_by = columns.opaque()
    voided_at = columns.moment(null=True)
    voided_by = columns.opaque(null=True)


class Estimate(Table, db=DB):
    """What the customer was asked to accept, word for word: never computed again from the price list. Answered by the customer
    themselves: who (`answered_party_id`), from which network address and with which browser."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("answer_note", "answered_ip", "answered_with")

    id = columns.pk()
    order_id = columns.ref(RepairOrder)
    number = columns.code(24, unique=True)
    state = columns.code(10)
    currency = columns.code(3)
    total = columns.amount()
    customer_total = columns.amount()
    customer_tax = columns.amount(null=True)
    lines = columns.json()
    valid_until = columns.day()
    sent_at = columns.moment()
    sent_by = columns.opaque()
    answered_at = columns.moment(null=True)
    answered_by = columns.opaque(null=True)
    answer_note = columns.text()
    answered_party_id = columns.opaque(null=True)
    answered_ip = columns.code(64)
    answered_with = columns.text()


class UnitExchange(Table, db=DB):
    """A unit that was given for another. `move_id` is the issue that took it out of stock, None where it came straight from the
    maker; `old_move_id` the receipt by which the old one came into a place of ours, None where the customer kept it.
    """

    id = columns.pk()
    order_id = columns.ref(RepairOrder, null=True)
    line_id = columns.opaque(null=True, index=True)
    old_id = columns.ref(ServiceItem)
    new_id = columns.ref(ServiceItem)
    owner_id = columns.opaque(null=True)
    keeps = columns.code(10)
    move_id = columns.opaque(null=True)
    old_move_id = columns.opaque(null=True)
    on_date = columns.day()
    written_at = columns.moment()
    written_by = columns.opaque()
    undone_at = columns.moment(null=True)
    undone_by = columns.opaque(null=True)


class Goodwill(Table, db=DB):
    """A part of what the customer would pay, borne by us: asked for by one person, answered by another.

    `lines` = [{line_id, amount}]: what each of its lines was reckoned to bear when it was asked, and again when it was granted;
    a granted line never bears more than that.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("reason", "answer_note")

    id = columns.pk()
    order_id = columns.ref(RepairOrder)
    state = columns.code(10)
    percent = columns.quantity()
    reason = columns.text()
    lines = columns.json()
    amount = columns.amount()
    currency = columns.code(3)
    asked_at = columns.moment()
    asked_by = columns.opaque()
    answered_at = columns.moment(null=True)
    answered_by = columns.opaque(null=True)
    answer_note = columns.text()
    withdrawn_at = columns.moment(null=True)
    withdrawn_by = columns.opaque(null=True)


class UnitHandover(Table, db=DB):
    """Who had a unit, who has it now, and why. Append-only."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("reason",)

    id = columns.pk()
    order_id = columns.ref(RepairOrder)
    repair_item_id = columns.ref(RepairItem, index=False)
    from_id = columns.opaque(null=True)
    to_id = columns.opaque(null=True)
    reason = columns.text()
    given_at = columns.moment()
    given_by = columns.opaque()


class OrderMove(Table, db=DB):
    """Who moved the order, when, from where to where. Append-only."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("note",)

    id = columns.pk()
    order_id = columns.ref(RepairOrder)
    from_state = columns.code(20)
    to_state = columns.code(20)
    note = columns.text()
    moved_at = columns.moment()
    moved_by = columns.opaque()
