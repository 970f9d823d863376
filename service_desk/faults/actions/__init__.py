"""What can be done with fault codes."""

from service_desk.faults.actions.codes import retire_code
from service_desk.faults.actions.starter import CODES, LINKS

__all__ = ["CODES", "LINKS", "retire_code"]
