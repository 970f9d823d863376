"""What is true of a desk that begins: what its document holds, what is usual in a country, what is missing."""

from service_desk.setup.rules.complete import (
    BadSetup,
    complete,
    complete_centre,
    shifts,
    to_confirm,
    written_hours,
)
from service_desk.setup.rules.countries import country_of, currency_of, language_of, zone_of
from service_desk.setup.rules.document import AdminRow, CentreRow, CompanyRow, Document

__all__ = [
    "AdminRow",
    "BadSetup",
    "CentreRow",
    "CompanyRow",
    "Document",
    "complete",
    "complete_centre",
    "country_of",
    "currency_of",
    "language_of",
    "shifts",
    "to_confirm",
    "written_hours",
    "zone_of",
]
