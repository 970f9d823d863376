"""`desk run`."""

import os
import sys

import click

from service_desk.foundation.reach import reach_now
from service_desk.supervisor import Supervisor, desk_plan


@click.command()
@click.option("--host", envvar="DESK_HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", envvar="DESK_PORT", type=click.IntRange(0, 65535), help="Port [default: 8000 or the next free one]."
)
@click.option("--web", "web_processes", type=click.IntRange(1, 64), default=1, help="How many web processes.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="How many workers.")
@click.option("--demo", is_flag=True, help="Fill an empty database with a small company to try things on.")
@click.option(
    "--log-here/--log-to-file",
    default=None,
    help="Where logs go [default: DESK_HOME/desk.log for a demo or a terminal].",
)
def command(
    *, host: str, port: int | None, web_processes: int, workers: int, demo: bool, log_here: bool | None
) -> None:
    """Run the whole desk until Ctrl-C.

    Without DATABASE_URL an embedded PostgreSQL is started below DESK_HOME. Processes that die are started again. The
    desk stops with the shell or program that started it; use nohup or a service manager to let it live on.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        reach_now(url)
    if log_here is None:
        log_here = not (demo or sys.stderr.isatty())
    plan = desk_plan(
        host=host, port=port, database_url=url or None, web_processes=web_processes, workers=workers, demo=demo,
        log_here=log_here,
    )  # fmt: skip
    Supervisor(plan).run()
