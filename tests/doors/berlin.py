"""A day in Berlin by its ids, and what every door that leads to it would take."""

import re
from uuid import UUID

from service_desk import worker
from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, routes
from tests.pictures import plain_png

# Shared by the whole company: their ids are seen from every centre.
SHARED = re.compile(
    r"party_id|item_id|product_id|policy_id|period_id|staff_id|token_id|role|open_session_id|channel|error_code|key|part_id|medium|name|ref|kind"
    r"|notice_id|code_id|cover_id|pack_id|other_id|code|day"
)
PNG = {"file": ("photo.png", plain_png(), "image/png")}
WHY = {"reason": "because"}


async def a_day(client, post, world, order):
    """Ticket with a file, orders with lines, place, resource, station, printer, session; posted, billed and told."""
    here, part = str(world.ber), {"part": "P-BAT", "location_id": str(world.shelf)}

    async def made(path, body=None):
        answer = await post(path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    ticket = (await made("/tickets", {"centre_id": here, "scan": "S1", "party_id": str(world.ada)}))["id"]
    file = await client.post(
        f"{API}/tickets/{ticket}/attachments", files=PNG, headers={"Idempotency-Key": str(uuid7())}
    )
    done = (await made("/repairs", {"centre_id": here, "party_id": str(world.ada), "items": [{"serial": "X"}]}))["id"]
    await made(f"/repairs/{done}/parts", part)
    await made(f"/repairs/{done}/diagnosis", {"defect": "D01", "repair": "R04"})
    await made(f"/repairs/{done}/closure")
    printer = (await made("/printers", {"centre_id": here, "code": "PR", "kind": "download"}))["id"]
    job = (await made("/print-jobs", {"printer_id": printer, "kind": "order", "ids": [done]}))["id"]
    session = (await made("/receiving", {"location_id": str(world.shelf), "purpose": "count"}))["id"]
    await made(f"/receiving/{session}/scans", {"scans": ["P-BAT"]})
    trip = await made(f"{order}/lines", {"kind": "travel", "text": "Trip", "unit_price": "35", "currency": "EUR"})
    favour = await made(f"{order}/goodwill", {"percent": "10", **WHY})
    unit = (await made("/items", {"product_id": str(world.drill), "serial": "EX1", "owner_id": str(world.ada)}))["id"]
    await made("/repairs", {"centre_id": here, "party_id": str(world.ada), "items": [{"item_id": unit}]})
    given = await made(f"/items/{unit}/swap", {"serial": "EX2", "keeps": "customer", "not_from_stock": True})
    file_of = {"file": ("units.csv", b"serial,model,sold\nBER1,M1,2024-01-05\n")}
    run = await client.post(
        f"{API}/imports",
        data={"kind": "items", "centre_id": here},
        files=file_of,
        headers={"Idempotency-Key": str(uuid7())},
    )
    await worker.settle_everything()
    rung = (await made("/extensions", {"centre_id": here, "number": "201"}))["id"]
    view = await made("/ticket-views", {"name": "Late", "asked": {"due": "late"}, "centre_id": here})
    many = await made("/ticket-changes", {"ticket_ids": [ticket], "change": {"priority": "high"}})
    return {
        "change_id": many["id"],
        "view_id": view["id"],
        "exchange_id": given["exchange"]["id"], "import_id": run.json()["id"],
        "centre_id": here, "ticket_id": ticket, "file_id": file.json()["id"], "order_id": order.rpartition("/")[2], "ended": done,
        "part_line": (await made(f"{order}/parts", part))["line"]["id"],
        "line_id": trip["id"], "goodwill_id": favour["id"],
        "location_id": str(world.shelf), "resource_id": str(world.bench), "printer_id": printer, "job_id": job, "session_id": session,
        "station_id": (await made("/stations", {"centre_id": here, "code": "ST"}))["id"], "record_id": done, "seq": "1", "kind": "order",
        "charge_id": str(await fetchval("select id from charge")), "number": await fetchval("select max(invoice_number) from charge"),
        "posting_id": str(await fetchval("select max(id) from posting where centre_id = $1", world.ber)),
        "message_id": str(await fetchval("select id from message limit 1")), "name": "labour_rounding",
        "repair_item_id": str(await fetchval("select id from repair_item where order_id = $1", UUID(order.rpartition("/")[2]))),
        "extension_id": rung, "call_id": (await made("/telephony/incoming", {"call_id": "c1", "extension": "201"}))["id"],
        "move_id": str(await fetchval("select id from stock_move where kind = 'receipt' and to_id = $1 limit 1", world.shelf)),
    }  # fmt: skip


def absent(berlin):
    """Ids of the same kinds that are nowhere."""
    kept = {name: berlin[name] for name in ("kind", "name", "seq")}
    return {name: "999999999" if name in {"posting_id", "number"} else str(uuid7()) for name in berlin} | kept


def bodies(world, ids):
    """A body that each door would take; doors that are not named take none."""
    part, centre = {"part_id": str(world.battery), "location_id": ids["location_id"]}, {"centre_id": ids["centre_id"]}
    order, clock = "POST /repairs/{order_id}", {"resource_id": ids["resource_id"]}
    return {
        "POST /ticket-changes": {"ticket_ids": [ids["ticket_id"]], "change": {"owner": "me"}},
        "POST /ticket-changes/{change_id}/undo": {},
        "POST /ticket-views": centre | {"name": "Late too", "asked": {}},
        "PATCH /ticket-views/{view_id}": centre | {"name": "Read and changed", "asked": {}},
        "POST /tickets": centre | {"words": "broken"},
        "PATCH /tickets/{ticket_id}": {"words": "read and changed"},
        "POST /tickets/{ticket_id}/notes": {"body": "read"},
        "POST /tickets/{ticket_id}/replies": {"body": "read", "medium": "sms"},
        "POST /tickets/{ticket_id}/replies/withdrawal": {"id": "0199f3a0-7c1e-7000-8000-000000000001"},
        "POST /tickets/{ticket_id}/snooze": {"until": "2027-01-04T08:00:00+01:00"},
        "POST /tickets/{ticket_id}/moves": {"to": "open"},
        "POST /tickets/{ticket_id}/assignment": {"assignee_id": None},
        "POST /repairs": {"ticket_id": ids["ticket_id"]},
        "POST /tickets/{ticket_id}/reopening": WHY,
        "PUT /centres/{centre_id}/hours": {"shifts": []},
        "POST /centres/{centre_id}/holidays": {"on_date": "2027-01-02", "name": {"en": "Bridge"}},
        "POST /centres/{centre_id}/holidays/removal": {"on_date": "2027-01-02"},
        f"{order}/time": {"started_at": "2026-11-24T08:00:00Z", "stopped_at": "2026-11-24T09:00:00Z"},
        f"{order}/parts": {"part": "P-BAT", "location_id": ids["location_id"]},
        f"{order}/lines": {"kind": "travel", "text": "Trip", "unit_price": "1", "currency": "EUR"},
        f"{order}/lines/{{line_id}}/void": WHY,
        "PATCH /repairs/{order_id}/lines/{line_id}": {"unit_price": "1", "currency": "EUR"},
        f"{order}/estimate/answer": {"estimate_id": str(uuid7()), "answer": "accepted"},
        f"{order}/goodwill": {"percent": "10"} | WHY,
        f"{order}/quality-check": {"passed": True},
        f"{order}/override": {"note": "because of it"},
        f"{order}/moves": {"to": "repairing"},
        f"{order}/clock": clock,
        f"{order}/clock/stop": clock,
        f"{order}/clock/discard": clock | WHY,
        "POST /stock/receipts": part | {"quantity": "1"},
        "POST /stock/receipts/{move_id}/correction": {"quantity": "1"} | WHY,
        "POST /stock/adjustments": part | {"change": "1"} | WHY,
        "POST /stock/counts": part | {"counted": "3"} | WHY,
        "POST /stock/transfers": {
            "part_id": str(world.battery),
            "from_id": ids["location_id"],
            "to_id": str(uuid7()),
            "quantity": "1",
        },
        "POST /locations": centre | {"code": "NEW", "name": {"en": "New"}, "kind": "van"},
        "POST /resources": centre | {"code": "NEW", "name": "New"},
        "POST /labour-rates": centre
        | {"cost_rate": "1", "bill_rate": "1", "currency": "EUR", "valid_from": "2026-01-01"},
        "POST /settings/{name}": centre | {"value": "up", "valid_from": "2026-01-01"},
        "POST /postings/{posting_id}/acceptance": WHY,
        "POST /postings/{posting_id}/cancellation": WHY,
        "POST /postings/{posting_id}/decision": {"in_erp": True} | WHY,
        "POST /postings/{posting_id}/reversal": WHY,
        "POST /printers": centre | {"code": "NEW", "kind": "download"},
        "POST /print-jobs": {"printer_id": ids["printer_id"], "kind": "order", "ids": [ids["ended"]]},
        "POST /labels": {"kind": "order", "ids": [ids["ended"]]},
        "PUT /printers/{printer_id}": {"kind": "download"},
        "POST /stations": centre | {"code": "NEW"},
        "POST /stations/{station_id}/calibration": {"scans": ["x"]},
        "POST /stations/{station_id}/scans": {"raw": "S1"},
        "POST /stations/{station_id}/commands": {"command": "START"},
        "POST /receiving": {"location_id": ids["location_id"], "purpose": "count"},
        "POST /receiving/{session_id}/scans": {"scans": ["P-BAT"]},
        "POST /receiving/{session_id}/tags": {"text": "E2"},
        "PATCH /locations/{location_id}": {"name": {"en": "Cellar"}},
        "PATCH /repairs/{order_id}/units/{repair_item_id}": {"service_type": "exchange"},
        "POST /repairs/{order_id}/units/{repair_item_id}/moves": {"to": "diagnosing"},
        "POST /repairs/{order_id}/units/{repair_item_id}/technician": {"technician_id": None},
        f"{order}/return": {"way": "pick_up"},
        "POST /extensions": centre | {"number": "202"},
        "PUT /extensions/{extension_id}/do-not-disturb": {"do_not_disturb": True},
        "POST /calls/{call_id}/caller": {"party_id": str(world.ada)},
        "POST /telephony/incoming": centre | {"call_id": "c2", "extension": "201"},
    }


def doors(app, world, ids):
    """(route, path, body) of every door of the API that a row of a centre stands behind."""
    given = bodies(world, ids)
    for long_route in (route for route, _ in routes(app) if API in route):
        route = long_route.replace(API, "")
        path = route.split(" ")[1]
        names = re.findall(r"\{(\w+)\}", path)
        if route in given or [name for name in names if not SHARED.fullmatch(name)]:
            yield route, filled(path, names, ids), given.get(route, {})


def filled(path, names, ids):
    for name in names:
        path = path.replace(f"{{{name}}}", ids["part_line" if path.endswith("/return") and name == "line_id" else name])
    return API + path + ("?outcome=refused" if path.endswith("/findings") else "")
