"""Found a company, change it, bring it to what a document says."""

from service_desk.setup.actions.apply import configuration
from service_desk.setup.actions.bring import Brought, bring
from service_desk.setup.actions.change import change_centre, change_company, retire_centre, revive_centre
from service_desk.setup.actions.found import Founded, WrongSetupCode, door_code, set_up, set_up_by_door

__all__ = [
    "Brought",
    "Founded",
    "WrongSetupCode",
    "bring",
    "change_centre",
    "change_company",
    "configuration",
    "door_code",
    "retire_centre",
    "revive_centre",
    "set_up",
    "set_up_by_door",
]
