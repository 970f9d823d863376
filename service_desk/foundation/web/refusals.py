"""What the web shell itself refuses, and what it says when the database or the code underneath fails."""

from typing import ClassVar

from service_desk.foundation.errors import Busy, Conflict, DeskError, Invalid, NotFound


class Unreadable(Invalid):
    code = "bad_request"
    message = "The request could not be read: {why}. Correct it and send it again."


class NotADate(Invalid):
    code = "not_a_date"
    message = (
        "There is no such day or time in '{where}'. Write it as 2026-03-14, or 2026-03-14T21:30:00Z with its zone."
    )


class TooDeep(Invalid):
    code = "too_deep"
    message = "The request is nested too deeply to be read. Send the fields that the API describes, at /docs."


class UnknownAddress(NotFound):
    code = "unknown_address"
    message = "There is nothing at {path}. The API is described at /docs."


class MethodNotAllowed(DeskError):
    status = 405
    code = "method_not_allowed"
    message = "This address does not take {method}. The API is described at /docs."


class NotUtf8(Invalid):
    code = "not_utf8"
    message = "The request is not valid UTF-8. Save or send it as UTF-8 and try again."


class Unstorable(Invalid):
    code = "unstorable"
    message = "A text holds a character that cannot be stored (such as NUL), or a number is too large. Remove it and send again."


class NoSuchRow(NotFound):
    code = "no_such_row"
    message = "The request names something that is not there. Check the ids in it."


class NotAllowedValue(Invalid):
    code = "not_allowed_value"
    message = "One of the values is outside of what is allowed. Check the numbers and dates, and send it again."


class AlreadyThere(Conflict):
    code = "already_there"
    message = "Exactly this is there already. Load it again and change that one."


class Locked(Conflict):
    code = "locked"
    message = "Someone else is changing this at this moment. Nothing was changed; please try again."
    retry_after = 1


class DatabaseAway(Busy):
    code = "database_away"
    message = "The desk cannot reach its database just now. Nothing was changed; please try again in a moment."


class Unforeseen(DeskError):
    status: ClassVar[int] = 500
    code = "unforeseen"
    message = "Something went wrong on our side. Nothing was changed. Please report the request id."
