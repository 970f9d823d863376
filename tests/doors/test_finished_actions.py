"""What was finished once and had no door: each has one, and the door comes to it."""

from pathlib import Path

import pytest

from tests.doors.test_rights import routes
from tests.reach import House

API = "/api/v1"
DOORS = {
    "retire_code": "POST /fault-codes/{code_id}/retirement",
    "publish_new_pack": "POST /packs",
    "switch_pack": "POST /packs/{pack_id}/activation",
    "record_cover_source": "POST /items/{item_id}/cover-sources",
    "withdraw_cover_source": "POST /cover-sources/{cover_id}/withdrawal",
    "sell_extension": "POST /items/{item_id}/extensions",
    "return_to_stock": "POST /items/{item_id}/return-to-stock",
    "goodwill": "POST /repairs/{order_id}/goodwill",
    "counters_of": "GET /items/{item_id}/counters",
    "decisions_of": "GET /repairs/{order_id}/decisions",
    "put_notice": "POST /items/{item_id}/notices",
    "clear_notice": "POST /items/{item_id}/notices/{notice_id}/clearance",
    "retire_product": "POST /products/{product_id}/retirement",
    "add_time": "POST /repairs/{order_id}/time",
    "add_holiday": "POST /centres/{centre_id}/holidays",
    "set_hours": "PUT /centres/{centre_id}/hours",
    "remove_contact": "POST /customers/{party_id}/contacts/removal",
    "prefer_contact": "POST /customers/{party_id}/contacts/preference",
    "retire_party": "POST /customers/{party_id}/retirement",
    "add_note": "POST /customers/{party_id}/notes",
    "record_consent": "POST /customers/{party_id}/consents",
    "set_windows": "PUT /send-windows/{medium}",
    "publish_text": "POST /message-texts/{key}",
    "set_error_rule": "PUT /error-rules/{channel}/{error_code}",
    "clear_channel": "POST /channels/{channel}/start",
    "take_role": "DELETE /staff/{staff_id}/assignments/{role}",
    "reset_password": "POST /staff/{staff_id}/password-reset",
    "revive_staff": "POST /staff/{staff_id}/revival",
    "rename_location": "PATCH /locations/{location_id}",
    "rename_policy": "PATCH /policies/{policy_id}",
    "read_tags": "POST /scans/tags",
    "Books.get_item": "GET /erp/items/{code}",
    "Books.get_stock": "GET /erp/items/{code}/stock",
    "Books.get_period": "GET /erp/periods/{day}",
}


@pytest.fixture(scope="module")
def house():
    return House(Path(__file__).resolve().parents[2])


def test_every_finished_action_has_its_door(app, house):
    handlers = {route: handler.fn for route, handler in routes(app)}
    connector = ("service_desk.erp.connectors.books.connector", "Books")
    for action, door in DOORS.items():
        method, _, path = door.partition(" ")
        handler = handlers[f"{method} {API}{path}"]
        start = [(handler.__module__, handler.__name__), *([connector] if action.startswith("Books") else [])]
        assert action in {name for _, name in house.reached(roots=start)}, (door, action)
