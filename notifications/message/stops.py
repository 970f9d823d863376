"""Why a channel was stopped, in words of ours; a provider's code says nothing to whoever has to mend it."""

from collections.abc import Mapping
from typing import Final

from service_desk.foundation.written import Phrase

_LOG_IN: Final = "the provider refuses the log-in ({code}): check account and password"
_REASONS: Final[Mapping[str, str]] = {
    "auth_refused": _LOG_IN,
    "20003": _LOG_IN,
    "no_tls": "the mail server offers no encryption ({code}): use one that does",
}


def stands_still(code: str) -> Phrase:
    """Said of a message that waits for the channel."""
    return Phrase("The channel is stopped: {reason}.", reason=why_stopped(code))


def why_stopped(code: str) -> Phrase:
    """Of the code with which the provider refused us; one that only the house's own rules know is named as it is."""
    return Phrase(_REASONS.get(code, "the provider answered with the code {code}"), code=code)
