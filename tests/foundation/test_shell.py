"""The outermost layer and the database: one connection for a request, none while a client is slow or an answer is long."""

import pytest

from service_desk.foundation.db import DB, fetchval
from service_desk.foundation.web.shell import SMALL, Shell


def taken() -> int:
    return DB.pool.get_size() - DB.pool.get_idle_size()


class Call:
    """One request to a small application behind the shell, and how many connections were taken at each step."""

    def __init__(self, body: tuple[bytes, ...], length: int | None = None) -> None:
        self.parts = list(body)
        size = sum(map(len, body)) if length is None else length
        self.scope = {"type": "http", "method": "POST", "path": "/x", "headers": [(b"content-length", b"%d" % size)]}
        self.while_reading: list[int] = []
        self.while_answering: list[int] = []
        self.read = b""

    async def receive(self):
        self.while_reading.append(taken())
        return {"type": "http.request", "body": self.parts.pop(0), "more_body": bool(self.parts)}

    async def send(self, _message):
        self.while_answering.append(taken())

    async def application(self, _scope, receive, send):
        await fetchval("select 1")  # who asks
        more = True
        while more:
            message = await receive()
            self.read += message["body"]
            more = message["more_body"]
        await fetchval("select 2")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def run(self):
        await Shell(self.application, secure=False)(self.scope, self.receive, self.send)
        return self


@pytest.mark.parametrize("size", [1, SMALL, SMALL + 1, 5 * SMALL])
async def test_no_connection_is_held_while_a_body_arrives_or_an_answer_leaves(committed_db, size):
    call = await Call((b"a" * (size // 2), b"b" * (size - size // 2))).run()
    assert call.read == b"a" * (size // 2) + b"b" * (size - size // 2)
    assert call.while_reading == [0, 0]
    assert call.while_answering == [0, 0]
    assert taken() == 0


async def test_an_application_that_breaks_leaves_no_connection_behind(committed_db):
    class Broken(Call):
        async def application(self, *_):
            await fetchval("select 1")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await Broken((b"a",)).run()
    assert taken() == 0


@pytest.mark.parametrize("value", [b"", b"-1", b"ten", "۱۲".encode(), b"9" * 5000])
async def test_a_length_that_is_none_is_left_to_the_application(committed_db, value):
    call = Call((b"a",))
    call.scope["headers"] = [(b"content-length", value)]
    await call.run()
    assert call.read == b"a"
