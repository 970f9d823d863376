"""What can be done with fault codes."""

from service_desk.faults.actions.codes import OnlyForRepairs, change_code, retire_code, revive_code
from service_desk.faults.actions.scheme import BadScheme, BadSchemeFile, SchemeTally, import_scheme
from service_desk.faults.actions.starter import CODES, LINKS

__all__ = [
    "CODES",
    "LINKS",
    "BadScheme",
    "BadSchemeFile",
    "OnlyForRepairs",
    "SchemeTally",
    "change_code",
    "import_scheme",
    "retire_code",
    "revive_code",
]
