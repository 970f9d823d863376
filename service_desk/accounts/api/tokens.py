"""API tokens: listed, issued, revoked."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.accounts import actions, queries
from service_desk.accounts.api.shapes import Short
from service_desk.foundation.web import DeskRequest, needs
from service_desk.foundation.web.lists import in_pages


class NewToken(msgspec.Struct, forbid_unknown_fields=True):
    """`scopes`: rights of GET /rights, or `*` for all of its owner's; never accounts.write."""

    staff_id: UUID
    label: Short
    scopes: Annotated[list[str], msgspec.Meta(min_length=1, max_length=100)]
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


@get("/tokens", guards=[needs("accounts.write", company=True)])
@in_pages
async def list_tokens(request: DeskRequest, staff_id: FromQuery[UUID | None] = None) -> list[queries.TokenFacts]:
    """The API tokens that open something, of one person or of everybody, with when each was used last."""
    return await queries.tokens(staff_id)


@post("/tokens", guards=[needs("accounts.write", company=True)])
async def issue_token(request: DeskRequest, data: JSONBody[NewToken]) -> actions.Issued:
    """Issue an API token; it is shown this once, so its answer is not kept for a repeated request either."""
    return await actions.issue_token(
        staff_id=data.staff_id, label=data.label, scopes=data.scopes, expires_at=data.expires_at, by=request.user
    )


@delete("/tokens/{token_id:str}", guards=[needs("accounts.write", company=True)], status_code=204)
async def revoke_token(request: DeskRequest, token_id: FromPath[UUID]) -> None:
    """Revoke an API token at once."""
    await actions.revoke_token(token_id=token_id, by=request.user)


ROUTES: Final[list[Any]] = [list_tokens, issue_token, revoke_token]
