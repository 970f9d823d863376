"""Every column that could name a person is declared personal by its table, or listed here with the reason why it is not."""

import re
from importlib import import_module

import pytest
from piccolo.columns import JSONB, Array, Bytea, Text, Varchar

from service_desk.foundation.migrate import APPS

SMELLS = re.compile(
    r"name|phone|mail|address|street|city|postcode|words|body|note|text|label|given|evidence|caption|comment|reason|subject$|^ip$|login|wording|params|detail|error|fallbacks|dates$|^lines$|external_ref"
)
OURS = "words of the house about itself"
FISCAL = "on an invoice or in the books: must be kept as it was"
NOT_PERSONAL = {
    ("company", "name"): OURS,
    ("centre", "name"): OURS,
    ("holiday", "name"): OURS,
    ("setting", "name"): "of the setting",
    ("role", "name"): OURS,
    ("saved_view", "name"): OURS,
    ("tries", "name_hash"): "a SHA-256 of what somebody typed, to sign in as staff",
    ("api_token", "label"): "what the program is called that uses it",
    ("product", "name"): OURS,
    ("policy", "name"): OURS,
    ("search_column", "name"): "of a table",
    ("location", "name"): OURS,
    ("station", "name"): "of a computer",
    ("printer", "address"): "of a printer",
    ("fault_code", "words"): OURS,
    ("fault_code", "list_name"): "of a code list",
    ("item_notice", "words"): "made from numbers by the rooms",
    ("item_date", "evidence_kind"): "one of a list",
    ("ticket", "serial_given"): "of a unit",
    ("ticket", "decided_reason"): "the code of a rule",
    ("ticket", "external_ref"): "the number in the system it came from",
    ("repair_item", "serial_given"): "of a unit",
    ("order_line", "text"): FISCAL,
    ("order_line", "reason"): "the code of a rule",
    ("repair_item", "wait_reason"): "one of a list",
    ("goodwill", "lines"): "ids of the order's own lines and amounts",
    ("estimate", "lines"): "what was offered: the order's own lines",
    ("charge_line", "text"): FISCAL,
    ("decision", "reason"): "the code of a rule",
    ("stock_move", "reason"): "why the house moved its own stock",
    ("station_state", "reason"): "one of a list",
    ("print_job", "detail"): "what the printer's system said",
    ("book_account", "name"): OURS,
    ("ledger_entry", "text"): FISCAL,
    ("posting", "detail"): "what the ERP said of a document that names no person",
    ("posting_step", "detail"): "as above",
    ("reconcile_finding", "detail"): "as above",
    ("event_delivery", "error"): "masked before it is written (foundation.logs.masked)",
    ("event_delivery", "handler"): "of a function",
    ("message", "hold_reason"): "one of a list",
    ("message", "error_code"): "the provider's code",
    ("message", "provider_id"): "the provider's id",
    ("suppression", "reason"): "one of a list",
    ("template_text", "subject"): OURS,
    ("template_text", "body"): OURS,
    ("channel_stop", "reason"): "what a provider said of us",
}
# Tables with personal columns that are not about one customer.
OTHERS = {
    "import_run": "a file of another system: its name and the rows of a trial, forgotten after 90 days",
    "import_finding": "rows that were refused or differ, as they stood in the file: forgotten after 90 days",
    "pack_switch": "counsel who confirmed the law, kept as evidence",
    "staff": "retired, not erased: who did what must stay told",
    "resource": "a member of staff at work",
    "session_scan": "raw scans of deliveries and shelves",
    "scan_record": "raw scans, forgotten after a while and with the customer they found",
}


def tables():
    return [table for app in APPS for table in import_module(f"{app}.piccolo_app").APP_CONFIG.table_classes]


def texts(table):
    return [
        column._meta.name
        for column in table._meta.columns
        if isinstance(column, Text | Varchar | JSONB | Array | Bytea)
    ]


def personal(table) -> tuple[str, ...]:
    return getattr(table, "PERSONAL", ())


@pytest.mark.parametrize("table", tables(), ids=lambda table: table._meta.tablename)
def test_a_column_that_could_name_a_person_is_declared(table):
    name = table._meta.tablename
    assert [
        column
        for column in texts(table)
        if SMELLS.search(column) and column not in personal(table) and (name, column) not in NOT_PERSONAL
    ] == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: table._meta.tablename)
def test_a_declared_column_exists(table):
    assert set(personal(table)) <= {column._meta.name for column in table._meta.columns}


def test_no_reason_is_kept_for_a_column_that_is_gone():
    known = {(table._meta.tablename, column) for table in tables() for column in texts(table)}
    assert set(NOT_PERSONAL) <= known


def test_every_table_with_personal_columns_is_part_of_the_life_that_is_erased():
    """tests/privacy/life.py plants something in each; a table that is new here belongs there too."""
    declared = {table._meta.tablename for table in tables() if personal(table)}
    lived = {
        "party", "contact_point", "address", "party_note", "ticket", "ticket_entry", "repair_order", "repair_item", "estimate", "goodwill", "order_move", "unit_handover", "time_entry",
        "item_date", "item_terms", "decision", "file", "message", "message_event", "suppression", "consent", "print_job", "file_chunk",
        "idempotency", "sent_picture", "link_visit", "rating", "call",
    }  # fmt: skip
    assert declared - set(OTHERS) == lived
