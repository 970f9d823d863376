"""`desk worker`: a worker without a supervisor, as containers and service managers run it."""

import click

from service_desk.foundation.reach import given_url, reach_now
from service_desk.worker import main


@click.command()
def command() -> None:
    """Deliver events, send messages and post to the ERP until SIGTERM. Needs DATABASE_URL."""
    reach_now(given_url())
    main()
