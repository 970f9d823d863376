"""What can be done with people, rights, sessions and tokens."""

from service_desk.accounts.actions.look import choose_look
from service_desk.accounts.actions.passwords import OneTime, change_password, one_time_password, reset_password
from service_desk.accounts.actions.people import (
    add_staff,
    assign_role,
    change_staff,
    invite_staff,
    retire_staff,
    revive_staff,
    take_role,
)
from service_desk.accounts.actions.roles import change_role, define_role, retire_role, set_role
from service_desk.accounts.actions.sessions import Opened, end_sessions, forget_ended_sessions, sign_in, sign_out, touch
from service_desk.accounts.actions.starter import STARTER, load_roles
from service_desk.accounts.actions.tokens import Issued, issue_token, revoke_token, touch_token
from service_desk.accounts.actions.tries import forget_old_tries

__all__ = [
    "STARTER",
    "Issued",
    "OneTime",
    "Opened",
    "add_staff",
    "assign_role",
    "change_password",
    "change_role",
    "change_staff",
    "choose_look",
    "define_role",
    "end_sessions",
    "forget_ended_sessions",
    "forget_old_tries",
    "invite_staff",
    "issue_token",
    "load_roles",
    "one_time_password",
    "reset_password",
    "retire_role",
    "retire_staff",
    "revive_staff",
    "revoke_token",
    "set_role",
    "sign_in",
    "sign_out",
    "take_role",
    "touch",
    "touch_token",
]
