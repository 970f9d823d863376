"""What can be done with stock: create places, receive, issue, return, move, count, adjust."""

from service_desk.parts.actions.cost import set_cost
from service_desk.parts.actions.issue import MoreThanIssued, NotAnIssue, issue, return_part
from service_desk.parts.actions.ledger import SerialAlreadyThere, SerialNotThere, TooFewParts, WrongBatch
from service_desk.parts.actions.move import ReasonNeeded, SamePlace, adjust, count, move
from service_desk.parts.actions.places import LocationCodeTaken, LocationNotEmpty, create_location, retire_location
from service_desk.parts.actions.receive import receive

__all__ = [
    "LocationCodeTaken",
    "LocationNotEmpty",
    "MoreThanIssued",
    "NotAnIssue",
    "ReasonNeeded",
    "SamePlace",
    "SerialAlreadyThere",
    "SerialNotThere",
    "TooFewParts",
    "WrongBatch",
    "adjust",
    "count",
    "create_location",
    "issue",
    "move",
    "receive",
    "retire_location",
    "return_part",
    "set_cost",
]
