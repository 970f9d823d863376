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
from service_desk.parts.actions.places import (
    LocationCodeTaken,
    LocationNotEmpty,
    create_location,
    rename_location,
    retire_location,
    revive_location,
)
from service_desk.parts.actions.receive import receive
from service_desk.parts.actions.scanned import NamedPart, NoPartNamed, WhichBatch, carried, named
from service_desk.parts.actions.sell import LiesInOwnStock, NotInOwnStock, NotSoldFromStock, put_back, sell_from_stock

__all__ = [
    "Corrected",
    "LiesInOwnStock",
    "LocationCodeTaken",
    "LocationNotEmpty",
    "MoreThanIssued",
    "NamedPart",
    "NoPartNamed",
    "NotAReceipt",
    "NotAnIssue",
    "NotInOwnStock",
    "NotSoldFromStock",
    "NothingToCorrect",
    "ReasonNeeded",
    "ReceiptUsed",
    "SamePlace",
    "SerialAlreadyThere",
    "SerialInUse",
    "SerialNotThere",
    "SerialWasHere",
    "TooFewParts",
    "WhichBatch",
    "WrongBatch",
    "adjust",
    "carried",
    "correct_receipt",
    "count",
    "create_location",
    "issue",
    "move",
    "named",
    "put_back",
    "receive",
    "rename_location",
    "retire_location",
    "return_part",
    "revive_location",
    "sell_from_stock",
    "set_cost",
]
