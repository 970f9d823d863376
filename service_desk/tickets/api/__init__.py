"""The JSON door of tickets: open and find them, work on them, attach files; views of the queue."""

from service_desk.tickets.api import attachments, tickets, views

ROUTES = [*tickets.ROUTES, *attachments.ROUTES, *views.ROUTES]
NAMED = [*tickets.NAMED, *views.NAMED]
