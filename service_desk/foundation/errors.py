"""Errors of ordinary business: each has a status, a code for machines, and a sentence that says what to do."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from service_desk.foundation.written import filled


class DeskError(Exception):
    """Subclass beside the verb that raises it: `code`, and `message` with {named} places filled from the arguments.

    Give the places values, not text: a Decimal, a date, a Moment, Money, a list. Each reader's language writes them its own way.
    Words of ours go in as Term or as members of an enum; a str is taken for what somebody typed, and stays.
    `parts`: where several things are wrong at once, each of them, with its own `field`.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "invalid"
    message: ClassVar[str] = "That cannot be done as it was asked."
    retry_after: int | None = None  # seconds
    parts: "Sequence[DeskError]" = ()

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        self.field = field
        self.params = params
        super().__init__(filled(self.message, params, "en"))


class Invalid(DeskError):
    """The request itself is wrong; sent again unchanged it will be refused again."""


class Unauthorised(DeskError):
    status = 401
    code = "not_signed_in"
    message = "Please sign in, or send a valid API token."


class Forbidden(DeskError):
    status = 403
    code = "forbidden"
    message = "You need the right '{right}' for this. Ask an administrator, or someone who has it."


class CompanyOnly(Forbidden):
    code = "company_only"
    message = (
        "This belongs to the whole company, and you have the right '{right}' in some of its centres only. "
        "Ask someone who has it in all of them."
    )


class NotFound(DeskError):
    status = 404
    code = "not_found"
    message = "There is no {kind} {key} here. Check what you wrote, or search for it."

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        if isinstance(params.get("key"), int):
            params["key"] = str(params["key"])  # a name: its digits are not grouped
        super().__init__(field=field, **params)


class Conflict(DeskError):
    status = 409
    code = "conflict"
    message = "This was changed in the meantime, or is not in a state that allows it."


# What a constraint of the database says to people, by its name; each room names its own beside its rules.
BY_CONSTRAINT: Final[dict[str, type[DeskError]]] = {}


class Stale(DeskError):
    status = 412
    code = "stale"
    message = "Someone else changed this since you opened it. Load it again and repeat your change."


class VersionMissing(DeskError):
    status = 428
    code = "version_missing"
    message = (
        "Say which version you change, so that nobody's work is overwritten: send If-Match with the version that you read "
        "(it is {version} now), or * for whatever it is."
    )

    def __init__(self, *, version: int) -> None:
        super().__init__(version=version)


class TooLarge(DeskError):
    status = 413
    code = "too_large"
    message = "That is too large: at most {limit} are taken."


class Busy(DeskError):
    status = 503
    code = "busy"
    message = "The desk cannot do this just now. Nothing was changed; please try again in a moment."
    retry_after = 2
