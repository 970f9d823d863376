"""Found the company of an empty desk, change it and its centres, read and set the whole configuration, look after it."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from service_desk.centres import queries as centres
from service_desk.centres.rules import CentreFacts, CompanyFacts, LatePosting
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.i18n import language_of
from service_desk.foundation.web import DeskRequest, needs, once, open_to_all
from service_desk.foundation.web.pace import paced
from service_desk.foundation.written import Phrase
from service_desk.setup import actions, checks, queries
from service_desk.setup.rules import Document
from service_desk.setup.rules.health import FindingFacts, State, spoken, worst

Words = Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=10)]
SetupCode = Annotated[
    str, HeaderParameter(name="Setup-Code", description="What `desk init --code` prints on the server")
]


class SetupState(msgspec.Struct):
    """`founded`: there is a company. `next`: what to do where there is none."""

    founded: bool
    next: str | None


NEXT: Final = "Run `desk init` on the server, or send POST /api/v1/setup with its Setup-Code."


@get("/setup", guards=[open_to_all, paced])
async def show_setup(request: Request[Any, Any, Any]) -> SetupState:
    """Whether this desk has a company, and how to found it where it has none, in the language of Accept-Language."""
    if await queries.founded():
        return SetupState(founded=True, next=None)
    return SetupState(founded=False, next=spoken(Phrase(NEXT), language_of(request.headers.get("accept-language"))))


@post("/setup", guards=[open_to_all, paced])
async def set_up(request: DeskRequest, data: JSONBody[Document], code: SetupCode = "") -> actions.Founded:
    """Found the company of an empty desk, with its first centre and its first administrator.

    Only `company.name`, `company.country`, `centres[0].name` and `admin.login` are needed: the rest is what is usual in
    the country. All of it is made or nothing; everything that is wrong is in `errors`, each with its field. Afterwards
    the door is shut (409). The one-time password stands in this answer only. Too many tries are answered 429.
    """
    language = language_of(request.headers.get("accept-language"), "") or None
    return await actions.set_up_by_door(data, code=code, by=SYSTEM, language=language)


class Diagnosis(msgspec.Struct):
    """`state`: the worst of the findings."""

    state: State
    findings: list[FindingFacts]


@get("/doctor", guards=[needs("centres.write")])
async def examine(request: DeskRequest) -> Diagnosis:
    """Whether everything that the desk stands on is well: the same checks as `desk doctor`, in the reader's language. Nothing is changed or sent."""
    request.user.require_company("centres.write")
    found = await checks.examine()
    return Diagnosis(worst(found), [each.told(request.user.language) for each in found])


class CompanyChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays. `languages`: the company's own first. `currency`: only while nothing is posted."""

    name: Words | None = None
    country: str | None = None
    languages: list[str] | None = None
    currency: str | None = None
    late_posting: LatePosting | None = None


class CentreChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays. `weekend`: ISO weekdays, Monday 1. `currency`: only while the centre has posted nothing."""

    name: Words | None = None
    zone: str | None = None
    country: str | None = None
    language: str | None = None
    currency: str | None = None
    weekend: Annotated[list[int], msgspec.Meta(max_length=7)] | None = None


@get("/company", guards=[needs("centres.read")])
async def show_company() -> CompanyFacts:
    """The company of this desk."""
    return await centres.company()


@patch("/company", guards=[needs("centres.write", company=True)], sole="company")
async def change_company(request: DeskRequest, data: JSONBody[CompanyChange]) -> Response[CompanyFacts]:
    """Change the company. Its phone, e-mail and address are settings: `service_phone`, `service_email`, `address`."""

    async def change() -> CompanyFacts:
        await actions.change_company(**_given(data), by=request.user)
        return await centres.company()

    return await once(request, change)


@patch("/centres/{centre_id:str}", guards=[needs("centres.write")])
async def change_centre(
    request: DeskRequest, centre_id: FromPath[UUID], data: JSONBody[CentreChange]
) -> Response[CentreFacts]:
    """Change a service centre. Its hours and holidays have doors of their own; its code is in every number it gave."""

    async def change() -> CentreFacts:
        await actions.change_centre(centre_id=centre_id, **_given(data), by=request.user)
        return await centres.centre(centre_id)

    return await once(request, change)


@post("/centres/{centre_id:str}/retirement", guards=[needs("centres.write", company=True)])
async def retire_centre(request: DeskRequest, centre_id: FromPath[UUID]) -> Response[CentreFacts]:
    """Take a centre out of use. Refused while it has open tickets or repairs, or parts on its shelves."""

    async def retire() -> CentreFacts:
        await actions.retire_centre(centre_id=centre_id, by=request.user)
        return await centres.centre(centre_id)

    return await once(request, retire, status=200)


@post("/centres/{centre_id:str}/revival", guards=[needs("centres.write", company=True)])
async def revive_centre(request: DeskRequest, centre_id: FromPath[UUID]) -> Response[CentreFacts]:
    """Use a retired centre again."""

    async def revive() -> CentreFacts:
        await actions.revive_centre(centre_id=centre_id, by=request.user)
        return await centres.centre(centre_id)

    return await once(request, revive, status=200)


@get("/configuration", guards=[needs("centres.write")])
async def show_configuration(request: DeskRequest) -> Document:
    """All configuration as one document, as `desk settings export` writes it."""
    request.user.require_company("centres.write")
    return await actions.configuration()


@post("/configuration", guards=[needs("centres.write", company=True)], status_code=200)
async def bring_configuration(
    request: DeskRequest, data: JSONBody[Document], dry_run: FromQuery[bool] = False
) -> Response[actions.Brought]:
    """Bring the desk to what a document says, all of it or nothing; what it does not name stays.

    A document that was just read changes nothing. With `dry_run` it is only said what would be set.
    """
    return await once(request, lambda: actions.bring(data, dry_run=dry_run, by=request.user), status=200)


def _given(data: msgspec.Struct) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(data).items() if value is not None}


ROUTES = [
    show_setup,
    set_up,
    examine,
    show_company,
    change_company,
    change_centre,
    retire_centre,
    revive_centre,
    show_configuration,
    bring_configuration,
]
