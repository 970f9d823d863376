"""`desk schema`: the OpenAPI description, whose committed copy shows what a change does to callers."""

import json

import click

from service_desk.app import litestar
from service_desk.foundation.web.description import described


@click.command()
def command() -> None:
    """Print the OpenAPI description of the API."""
    click.echo(json.dumps(described(litestar), indent=1, sort_keys=True, ensure_ascii=False))
