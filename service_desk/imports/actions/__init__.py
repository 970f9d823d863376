"""Import files of other systems: streamed, in batches that are committed whole, restartable, twice is once."""

from service_desk.imports.actions.asking import LARGEST, ask, cancel, read_mapping
from service_desk.imports.actions.forgetting import forget_old_imports
from service_desk.imports.actions.loading import import_file
from service_desk.imports.actions.runs import RunAtWork, RunStopped
from service_desk.imports.actions.trial import try_file
from service_desk.imports.actions.undo import Undone, undo

__all__ = [
    "LARGEST",
    "RunAtWork",
    "RunStopped",
    "Undone",
    "ask",
    "cancel",
    "forget_old_imports",
    "import_file",
    "read_mapping",
    "try_file",
    "undo",
]
