"""The web shell that every door stands in: who asks, problem+json, idempotent answers, paging, headers, health."""

from service_desk.foundation.web.requests import Created, DeskRequest, Limit, needs, once, open_to_all

__all__ = ["Created", "DeskRequest", "Limit", "needs", "once", "open_to_all"]
