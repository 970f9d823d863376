"""All starter data there are, in the order in which they are loaded: one line a kind."""

from typing import Final

from service_desk.accounts.actions import STARTER as ROLES
from service_desk.centres.actions import HOLIDAYS
from service_desk.correspondence.starter import TEXTS
from service_desk.faults.actions import CODES, LINKS
from service_desk.foundation.starter import Starter
from service_desk.warranty.actions import STARTER as PACKS

SOURCES: Final[tuple[Starter, ...]] = (
    ROLES,
    CODES,
    LINKS,
    PACKS,
    HOLIDAYS,
    TEXTS,
)  # fmt: skip
