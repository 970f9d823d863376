"""`desk run`: one process that owns the embedded database, the web processes and the workers."""

from service_desk.supervisor.errors import AlreadyRunning, StepFailed, WebPortTaken
from service_desk.supervisor.plan import Plan, desk_plan
from service_desk.supervisor.run import Supervisor

__all__ = ["AlreadyRunning", "Plan", "StepFailed", "Supervisor", "WebPortTaken", "desk_plan"]
