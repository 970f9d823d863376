"""Lists that are read whole, answered page by page like every other one: integrators write one reader."""

import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Annotated, Any, Final, TypeVar, get_args

from litestar.params import QueryParameter

from service_desk.foundation.paging import DEFAULT, Page, listed
from service_desk.foundation.web.requests import Limit

T = TypeVar("T")
Cursor = Annotated[str | None, QueryParameter(description="`next` of the page before; the first page without it")]
_ASKED: Final = (
    inspect.Parameter("cursor", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Cursor),
    inspect.Parameter("limit", inspect.Parameter.KEYWORD_ONLY, default=DEFAULT, annotation=Limit),
)


def in_pages(door: Callable[..., Awaitable[list[T]]]) -> Callable[..., Awaitable[Page[T]]]:
    """A door that gives a short list, made to answer a `Page` of it and to take `cursor` and `limit`."""

    @wraps(door)
    async def page(*, cursor: str | None = None, limit: int = DEFAULT, **asked: Any) -> Page[T]:
        return listed(await door(**asked), limit, cursor)

    own = inspect.signature(door)
    (row,) = get_args(own.return_annotation)
    answer: Any = Page[row]  # type: ignore[valid-type]
    asked = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own.parameters.values()]
    page.__signature__ = inspect.Signature([*asked, *_ASKED], return_annotation=answer)  # type: ignore[attr-defined]
    page.__annotations__ = door.__annotations__ | {each.name: each.annotation for each in _ASKED} | {"return": answer}
    return page
