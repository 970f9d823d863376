"""The JSON door of tickets: open and find them, work on them, attach files."""

from service_desk.tickets.api import attachments, tickets

ROUTES = [*tickets.ROUTES, *attachments.ROUTES]
NAMED = tickets.NAMED
