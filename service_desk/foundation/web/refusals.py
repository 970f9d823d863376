"""What the web shell itself refuses, and what it says when the database or the code underneath fails."""

from typing import ClassVar

from service_desk.foundation.errors import Busy, Conflict, DeskError, Invalid, NotFound


class Unreadable(Invalid):
    code = "bad_request"
    message = "The request could not be read. {said} Correct it and send it again."


class UnknownParameter(Invalid):
    code = "unknown_parameter"
    message = "There is no parameter '{name}' here. It can be: {options}."


class NoParameters(Invalid):
    code = "unknown_parameter_none"
    message = "There is no parameter '{name}' here: this address takes none."


class RepeatedParameter(Invalid):
    code = "repeated_parameter"
    message = "'{name}' takes one value here and was given more. Leave one."


class EndsBeforeItBegins(Invalid):
    code = "until_before_since"
    message = "'until' ({until}) lies before 'since' ({since}): no day is both. Swap them, or leave one out."


class UnknownField(Invalid):
    code = "unknown_field"
    message = "There is no field '{name}' here. It can be: {options}."


class NoFields(Invalid):
    code = "unknown_field_none"
    message = "There is no field '{name}' here."


class RepeatedField(Invalid):
    code = "repeated_field"
    message = "'{name}' stands twice in the same object. Leave one."


class FieldMissing(Invalid):
    code = "field_missing"
    message = "'{name}' is missing."


class NoBody(Invalid):
    code = "no_body"
    message = "The body must be a JSON object with the fields that are described at /docs."


class NotJson(Invalid):
    code = "not_json"
    message = "The body is not valid JSON: look at byte {at}."


class CutOff(Invalid):
    code = "cut_off"
    message = "The body ends before its JSON does."


class NotOneOf(Invalid):
    code = "not_one_of"
    message = "'{name}' cannot be '{value}'. It can be: {options}."


class WrongKind(Invalid):
    code = "wrong_kind"
    message = "'{name}' must be {wanted}."


class WrongForm(Invalid):
    code = "wrong_form"
    message = "'{name}' is not written as it must be; /docs says how, with an example."


class TextTooShort(Invalid):
    code = "text_too_short"
    message = "'{name}' must have at least {limit:# character|# characters}."


class TextTooLong(Invalid):
    code = "text_too_long"
    message = "'{name}' may have at most {limit:# character|# characters}."


class TooFew(Invalid):
    code = "too_few"
    message = "'{name}' must have at least {limit:# entry|# entries}."


class TooMany(Invalid):
    code = "too_many"
    message = "'{name}' may have at most {limit:# entry|# entries}."


class NumberTooSmall(Invalid):
    code = "number_too_small"
    message = "'{name}' must be at least {limit}."


class NumberTooLarge(Invalid):
    code = "number_too_large"
    message = "'{name}' may be at most {limit}."


class NumberOutside(Invalid):
    code = "number_outside"
    message = "'{name}' is a number that is too large or too small."


class WrongMediaType(DeskError):
    status = 415
    code = "wrong_media_type"
    message = "This address does not take a body of type {given}. Send it as {wanted}."


class NotADate(Invalid):
    code = "not_a_date"
    message = "There is no such day in '{where}'. Write it as 2026-03-14."


class NotAMoment(Invalid):
    code = "not_a_moment"
    message = "There is no such moment in '{where}'. Write day, time and zone, as 2026-03-14T21:30:00Z."


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
