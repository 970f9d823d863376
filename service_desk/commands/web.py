"""`desk web`: a web process without a supervisor, as containers and service managers run it."""

import click

from service_desk.foundation.reach import given_url, reach_now
from service_desk.serve import serve


@click.command()
@click.option("--host", envvar="DESK_HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="DESK_PORT", type=click.IntRange(0, 65535), default=8000, show_default=True)
def command(*, host: str, port: int) -> None:
    """Serve pages and the API until SIGTERM. Needs DATABASE_URL, and `desk migrate` before."""
    reach_now(given_url())
    serve(host, port)
