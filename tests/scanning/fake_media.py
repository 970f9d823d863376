"""The provider's store of pictures, on this machine: answers as it is told, and remembers what it was asked."""

import asyncio
from base64 import b64encode
from collections import deque
from contextlib import asynccontextmanager

from aiohttp import web

from tests.notifications.peers import ACCOUNT, TOKEN

PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
OURS = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


class FakeStore:
    """`script` holds what the next requests get: a status, ("to", address), "slow", "endless", "zipped", or the picture."""

    def __init__(self, picture):
        self.picture, self.script, self.asked = picture, deque(), []
        self.url, self.sent = "", 0

    async def answer(self, request):
        self.asked.append((request.path, request.headers.get("Authorization")))
        step = self.script.popleft() if self.script else None
        if request.headers.get("Authorization") != OURS:
            return web.Response(status=401)
        if isinstance(step, int):
            return web.Response(status=step)
        if isinstance(step, tuple):
            return web.Response(status=307, headers={"Location": step[1]})
        if step in {"slow", "endless"}:
            return await self._stream(request, step)
        if step == "announced":
            return web.Response(body=b"x" * 20_000_001)
        headers = {"Content-Encoding": "gzip"} if step == "zipped" else {}
        return web.Response(body=self.picture, content_type="image/png", headers=headers)

    async def _stream(self, request, step):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            if step == "slow":
                await response.write(b"x")
                await asyncio.sleep(0.05)
            else:
                await response.write(b"x" * 1_000_000)
                self.sent += 1_000_000


@asynccontextmanager
async def store(picture):
    fake, app = FakeStore(picture), web.Application()
    app.add_routes([web.get("/{path:.*}", fake.answer)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    try:
        yield fake
    finally:
        await runner.cleanup()
