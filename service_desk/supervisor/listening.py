"""The listening socket. The supervisor holds it, so a restarting web process refuses nobody: callers wait."""

import errno
import http.client
import socket
from http import HTTPStatus

from service_desk.supervisor.errors import AddressRefused, WebPortTaken
from service_desk.supervisor.plan import DEFAULT_PORT

BACKLOG = 2048
OTHER_PORTS = 20


def listen(host: str, port: int | None) -> socket.socket:
    """On `port` or not at all when it was asked for; else on 8000 or the next free one."""
    if port is not None:
        return _bind(host, port)
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + OTHER_PORTS):
        try:
            return _bind(host, candidate)
        except WebPortTaken:
            continue
    return _bind(host, 0)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OverflowError:
        raise AddressRefused(host=f":{port}", reason="ports go from 0 to 65535") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise WebPortTaken(port=str(port), host=host) from None
        raise AddressRefused(host=f"{host}:{port}", reason=error.strerror or str(error)) from None


def address(listening: socket.socket) -> str:
    """Where a person on this machine reaches it."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  the address is read here, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def answers(listening: socket.socket) -> bool:
    """Whether the web process serves: it may still be importing, while the socket takes connections already."""
    where = address(listening).removeprefix("http://")
    connection = http.client.HTTPConnection(where, timeout=1.0)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
