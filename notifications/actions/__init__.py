"""What can be done with messages: say something, cancel it, try it again; keep consent, addresses, words and channels."""

from notifications.actions.erase import erase_recipient
from notifications.actions.permission import (
    AlreadySuppressed,
    NoteMissing,
    NotSuppressed,
    carry_consents,
    lift,
    record_consent,
    suppress,
)
from notifications.actions.saying import say
from notifications.actions.staff import (
    NotCancellable,
    NotRetryable,
    NotStopped,
    UnknownVerdict,
    cancel,
    clear_channel,
    drop_error_rule,
    retry,
    set_error_rule,
)
from notifications.actions.texts import BadWindow, NoOwnText, publish_text, set_windows, withdraw_text

__all__ = [
    "AlreadySuppressed",
    "BadWindow",
    "NoOwnText",
    "NotCancellable",
    "NotRetryable",
    "NotStopped",
    "NotSuppressed",
    "NoteMissing",
    "UnknownVerdict",
    "cancel",
    "carry_consents",
    "clear_channel",
    "drop_error_rule",
    "erase_recipient",
    "lift",
    "publish_text",
    "record_consent",
    "retry",
    "say",
    "set_error_rule",
    "set_windows",
    "suppress",
    "withdraw_text",
]
