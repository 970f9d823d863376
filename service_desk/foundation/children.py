"""Child processes that end when the process that started them ends, however it ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def ends_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` after which the kernel sends `how` to the child once its parent is gone; None off Linux.

    The signal fires when the *thread* that started the child ends: start children from the main thread.
    """
    if sys.platform != "linux":
        return None
    parent, kernel = os.getpid(), ctypes.CDLL(None)

    def arrange() -> None:
        kernel.prctl(_PR_SET_PDEATHSIG, int(how))
        # A parent that died before the line above would never be noticed.
        if os.getppid() != parent:
            os._exit(1)

    return arrange
