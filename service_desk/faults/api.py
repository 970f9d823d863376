"""Fault codes: the pick lists, the schemes, and what a company changes about them."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service_desk.faults import actions, queries
from service_desk.faults.actions import SchemeTally
from service_desk.faults.rules import CodeList, FaultCodeFacts, Flag, Needs, Outcome
from service_desk.faults.rules.reading import SchemeMapping, checked_mapping
from service_desk.foundation.naming import Named
from service_desk.foundation.search import narrowed
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages

Language = Literal["en", "fa", "ar", "zh", "ru"]
ListName = Annotated[CodeList, QueryParameter(name="list", description="Which of the five lists")]
Chosen = Annotated[
    str | None, QueryParameter(max_length=12, description="A symptom already chosen: codes linked to it come first")
]
SchemeName = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9.]{1,10}$", examples=["IRIS"])]


class CodeChange(msgspec.Struct, forbid_unknown_fields=True):
    """Only what is given is changed; of `words` only the languages named. `needs` and `outcome` are of repair codes: what has
    to be put in before an order is closed with the code, and how the repair ends.
    """

    words: Annotated[dict[Language, str], msgspec.Meta(min_length=1)] | None = None
    flags: list[Flag] | None = None
    needs: Needs | None = None
    outcome: Outcome | None = None
    group: Annotated[str, msgspec.Meta(max_length=12)] | None = None


class NewScheme(msgspec.Struct, forbid_unknown_fields=True):
    """`content`: the table as text, with its header. `mapping`: which column is what. `dry_run`: only say what would be done."""

    scheme: SchemeName
    version: SchemeName
    content: Annotated[str, msgspec.Meta(min_length=1)]
    mapping: SchemeMapping
    dry_run: bool = False


@get("/fault-codes", guards=[needs("tickets.read")])
@in_pages
async def list_fault_codes(
    list_name: ListName,
    product_class: FromQuery[str | None] = None,
    language: FromQuery[Language | None] = None,
    after: Chosen = None,
    scheme: FromQuery[str | None] = None,
    retired: FromQuery[bool] = False,
    words: InWords = None,
) -> list[FaultCodeFacts]:
    """One list of the scheme in use (or of `scheme`) in its order, in all languages or in one; `retired`: those out of use."""
    if after is not None:
        found = await queries.ranked(
            list_name, after=(CodeList.SYMPTOM, after), product_class=product_class, scheme=scheme
        )
        return narrowed(found, words, lambda each: " ".join((each.code, *each.words.values())))
    found = await queries.codes(list_name, product_class, language, scheme, retired=retired)
    return narrowed(found, words, lambda each: " ".join((each.code, *each.words.values())))


@get("/fault-schemes", guards=[needs("tickets.read")])
@in_pages
async def list_fault_schemes() -> list[queries.SchemeFacts]:
    """The schemes that are loaded. The setting `fault_scheme` says which one is in use."""
    return await queries.schemes()


@get("/fault-codes/{code_id:str}", guards=[needs("tickets.read")])
async def show_fault_code(code_id: FromPath[UUID]) -> FaultCodeFacts:
    """One code, retired or not."""
    return await queries.one(code_id)


@patch("/fault-codes/{code_id:str}", guards=[needs("warranty.policy", company=True)])
async def change_fault_code(
    request: DeskRequest, code_id: FromPath[UUID], data: JSONBody[CodeChange]
) -> Response[FaultCodeFacts]:
    """Change the words of a code, what it means and what it needs. Closed orders keep the outcome they were closed with."""

    async def change() -> FaultCodeFacts:
        given = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not None}
        return await actions.change_code(code_id=code_id, by=request.user, **given)

    return await once(request, change)


@post("/fault-codes/{code_id:str}/retirement", guards=[needs("warranty.policy", company=True)])
async def retire_fault_code(request: DeskRequest, code_id: FromPath[UUID]) -> Response[FaultCodeFacts]:
    """Take a code out of the pick lists. Orders that were coded with it keep it."""

    async def retire() -> FaultCodeFacts:
        await actions.retire_code(code_id=code_id, by=request.user)
        return await queries.one(code_id)

    return await once(request, retire)


@post("/fault-codes/{code_id:str}/revival", guards=[needs("warranty.policy", company=True)])
async def revive_fault_code(request: DeskRequest, code_id: FromPath[UUID]) -> Response[FaultCodeFacts]:
    """Put a retired code back into the pick lists."""

    async def revive() -> FaultCodeFacts:
        await actions.revive_code(code_id=code_id, by=request.user)
        return await queries.one(code_id)

    return await once(request, revive)


@post("/fault-schemes", guards=[needs("warranty.policy", company=True)])
async def import_fault_scheme(request: DeskRequest, data: JSONBody[NewScheme]) -> Response[SchemeTally]:
    """Import a version of a scheme that you bring as a table. Codes that are not in it are retired; what the table does not
    say of a code stays as you have it. Look first with `dry_run`.
    """

    async def load() -> SchemeTally:
        return await actions.import_scheme(
            content=data.content, scheme=data.scheme, version=data.version, mapping=checked_mapping(data.mapping),
            dry_run=data.dry_run, by=request.user,
        )  # fmt: skip

    return await once(request, load)


NAMED = [
    Named(
        ("code_id",),
        queries.code_named,
        "the code, with its list or scheme where several have it",
        "symptom:S101",
        table="fault_code",
    )
]
ROUTES = [
    list_fault_codes,
    list_fault_schemes,
    show_fault_code,
    change_fault_code,
    retire_fault_code,
    revive_fault_code,
    import_fault_scheme,
]
