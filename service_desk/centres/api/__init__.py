"""The doors to the company, its centres and their calendar."""

from service_desk.centres.api import calendar, company

ROUTES = [*company.ROUTES, *calendar.ROUTES]
NAMED = company.NAMED
