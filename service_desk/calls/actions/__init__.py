"""What can be done with telephones and calls."""

from service_desk.calls.actions.calls import erase_callers, keep_caller, name_call, note_call
from service_desk.calls.actions.extensions import (
    change_extension,
    create_extension,
    retire_extension,
    set_do_not_disturb,
    silence_extensions,
)

__all__ = [
    "change_extension",
    "create_extension",
    "erase_callers",
    "keep_caller",
    "name_call",
    "note_call",
    "retire_extension",
    "set_do_not_disturb",
    "silence_extensions",
]
