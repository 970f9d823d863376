"""How pages look to somebody: their own choice, and nobody else's."""

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute
from service_desk.foundation.reader import Taste


async def choose_look(*, taste: Taste, by: Actor) -> None:
    """One's own calendar, digits, light and keys, from the next page on. A taste is no fact of the company's: it makes no event."""
    await execute(
        "update staff set calendar = $2, digits = $3, theme = $4, single_keys = $5 where id = $1",
        by.id, taste.calendar, taste.digits, taste.theme, taste.single_keys,
    )  # fmt: skip
