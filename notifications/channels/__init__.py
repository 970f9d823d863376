"""The registry of channels: one line each. A module is loaded only when a setting names it, and only by the worker."""

from importlib import import_module
from typing import Final

from notifications.channels.port import Channel, Outgoing
from notifications.message import Medium
from service_desk.foundation.settings import BadEnvironment, Environment

# name: (module with `open_channel(environment, medium)`, the media it carries)
CHANNELS: Final[dict[str, tuple[str, frozenset[Medium]]]] = {
    "console": ("notifications.channels.console", frozenset(Medium)),
    "smtp": ("notifications.channels.smtp", frozenset({Medium.EMAIL})),
    "twilio": ("notifications.channels.twilio_sms", frozenset({Medium.SMS, Medium.WHATSAPP})),
}

__all__ = ["CHANNELS", "Channel", "Outgoing", "chosen", "open_channels"]


def chosen(environment: Environment) -> dict[Medium, str]:
    """The channel that the settings pick for each medium; BadEnvironment when one does not carry it."""
    names = {
        Medium.SMS: environment.sms_channel,
        Medium.EMAIL: environment.email_channel,
        Medium.WHATSAPP: environment.whatsapp_channel,
    }
    for medium, name in names.items():
        fitting = [known for known, (_module, media) in CHANNELS.items() if medium in media]
        if name not in fitting:
            raise BadEnvironment(
                "{name} is '{value}'; {medium} can go by: {fitting}.",
                room="notifications", name=f"DESK_{medium.upper()}_CHANNEL", value=name, medium=medium, fitting=", ".join(fitting),
            )  # fmt: skip
    return names


def open_channels(environment: Environment) -> dict[Medium, Channel]:
    """One channel object per name, shared by its media. Call it inside the running loop; close each at the end."""
    opened: dict[str, Channel] = {}
    by_medium: dict[Medium, Channel] = {}
    for medium, name in chosen(environment).items():
        if name not in opened:
            opened[name] = import_module(CHANNELS[name][0]).open_channel(environment)
        by_medium[medium] = opened[name]
    return by_medium
