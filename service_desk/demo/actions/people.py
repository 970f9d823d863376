"""The staff with their roles and demo log-ins, the time that is kept of technicians, and the customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import UUID

from service_desk.accounts import actions as accounts
from service_desk.accounts import queries as known
from service_desk.calls import actions as calls
from service_desk.demo.rules.people import Customer, customer
from service_desk.demo.rules.places import PASSWORD, STAFF, TELEPHONES
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.errors import Conflict
from service_desk.foundation.ids import uuid7
from service_desk.parties.actions import LoadedContact, PartyRow, load_parties
from service_desk.timesheets import actions as timesheets

CUSTOMERS: Final = {"en": 34, "fa": 46, "ar": 28, "zh": 16, "ru": 20}


class NotOnTheStaff(Conflict):
    code = "not_on_the_staff"
    message = "{login} no longer works in this demo. Make a new demo in an empty database."


@dataclass(frozen=True, slots=True)
class Owner:
    id: UUID
    facts: Customer


async def hire(centre_ids: Mapping[str, UUID]) -> None:
    """Everyone in STAFF but the administrator, whom the company was founded with; all with the one password that is printed."""
    for member in STAFF:
        if member.role == "admin":
            continue
        staff_id = await accounts.add_staff(
            login=member.login, name=member.name, password=PASSWORD, language=member.language, email=member.email,
            by=SYSTEM,
        )  # fmt: skip
        centre_id = centre_ids[member.centre] if member.centre else None
        await accounts.assign_role(staff_id=staff_id, role=member.role, centre_id=centre_id, by=SYSTEM)
        if member.role == "technician" and centre_id is not None:
            await timesheets.create_resource(
                centre_id=centre_id, code=member.login.upper(), name=member.name, staff_id=staff_id, by=SYSTEM
            )
        if member.centre in TELEPHONES and member.role == "agent" and centre_id is not None:
            await calls.create_extension(
                centre_id=centre_id, number=TELEPHONES[member.centre], staff_id=staff_id, by=SYSTEM
            )


async def actor(login: str) -> Actor:
    """A member of the demo's staff, with the rights of their role."""
    found = await known.staff_by_login(login)
    who = await known.actor_of(found.id) if found else None
    if who is None:
        raise NotOnTheStaff(login=login)
    return who


def login_of(role: str, centre: str) -> str:
    return next(member.login for member in STAFF if member.role == role and member.centre == centre)


async def welcome(rng: Random) -> list[Owner]:
    """The customers of the seeded company."""
    languages = [language for language, count in CUSTOMERS.items() for _ in range(count)]
    rng.shuffle(languages)
    owners = [Owner(uuid7(), customer(rng, language, 9000 + at)) for at, language in enumerate(languages)]
    await load_parties([_row(owner) for owner in owners], by=SYSTEM)
    return owners


def _row(owner: Owner) -> PartyRow:
    contacts = tuple(LoadedContact(kind, value, value) for kind, value in owner.facts.contacts)
    return PartyRow(owner.id, owner.facts.name, owner.facts.language, owner.facts.kind, contacts=contacts)
