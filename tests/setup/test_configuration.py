"""What a company configures is in the document; what is not in it has a reason."""

import re
from importlib import import_module

from piccolo.table import Table

from service_desk.rooms import ROOMS
from service_desk.setup import queries
from service_desk.setup.actions.apply import OWN_SOURCES

LEFT_OUT = {
    "what customers and goods do every day": """party contact_point address party_merger party_note service_item item_date item_owner
        item_notice item_component unit_return ticket ticket_entry bulk_change repair_order repair_item order_line estimate unit_exchange goodwill order_move unit_handover
        charge charge_line item_terms cover_source service_history decision stock stock_move time_entry posting posting_stream
        posting_step posting_counter mapping_gap reconcile_finding book_document book_move book_balance ledger_entry ledger_line
        message message_event consent suppression import_run import_batch import_finding print_job station_state sent_picture
        scan_record stock_session session_scan call customer_link link_visit rating""",
    "people, whose log-ins, views and hours are theirs": "saved_view staff assignment tries session api_token resource extension",
    "how the desk works inside": """event event_seal seal_floor event_delivery idempotency file file_chunk schedule_run database_fact
        search_column setup_code channel_stop starter_entry""",
    "made of a centre's code, and counting since": "number_series invoice_counter",
    "who confirmed a pack, which a file cannot": "pack_switch",
}


def _tables():
    rooms = (
        *(f"service_desk.{room}" for room in (*ROOMS, "foundation", "events")),
        "notifications",
        "service_desk.erp.connectors.books",
    )
    found = set()
    for room in rooms:
        try:
            module = import_module(f"{room}.tables")
        except ModuleNotFoundError:
            continue
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Table) and value.__module__ == module.__name__:
                found.add(value._meta.tablename)
    return found


def test_every_table_is_in_the_configuration_document_or_left_out_for_a_reason():
    sql = " ".join((*queries.SECTIONS.values(), queries._COMPANY, queries._CENTRES))
    exported = set(re.findall(r"(?:from|join) ([a-z_]+)", sql)) | {"fault_code", "fault_link"}
    assert len(OWN_SOURCES) == 3  # codes, links and packs of one's own
    left_out = {table for tables in LEFT_OUT.values() for table in tables.split()}
    assert exported & left_out == set()
    assert _tables() - exported == left_out
