"""The sender: claims what is due, asks once more whether it may go, calls the channel, and settles what came of it."""

from notifications.dispatcher.sender import Dispatcher

__all__ = ["Dispatcher"]
