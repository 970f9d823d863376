"""Rights, and the roles that give them."""

from typing import Annotated, Any, Final

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from service_desk.accounts import actions, queries
from service_desk.accounts.api.shapes import RoleCode, Version
from service_desk.foundation.sorting import by_name
from service_desk.foundation.web import Created, DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.matching import VERSIONED
from service_desk.foundation.web.requests import unkept

Words = dict[str, Annotated[str, msgspec.Meta(max_length=120)]]
Rights = Annotated[list[str], msgspec.Meta(max_length=200)]


class NewRole(msgspec.Struct, forbid_unknown_fields=True):
    """`name` in one language or more; `rights` of GET /rights."""

    code: RoleCode
    name: Words
    rights: Rights


class RoleChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays; `rights` are all that the role has afterwards."""

    name: Words | None = None
    rights: Rights | None = None


@get("/rights", guards=[needs("accounts.read")])
@in_pages
async def list_rights(request: DeskRequest) -> list[queries.RightFacts]:
    """Every right that a role can give, with what it means in the reader's language."""
    return queries.rights(request.user.language)


@get("/roles", guards=[needs("accounts.read")])
@in_pages
async def list_roles(request: DeskRequest) -> list[queries.RoleFacts]:
    """The roles that can be given: their rights, and how many people have each; as your language sorts names."""
    return by_name(await queries.roles(), request.user.language)


@post("/roles", guards=[needs("accounts.write", company=True)])
async def define_role(request: DeskRequest, data: JSONBody[NewRole]) -> Response[Created]:
    """Make a role of one's own. Under the code of a retired one, that one comes back with what is given."""

    async def define() -> Created:
        return Created(await actions.define_role(code=data.code, name=data.name, rights=data.rights, by=request.user))

    return await once(request, define)


async def _role_version(request: DeskRequest) -> int | None:
    return await queries.role_version(request.path_params["role"])


@patch("/roles/{role:str}", guards=[needs("accounts.write", company=True)], opt={VERSIONED: _role_version})
async def change_role(request: DeskRequest, role: FromPath[str], data: JSONBody[RoleChange]) -> Version:
    """Change the name or the rights of a role, for everybody who has it and from the next request on."""
    return Version(
        await unkept(
            request, lambda: actions.change_role(code=role, name=data.name, rights=data.rights, by=request.user)
        )
    )


@delete(
    "/roles/{role:str}",
    guards=[needs("accounts.write", company=True)],
    opt={VERSIONED: _role_version},
    status_code=204,
)
async def retire_role(request: DeskRequest, role: FromPath[str]) -> None:
    """Give a role to nobody any more; refused while somebody has it."""
    await unkept(request, lambda: actions.retire_role(code=role, by=request.user))


ROUTES: Final[list[Any]] = [list_rights, list_roles, define_role, change_role, retire_role]
