"""A printer on port 9100 that does what printers do: prints, hangs, resets, is slow, runs out of paper."""

import asyncio
import socket
import struct
from contextlib import asynccontextmanager

NO_PAPER = b"\x02030,1,0,0123,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
READY = NO_PAPER.replace(b"030,1,", b"030,0,", 1)


class FakePrinter:
    """`how`: prints, hangs, resets, slow; `status` is what it answers to `~HS`, nothing by default."""

    def __init__(self, how="prints", status=b""):
        self.how, self.status, self.printed, self.open, self.most = how, status, [], 0, 0

    async def serve(self, reader, writer):
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            await self._serve(reader, writer)
        finally:
            self.open -= 1
            writer.transport.abort()

    async def _serve(self, reader, writer):
        if self.how == "hangs":
            await asyncio.sleep(60)
        if self.how == "resets":
            await reader.read(10)
            hard = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, hard)
            return
        data = b""
        while piece := await reader.read(2000 if self.how == "slow" else 65536):
            data += piece
            if data.startswith(b"~HS") and self.status:
                writer.write(self.status)
                await writer.drain()
            if self.how == "slow":
                await asyncio.sleep(0.01)
        self.printed.append(data.removeprefix(b"~HS\r\n"))


@asynccontextmanager
async def printer(how="prints", status=b"", port=0):
    """(the printer, its address)."""
    fake = FakePrinter(how, status)
    ear = socket.socket()
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    ear.bind(("127.0.0.1", port))
    server = await asyncio.start_server(fake.serve, sock=ear)
    try:
        yield fake, f"127.0.0.1:{ear.getsockname()[1]}"
    finally:
        server.close()


def free_address():
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{ear.getsockname()[1]}"
