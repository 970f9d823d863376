"""The customer's pages: behind labels and slips, and behind the link that messages carry."""

from typing import Any, Final

from service_desk.portal.pages import asking, labels, link

ROUTES: Final[list[Any]] = [*labels.ROUTES, *link.ROUTES, *asking.ROUTES]
