"""`desk schema`: the OpenAPI description, whose committed copy shows what a change does to callers."""

import json

import click

from service_desk.app import litestar


@click.command()
def command() -> None:
    """Print the OpenAPI description of the API."""
    click.echo(
        json.dumps(litestar.openapi_schema.to_schema(), indent=1, sort_keys=True, ensure_ascii=False, default=str)
    )
