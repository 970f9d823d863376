"""The web process: uvicorn on a socket that the supervisor listens on, or on an address of its own."""

import argparse
import os
import socket
from collections.abc import Sequence

import uvicorn

from service_desk.foundation.address import listening_at

APP = "service_desk.app:app"
GRACE_SECONDS = 5  # for answers on their way, and for live streams, which never end by themselves


def serve(host: str, port: int, *, fd: int | None = None, app: str = APP) -> None:
    """Serve until SIGTERM or SIGINT. `fd`: a listening socket that outlives this process, so that callers only wait."""
    listening_at(host, port)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,  # the application logs each request with its id
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    sockets = None if fd is None else [socket.socket(fileno=fd)]
    uvicorn.Server(config).run(sockets=sockets)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m service_desk.serve", description=__doc__)
    parser.add_argument("--host", default=os.environ.get("DESK_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("DESK_PORT", "8000")))
    parser.add_argument("--fd", type=int, help="a listening socket that was passed on")
    parser.add_argument("--app", default=APP)
    asked = parser.parse_args(arguments)
    serve(asked.host, asked.port, fd=asked.fd, app=asked.app)


if __name__ == "__main__":
    main()
