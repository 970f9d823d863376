"""What can be done with stock: create places, receive, issue, return, move, count, adjust."""

from service_desk.parts.actions.correct import Corrected, NotAReceipt, NothingToCorrect, ReceiptUsed, correct_receipt
from service_desk.parts.actions.cost import set_cost
from service_desk.parts.actions.issue import MoreThanIssued, NotAnIssue, issue, return_part
from service_desk.parts.actions.ledger import (
    SerialAlreadyThere,
    SerialInUse,
    SerialNotThere,
    SerialWasHere,
    TooFewParts,
    WrongBatch,
)
from service_desk.parts.actions.move import ReasonNeeded, SamePlace, adjust, count, move
from service_desk.parts.actions.places import LocationCodeTaken, LocationNotEmpty, create_location, retire_location
from service_desk.parts.actions.receive import receive

__all__ = [
    "Corrected",
    "LocationCodeTaken",
    "LocationNotEmpty",
    "MoreThanIssued",
    "NotAReceipt",
    "NotAnIssue",
    "NothingToCorrect",
    "ReasonNeeded",
    "ReceiptUsed",
    "SamePlace",
    "SerialAlreadyThere",
    "SerialInUse",
    "SerialNotThere",
    "SerialWasHere",
    "TooFewParts",
    "WrongBatch",
    "adjust",
    "correct_receipt",
    "count",
    "create_location",
    "issue",
    "move",
    "receive",
    "retire_location",
    "return_part",
    "set_cost",
]
