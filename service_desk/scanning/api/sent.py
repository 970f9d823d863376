"""Pictures that people send: the door of a mail gateway, and what came by mail and WhatsApp."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from litestar import get, post
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromQuery

from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs
from service_desk.foundation.web.filters import STATE
from service_desk.scanning import actions, queries
from service_desk.scanning.rules.mail import LARGEST, NoMail
from service_desk.scanning.rules.sent import SentPicture, SentState

InState = Annotated[list[SentState] | None, STATE]
MAIL: Final = "message/rfc822"


@dataclass
class _TakesMail(Operation):
    def __post_init__(self) -> None:
        whole = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody(content={MAIL: whole}, required=True)


@post(
    "/scans/mail",
    guards=[needs("items.read")],
    status_code=200,
    request_max_body_size=LARGEST + 1000,
    operation_class=_TakesMail,
)
async def read_mail(request: DeskRequest) -> actions.MailRead:
    """Read the pictures in an e-mail, given whole as it arrived (message/rfc822), and say who sent it.

    At most 40 MB and ten pictures; one that cannot be read has its reason beside it. The same mail again is answered again.
    """
    if request.content_type[0] != MAIL:
        raise NoMail
    return await actions.read_mail(raw=await request.body(), by=request.user)


@get("/scans/pictures", guards=[needs("customers.read")])
async def list_sent_pictures(
    request: DeskRequest,
    in_state: InState = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[SentPicture]:
    """Pictures that came by e-mail and WhatsApp, the newest first, with what was read; kept for 90 days."""
    return await queries.sent_pictures(request.user.language, state=in_state, cursor=cursor, limit=limit)


ROUTES: Final[list[Any]] = [read_mail, list_sent_pictures]
