"""What can be done about postings: owe them, mend them, map accounts, reconcile."""

from service_desk.erp.actions.accounts import add_account, set_account_role, set_default_accounts
from service_desk.erp.actions.mend import (
    AppliedAlready,
    CannotReverse,
    CorrectAtTheDesk,
    NothingToAccept,
    PostingReasonNeeded,
    StillLookedUp,
    WrongPostingState,
    accept_finding,
    cancel_posting,
    decide_posting,
    retry_posting,
    reverse_posting,
)
from service_desk.erp.actions.owe import post_to_erp
from service_desk.erp.actions.reconcile import Reconciliation, reconcile
from service_desk.erp.actions.release import release_blocked

__all__ = [
    "AppliedAlready",
    "CannotReverse",
    "CorrectAtTheDesk",
    "NothingToAccept",
    "PostingReasonNeeded",
    "Reconciliation",
    "StillLookedUp",
    "WrongPostingState",
    "accept_finding",
    "add_account",
    "cancel_posting",
    "decide_posting",
    "post_to_erp",
    "reconcile",
    "release_blocked",
    "retry_posting",
    "reverse_posting",
    "set_account_role",
    "set_default_accounts",
]
