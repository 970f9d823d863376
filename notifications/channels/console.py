"""The twin for a desk without providers: says in the log that a message went, never what it says or to whom."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import structlog

from notifications.channels.port import Outgoing
from notifications.message import Outcome, Sent, State, Verdict
from service_desk.foundation.settings import Environment

log = structlog.get_logger("console")


class Console:
    """Delivered at once: there is no network, and nobody will send a receipt."""

    name: Final = "console"
    policy: Final[Mapping[str, Verdict]] = {}
    otherwise: Final = Verdict.FAIL
    heal_after: Final = timedelta(0)
    harmless: Final = True
    call_seconds: Final = 5.0

    async def send(self, message: Outgoing) -> Outcome:
        log.info("said", medium=message.medium, ref=message.ref, language=message.language, letters=len(message.body))
        return Sent(provider_id=message.ref, state=State.DELIVERED, provider_state="shown")

    async def find(self, _message: Outgoing) -> Sent | None:
        return None

    async def check(self) -> None:
        return None

    async def close(self) -> None:
        return None


def open_channel(environment: Environment) -> Console:
    return Console()
