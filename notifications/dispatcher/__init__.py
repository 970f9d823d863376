"""The sender: claims what is due, asks once more whether it may go, calls the channel, and settles what came of it."""

import asyncio
from functools import lru_cache
from typing import Any

from notifications.channels import open_channels
from notifications.dispatcher.sender import Dispatcher
from service_desk.foundation.claim import Queue
from service_desk.foundation.settings import environment

__all__ = ["Dispatcher", "close", "healing", "queue"]


@lru_cache(maxsize=1)
def _of(_loop: asyncio.AbstractEventLoop) -> Dispatcher:
    """One per running loop, since connections belong to it; its channels are those of the settings."""
    return Dispatcher(lambda: open_channels(environment()))


def queue() -> Queue[Any]:
    """Messages to send. Inside a running loop."""
    return _of(asyncio.get_running_loop()).queue()


def healing() -> Queue[Any]:
    """Messages that may have been sent. Inside a running loop."""
    return _of(asyncio.get_running_loop()).healing()


async def close() -> None:
    """Close the connections to the providers, at the end of the worker."""
    await _of(asyncio.get_running_loop()).close()
