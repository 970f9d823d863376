"""`desk migrate`."""

import asyncio

import asyncpg
import click

from service_desk.commands.session import DatabaseUnreachable, database_url
from service_desk.foundation.migrate import migrate


@click.command()
def command() -> None:
    """Bring the database to this version's schema. Safe to run at once from many places: one works, the others wait."""
    with database_url() as url:
        try:
            asyncio.run(migrate(url))
        except (OSError, asyncpg.InvalidCatalogNameError, asyncpg.InvalidAuthorizationSpecificationError) as error:
            raise DatabaseUnreachable(reason=str(error) or type(error).__name__) from None
