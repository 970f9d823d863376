"""Found the company of an empty desk."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import HeaderParameter, JSONBody

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.web import open_to_all
from service_desk.foundation.web.pace import paced
from service_desk.setup import actions, queries
from service_desk.setup.rules import Document

SetupCode = Annotated[
    str, HeaderParameter(name="Setup-Code", description="What `desk init --code` prints on the server")
]


class SetupState(msgspec.Struct):
    """`founded`: there is a company. `next`: what to do where there is none."""

    founded: bool
    next: str | None


@get("/setup", guards=[open_to_all, paced])
async def show_setup() -> SetupState:
    """Whether this desk has a company, and how to found it where it has none."""
    if await queries.founded():
        return SetupState(founded=True, next=None)
    return SetupState(
        founded=False, next="Run `desk init` on the server, or send POST /api/v1/setup with its Setup-Code."
    )


@post("/setup", guards=[open_to_all, paced])
async def set_up(data: JSONBody[Document], code: SetupCode = "") -> actions.Founded:
    """Found the company of an empty desk, with its first centre and its first administrator.

    Only `company.name`, `company.country`, `centres[0].name` and `admin.login` are needed: the rest is what is usual in
    the country. All of it is made or nothing; everything that is wrong is in `errors`, each with its field. Afterwards
    the door is shut (409). The one-time password stands in this answer only.
    """
    return await actions.set_up_by_door(data, code=code, by=SYSTEM)


ROUTES = [show_setup, set_up]
