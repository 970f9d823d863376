"""Import files of other systems: streamed, in batches that are committed whole, restartable, twice is once."""

from service_desk.imports.actions.forgetting import forget_old_imports
from service_desk.imports.actions.loading import import_file
from service_desk.imports.actions.runs import RunAtWork, RunStopped
from service_desk.imports.actions.trial import try_file
from service_desk.imports.actions.undo import undo

__all__ = ["RunAtWork", "RunStopped", "forget_old_imports", "import_file", "try_file", "undo"]
