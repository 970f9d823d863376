"""The one box."""

from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from service_desk.desk.queries import Box, box
from service_desk.foundation.web import DeskRequest

Typed = Annotated[
    str,
    msgspec.Meta(min_length=1, max_length=400),
    QueryParameter(name="typed", description="What was typed, pasted or scanned"),
]


@get("/box")
async def look_for(request: DeskRequest, typed: Typed) -> Box:
    """Find whatever was typed or scanned: the record that it names, and five tickets, orders, customers, units, products and invoices
    that have it as a number, serial, phone, mail or in words. What one has no right to read is not there."""
    return await box(typed, request.user)


ROUTES = [look_for]
