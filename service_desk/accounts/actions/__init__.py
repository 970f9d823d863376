"""What can be done with people, rights, sessions and tokens."""

from service_desk.accounts.actions.people import add_staff, assign_role, change_password, load_roles, retire_staff
from service_desk.accounts.actions.roles import set_role
from service_desk.accounts.actions.sessions import Opened, forget_ended_sessions, sign_in, sign_out, touch
from service_desk.accounts.actions.tokens import Issued, issue_token, revoke_token

__all__ = [
    "Issued",
    "Opened",
    "add_staff",
    "assign_role",
    "change_password",
    "forget_ended_sessions",
    "issue_token",
    "load_roles",
    "retire_staff",
    "revoke_token",
    "set_role",
    "sign_in",
    "sign_out",
    "touch",
]
