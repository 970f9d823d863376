"""The JSON door of tickets: open and find them, work on them, attach files; views of the queue."""

from service_desk.tickets.api import attachments, bulk, tickets, views

ROUTES = [*tickets.ROUTES, *attachments.ROUTES, *views.ROUTES, *bulk.ROUTES]
NAMED = [*tickets.NAMED, *views.NAMED, *bulk.NAMED]
