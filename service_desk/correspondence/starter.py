"""The shipped words of messages beside the company's own. What is shipped is said at once, since it has to fit the program;
the company's own words stay until somebody takes them back.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Final

from notifications.actions import NoOwnText, withdraw_text
from notifications.message import Medium
from notifications.queries import message_texts
from service_desk.correspondence import words
from service_desk.foundation.actor import Actor
from service_desk.foundation.starter import Entries, Starter

RIGHT: Final = "messages.manage"
_REGISTERED: Final = words.TICKET_RECEIVED  # whoever asks for texts asks for these: their module has registered them


async def _shipped() -> Entries:
    return {
        f"{each.template}/{each.medium}/{each.language}": {"subject": each.shipped.subject, "body": each.shipped.body}
        for each in await message_texts()
    }


async def _held() -> Entries:
    return {
        f"{each.template}/{each.medium}/{each.language}": {"subject": each.in_force.subject, "body": each.in_force.body}
        for each in await message_texts()
    }


async def _put(entries: Entries, by: Actor) -> None:
    by.require_company(RIGHT)
    for name in entries:
        key, medium, language = name.split("/")
        with suppress(NoOwnText):
            await withdraw_text(key=key, medium=Medium(medium), language=language, by=by)


async def _retire(names: Collection[str], by: Actor) -> None:
    """Words of a message that the program no longer sends are said no more; nothing is to be done."""


TEXTS: Final = Starter("texts", RIGHT, _shipped, _held, _put, _retire)
