"""What can be done with messages: say something, cancel it, try it again; keep consent, addresses, words and channels."""

from notifications.actions.erase import erase_recipient
from notifications.actions.permission import (
    AlreadySuppressed,
    NoteMissing,
    NotSuppressed,
    lift,
    record_consent,
    suppress,
)
from notifications.actions.saying import say
from notifications.actions.staff import (
    NotCancellable,
    NotRetryable,
    UnknownVerdict,
    cancel,
    clear_channel,
    retry,
    set_error_rule,
)
from notifications.actions.texts import BadWindow, publish_text, set_windows

__all__ = [
    "AlreadySuppressed",
    "BadWindow",
    "NotCancellable",
    "NotRetryable",
    "NotSuppressed",
    "NoteMissing",
    "UnknownVerdict",
    "cancel",
    "clear_channel",
    "erase_recipient",
    "lift",
    "publish_text",
    "record_consent",
    "retry",
    "say",
    "set_error_rule",
    "set_windows",
    "suppress",
]
