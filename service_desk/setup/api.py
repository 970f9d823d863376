"""Found the company of an empty desk."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import HeaderParameter, JSONBody

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.web import DeskRequest, needs, open_to_all
from service_desk.foundation.web.pace import paced
from service_desk.setup import actions, checks, queries
from service_desk.setup.rules import Document
from service_desk.setup.rules.health import Finding, State, worst

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


class Diagnosis(msgspec.Struct):
    """`state`: the worst of the findings."""

    state: State
    findings: list[Finding]


@get("/doctor", guards=[needs("centres.write")])
async def examine(request: DeskRequest) -> Diagnosis:
    """Whether everything that the desk stands on is well: the same checks as `desk doctor`. Nothing is changed or sent."""
    request.user.require_company("centres.write")
    found = await checks.examine()
    return Diagnosis(worst(found), found)


ROUTES = [show_setup, set_up, examine]
