"""What Twilio's error codes mean to us (handbook messaging.md section 4); rows of `error_rule` stand above these.

Apart from the channel, since a receipt in the web process needs it without Twilio's library.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from notifications.message import State, Verdict

NAME: Final = "twilio"
OTHERWISE: Final = Verdict.FAIL
POLICY: Final[Mapping[str, Verdict]] = MappingProxyType({
    "20003": Verdict.STOP,  # authentication
    "20429": Verdict.RETRY,
    "63017": Verdict.RETRY,
    "21211": Verdict.BAD_ADDRESS,
    "21614": Verdict.BAD_ADDRESS,
    "30005": Verdict.BAD_ADDRESS,
    "30006": Verdict.BAD_ADDRESS,
    "21612": Verdict.NEXT,  # this pair of sender and recipient, not the number as such
    "21408": Verdict.NEXT,  # the region is switched off in the account
    "30004": Verdict.NEXT,
    "21610": Verdict.OPTED_OUT,
    "21611": Verdict.RETRY,
    "30001": Verdict.RETRY,
    "30036": Verdict.RETRY,
    "30610": Verdict.RETRY,
    "30003": Verdict.UNREACHABLE,
    "30007": Verdict.ALERT,
    "30034": Verdict.ALERT,
    "63016": Verdict.NEXT,  # WhatsApp outside its window and no approved template for these words
    "63003": Verdict.BAD_ADDRESS,
    "63005": Verdict.NEXT,
    "63024": Verdict.BAD_ADDRESS,
})  # fmt: skip
STATES: Final[Mapping[str, State]] = MappingProxyType({
    "accepted": State.ACCEPTED,
    "scheduled": State.ACCEPTED,
    "queued": State.ACCEPTED,
    "sending": State.ACCEPTED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.CANCELLED,
    "read": State.READ,
})  # fmt: skip
