"""Named fault points, so that a test can kill the process, or make it fail, in the worst place. Off unless asked for."""

import os
import random
import signal

from service_desk.foundation.settings import environment


class PlannedFault(RuntimeError):
    """Raised by a fault point that a test set to `raise`."""


def _plan(faults: str) -> dict[str, tuple[str, float]]:
    plan: dict[str, tuple[str, float]] = {}
    for item in filter(None, faults.split(",")):
        name, _, rest = item.partition("=")
        deed, _, share = rest.partition(":")
        plan[name] = (deed, float(share or 1))
    return plan


_PLAN = _plan(environment().fault_points)


def plan_faults(faults: str) -> None:
    """Another plan than the environment's, for a process that was forked after its imports."""
    _PLAN.clear()
    _PLAN.update(_plan(faults))


def fault_point(name: str) -> None:
    """Does nothing, unless DESK_FAULT_POINTS names it: `name=kill:0.01` kills this process once in a hundred passes."""
    if not _PLAN:
        return
    deed, share = _PLAN.get(name, ("", 0.0))
    if deed and random.random() < share:  # noqa: S311  # chance of a test fault, not a secret
        if deed == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise PlannedFault(name)
