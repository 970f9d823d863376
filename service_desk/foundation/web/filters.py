"""The filters that lists have in common, with one name and one meaning everywhere."""

from datetime import date, datetime
from typing import Annotated

from litestar.params import QueryParameter

Since = Annotated[date | None, QueryParameter(name="since", description="Only those of that day or later")]
Until = Annotated[date | None, QueryParameter(name="until", description="Only those of that day or earlier")]
STATE = QueryParameter(name="state", description="Only those in that state; given several times: in any of them")
UpdatedSince = Annotated[
    datetime | None,
    QueryParameter(
        name="updated_since",
        description="Only what was changed at that moment or later. A change counts from the beginning of its transaction: "
        "begin each round five minutes before the last one, and take what comes twice for once",
    ),
]
InWords = Annotated[
    str | None,
    QueryParameter(
        name="words",
        description="Beginnings of words as people type them, in any order: without accents, from any keyboard; all must be there",
    ),
]
