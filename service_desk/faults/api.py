"""The pick lists of fault codes."""

from typing import Annotated, Literal

from litestar import get
from litestar.params import FromQuery, QueryParameter

from service_desk.faults import queries
from service_desk.faults.rules import CodeList, FaultCodeFacts
from service_desk.foundation.web import needs

Language = Literal["en", "fa", "ar", "zh", "ru"]
ListName = Annotated[CodeList, QueryParameter(name="list", description="Which of the five lists")]
Chosen = Annotated[
    str | None, QueryParameter(max_length=12, description="A symptom already chosen: codes linked to it come first")
]


@get("/fault-codes", guards=[needs("tickets.read")])
async def list_fault_codes(
    list_name: ListName,
    product_class: FromQuery[str | None] = None,
    language: FromQuery[Language | None] = None,
    after: Chosen = None,
) -> list[FaultCodeFacts]:
    """One list in its order, in all languages or in one."""
    if after is not None:
        return await queries.ranked(list_name, after=(CodeList.SYMPTOM, after), product_class=product_class)
    return await queries.codes(list_name, product_class, language)


ROUTES = [list_fault_codes]
