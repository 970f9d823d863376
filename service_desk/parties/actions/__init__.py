"""What can be done with parties."""

from service_desk.parties.actions.change import (
    NoSuchContact,
    add_address,
    add_contact,
    add_note,
    change_party,
    prefer_contact,
    remove_address,
    remove_contact,
    rename,
    retire_party,
    revive_party,
    written_to,
)
from service_desk.parties.actions.create import NewContact, create_party
from service_desk.parties.actions.erase import ErasedParty, erase_party
from service_desk.parties.actions.load import LoadedContact, LoadedParties, PartyRow, load_parties
from service_desk.parties.actions.merge import MergedFurther, MergeIntoItself, NotMerged, merge_party, undo_merge
from service_desk.parties.actions.refill import refill

__all__ = [
    "ErasedParty",
    "LoadedContact",
    "LoadedParties",
    "MergeIntoItself",
    "MergedFurther",
    "NewContact",
    "NoSuchContact",
    "NotMerged",
    "PartyRow",
    "add_address",
    "add_contact",
    "add_note",
    "change_party",
    "create_party",
    "erase_party",
    "load_parties",
    "merge_party",
    "prefer_contact",
    "refill",
    "remove_address",
    "remove_contact",
    "rename",
    "retire_party",
    "revive_party",
    "undo_merge",
    "written_to",
]
