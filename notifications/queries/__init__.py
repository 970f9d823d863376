"""What can be asked about messages, about whether people may be written to, and about the house's channels, hours and words."""

from notifications.queries.house import (
    ChannelFacts,
    ErrorRuleFacts,
    Stopped,
    TextFacts,
    TextVersion,
    WindowsFacts,
    channels,
    error_rules,
    message_text,
    message_texts,
    own_texts,
    windows,
)
from notifications.queries.messages import (
    HistoryLine,
    MediumCount,
    MessageFacts,
    MessageHistory,
    counts,
    message,
    messages,
    unfinished,
)
from notifications.queries.permission import ConsentLine, SuppressionFacts, consents, suppressions

__all__ = [
    "ChannelFacts",
    "ConsentLine",
    "ErrorRuleFacts",
    "HistoryLine",
    "MediumCount",
    "MessageFacts",
    "MessageHistory",
    "Stopped",
    "SuppressionFacts",
    "TextFacts",
    "TextVersion",
    "WindowsFacts",
    "channels",
    "consents",
    "counts",
    "error_rules",
    "message",
    "message_text",
    "message_texts",
    "messages",
    "own_texts",
    "suppressions",
    "unfinished",
    "windows",
]
