"""Sign in and out, who am I, staff with their roles and passwords, sessions, API tokens.

No token opens the doors that change passwords, tokens, roles or sessions: they are for people who sign in.
"""

from service_desk.accounts import queries
from service_desk.accounts.api import own, roles, staff, tokens
from service_desk.foundation.naming import Named

NAMED = [
    Named(("staff_id", "assignee_id", "technician_id"), queries.staff_named, "their log-in name", "bo", table="staff"),
    Named(("token_id",), queries.token_labelled, "its label", "erp-sync"),
]
ROUTES = [*own.ROUTES, *roles.ROUTES, *staff.ROUTES, *tokens.ROUTES]
