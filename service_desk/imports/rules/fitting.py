"""Whether the days of a file fit the form that the mapping says, over whole columns and before anything is loaded."""

from collections.abc import Mapping as Counts
from datetime import date
from typing import Final

from service_desk.foundation.days.written import Form, possible, share
from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Either
from service_desk.imports.rules.mapping import DateColumn

_MANY: Final = 10
_MOST: Final = 0.2


class DatesDoNotFit(Invalid):
    code = "dates_do_not_fit"
    message = (
        "{misfits} of {count:# date|# dates} in '{column}' {misfits:is not a date|are not dates} written as {form}: '{value}' for one. Nothing was loaded. "
        "Correct the form in the mapping, or say 'accept_misfits: true' there to load the other rows."
    )


class DatesFitAnother(DatesDoNotFit):
    code = "dates_fit_another"
    message = (
        "{misfits} of {count:# date|# dates} in '{column}' {misfits:is not a date|are not dates} written as {form}, and all of them are dates written as "
        "{other}. Nothing was loaded. Correct the form in the mapping, or say 'accept_misfits: true' there."
    )


def misfit(day: DateColumn, values: Counts[str, int], latest: date) -> DatesDoNotFit | None:
    """Many that do not fit, or some where another form fits them all: then day and month are likely to be swapped."""
    count = sum(values.values())
    misfits = count - share(values, day.forms, latest)
    if not misfits:
        return None
    forms = Either(map(str, day.forms))
    told = {"misfits": misfits, "count": count, "column": day.column, "form": forms}
    others = [form for form in possible(values, latest, day.century) if form not in day.forms]
    if others and len(values) > 1:
        return DatesFitAnother(**told, other=others[0], field="dates")
    if misfits >= _MANY and misfits > count * _MOST:
        return DatesDoNotFit(**told, value=_one(day, values, latest), field="dates")
    return None


def _one(day: DateColumn, values: Counts[str, int], latest: date) -> str:
    return next(text for text in values if not share({text: 1}, day.forms, latest))[:40]


def ambiguous(day: DateColumn, values: Counts[str, int], latest: date) -> Form | None:
    """Another form that reads every date of the column too, as another day: only a person can say which is meant."""
    if not values:
        return None
    from_here = day.forms[0]
    for form in possible(values, latest, day.century):
        swapped = form.pattern.replace("%d", "%x").replace("%m", "%d").replace("%x", "%m")
        if form not in day.forms and form.calendar is from_here.calendar and swapped == from_here.pattern:
            return form
    return None
