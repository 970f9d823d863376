"""What can be done with tickets."""

from service_desk.tickets.actions.answer import mark_read, withdraw_reply
from service_desk.tickets.actions.attach import TooManyFiles, attach_file
from service_desk.tickets.actions.bulk import change_many, forget_old_changes, undo_many
from service_desk.tickets.actions.change import assign, change_ticket
from service_desk.tickets.actions.erase import erase_words
from service_desk.tickets.actions.hear import NothingSaid, hear_customer
from service_desk.tickets.actions.intake import NewParty, OpenedTicket, open_ticket
from service_desk.tickets.actions.judge import judge_tickets_again
from service_desk.tickets.actions.leave import unassign_all
from service_desk.tickets.actions.move import IllegalMove, ReopeningReason, add_note, follow, move_ticket
from service_desk.tickets.actions.refill import refill, refill_of
from service_desk.tickets.actions.seen import ClosedTicket
from service_desk.tickets.actions.snooze import snooze_ticket, wake_due, wake_ticket
from service_desk.tickets.actions.views import change_view, retire_view, revive_view, save_view

__all__ = [
    "ClosedTicket",
    "IllegalMove",
    "NewParty",
    "NothingSaid",
    "OpenedTicket",
    "ReopeningReason",
    "TooManyFiles",
    "add_note",
    "assign",
    "attach_file",
    "change_many",
    "change_ticket",
    "change_view",
    "erase_words",
    "follow",
    "forget_old_changes",
    "hear_customer",
    "judge_tickets_again",
    "mark_read",
    "move_ticket",
    "open_ticket",
    "refill",
    "refill_of",
    "retire_view",
    "revive_view",
    "save_view",
    "snooze_ticket",
    "unassign_all",
    "undo_many",
    "wake_due",
    "wake_ticket",
    "withdraw_reply",
]
