"""Peers on this machine: a Twilio that answers as it is told and signs its receipts, and a ready-made message."""

from collections import deque
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

import httpx
from aiohttp import web
from twilio.request_validator import RequestValidator

from notifications.channels.port import Outgoing
from notifications.message import Medium

ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "a-secret-token", "+15005550006"
PUBLIC = "https://desk.example"


def outgoing(**changes):
    told = {
        "id": UUID(int=1),
        "ref": "ref-1",
        "medium": Medium.EMAIL,
        "address": "ada@example.com",
        "language": "en",
        "category": "service",
        "thread": "",
        "subject": "Ready",
        "body": "It is ready.",
        "content_sid": None,
        "params": {},
        "said_at": datetime(2026, 11, 25, 12, tzinfo=UTC),
        "first_call_at": datetime(2026, 11, 25, 12, tzinfo=UTC),
    }
    return Outgoing(**(told | changes))


class FakeTwilio:
    """`script` holds what the next sends do: ("error", status, code, headers), "hang", "drop", "lost" or nothing."""

    def __init__(self):
        self.script = deque()
        self.requests, self.messages = [], []
        self.release = None

    async def create(self, request):
        form = dict(await request.post())
        self.requests.append((request.headers, form))
        step = self.script.popleft() if self.script else None
        if step is None or step == "lost":
            made = self._take(form)
            if step == "lost":  # taken, and the answer never arrives
                request.transport.close()
            return web.json_response(made, status=201)
        if step == "drop":
            request.transport.close()
            return web.Response(status=500)
        if step == "hang":
            await self.release.wait()
            return web.Response(status=500)
        _, status, code, headers = step
        return web.json_response({"code": code, "message": "told to", "status": status}, status=status, headers=headers)

    def _take(self, form):
        sid = f"SM{len(self.messages):032d}"
        sent = format_datetime(datetime(2026, 11, 25, 12, tzinfo=UTC) + timedelta(seconds=1))
        made = {
            "sid": sid, "status": "queued", "to": form["To"], "from": form.get("From"), "body": form.get("Body"), "date_sent": sent,
            "price": "-0.0079", "price_unit": "USD", "status_callback": form.get("StatusCallback"), "account_sid": ACCOUNT,
        }  # fmt: skip
        self.messages.append(made)
        return made

    async def listed(self, request):
        self.requests.append((request.headers, dict(request.query)))
        found = [made for made in self.messages if made["to"] == request.query.get("To")]
        return web.json_response({"messages": found, "next_page_uri": None, "page": 0, "page_size": 50})

    def application(self):
        app = web.Application()
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        app.add_routes([web.post(path, self.create), web.get(path, self.listed)])
        return app


def signed(url, form, token=TOKEN):
    """The headers of a receipt as Twilio would send it, by its own library."""
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


async def receipt(client: httpx.AsyncClient, ref, status, sid="SM1", token=TOKEN, **more):
    form = {"MessageSid": sid, "MessageStatus": status, **more}
    path = f"/hooks/twilio/status/{ref}"
    return await client.post(path, data=form, headers=signed(PUBLIC + path, form, token))
