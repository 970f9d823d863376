"""Import people and companies with the ways to reach them, known by their number in the other system."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final
from uuid import UUID

from babel import Locale

from service_desk.centres.rules import CentreFacts
from service_desk.centres.rules.places import checked_country, checked_language
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.phones import spellings
from service_desk.foundation.sentences import words_of_members
from service_desk.imports.reading import Line
from service_desk.imports.rules import BadCell, CustomersMapping, OnDifference, Outcome, Reader
from service_desk.imports.rules.references import customer_id
from service_desk.parties import actions as parties
from service_desk.parties.actions.load import LoadedAddress, LoadedContact, PartyRow, load_parties
from service_desk.parties.queries import KnownParty, known_parties
from service_desk.parties.rules import (
    PartyKind,
    checked_kind,
    checked_name,
    checked_roles,
    kind_by_name,
    normal_contact,
)

LONGEST_REF: Final = 100
LONGEST_LINE: Final = 500
_SEVERAL: Final = re.compile(r"\s*[;,،؛、，；|\n\r]+\s*")
_PHONES: Final = re.compile(r"\s*[;,،؛、，；|\n\r]+\s*|\s+/\s+")
_OTHERWISE: Final = {
    "privat": "person",
    "privatkunde": "person",
    "firma": "company",
    "unternehmen": "company",
    "business": "company",
}
_SPOKEN_WHERE: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "uk", "ru", "ar", "fa", "zh")
_LEAST_DIGITS: Final = 6
_CONTACTS: Final = (("phone", "phone"), ("mobile", "phone"), ("whatsapp", "whatsapp"), ("email", "email"))


class CustomersLoader:
    """A customer without a number is known by the name and the first way to reach them."""

    def __init__(self, mapping: CustomersMapping, centre: CentreFacts, by: Actor) -> None:
        self.mapping, self.centre, self.by = mapping, centre, by
        self.reader = Reader(clock.today(centre.zone), mapping.columns, mapping.values)

    async def open(self) -> None:
        """Who loads customers may write them."""
        self.by.require("customers.write")
        checked_roles(self.mapping.roles)

    def forget(self) -> None:
        """Nothing is remembered."""

    def prepare(self, line: Line) -> PartyRow:
        reader, row = self.reader, line.row
        name = self._checked("name", checked_name, reader.needed(row, "name"))
        country = self._country(line)
        contacts = self._contacts(line, country)
        ref = reader.perhaps(row, "ref", LONGEST_REF)
        if "ref" in self.mapping.columns and not ref:
            reader.name(row, "ref", LONGEST_REF)  # it says why
        key = ref or f"{name}\n{contacts[0].value if contacts else ''}"
        kind = _kind(reader.line(row, "kind", LONGEST_REF)) or kind_by_name(name).value
        language = _language(reader.line(row, "language", LONGEST_REF)) or self.centre.language
        return PartyRow(
            customer_id(key),
            name,
            self._checked("language", checked_language, language),
            self._checked("kind", lambda value: checked_kind(PartyKind, value), kind),
            self._roles(line),
            contacts=contacts,
            addresses=self._addresses(line, country),
            found_by=ref,
        )

    def _checked(self, field: str, check: object, value: str) -> str:
        try:
            return str(check(value))  # type: ignore[operator]
        except DeskError as reason:
            raise BadCell(self.reader.column(field), reason) from None

    def _roles(self, line: Line) -> tuple[str, ...]:
        written = _SEVERAL.split(self.reader.line(line.row, "roles", LONGEST_LINE).lower())
        given = [role for each in written if (role := each.strip())]
        try:
            return tuple(checked_roles(given or self.mapping.roles))
        except DeskError as reason:
            raise BadCell(self.reader.column("roles"), reason) from None

    def _country(self, line: Line) -> str:
        written = self.reader.line(line.row, "country", LONGEST_REF)
        if not written:
            return self.centre.country
        return self._checked("country", checked_country, written.upper() if len(written) == 2 else written)

    def _contacts(self, line: Line, country: str) -> tuple[LoadedContact, ...]:
        found: dict[tuple[str, str], LoadedContact] = {}
        for field, kind in _CONTACTS:
            for written in _each(kind, self.reader.text(line.row, field)[:LONGEST_LINE]):
                try:
                    kept = normal_contact(kind, written, "", country)
                except DeskError as reason:
                    raise BadCell(self.reader.column(field), reason) from None
                found.setdefault((kind, kept.value), LoadedContact(kind, kept.value, written[:120], label=kept.label))
        return tuple(found.values())

    def _addresses(self, line: Line, country: str) -> tuple[LoadedAddress, ...]:
        lines = " ".join(self.reader.text(line.row, "street").split())[:LONGEST_LINE]
        city = self.reader.line(line.row, "city", LONGEST_LINE)
        if not lines and not city:
            return ()
        return (LoadedAddress(lines, city, country, self.reader.line(line.row, "postcode", 20)),)

    def shown(self, row: PartyRow) -> dict[str, str]:
        told = {"ref": row.found_by, "name": row.name, "kind": row.kind, "language": row.language}
        for each in row.contacts:
            told[each.kind] = ", ".join(filter(None, (told.get(each.kind), each.value)))
        for place in row.addresses:
            told |= {"street": place.lines, "city": place.city, "postcode": place.postcode, "country": place.country}
        told["roles"] = ", ".join(row.roles)
        return {field: text for field, text in told.items() if text}

    async def load(self, rows: Sequence[PartyRow]) -> Outcome:
        loaded = await load_parties(rows, by=self.by)
        outcome = Outcome(loaded=loaded.new, made={"customer": list(loaded.fresh)})
        new = set(loaded.fresh)
        there: list[int] = []
        for at, row in enumerate(rows):  # the first row of a new customer is the one that was loaded
            if row.id in new:
                new.remove(row.id)
            else:
                there.append(at)
        known = await known_parties([rows[at].id for at in there]) if there else {}
        for at in there:
            row, kept = rows[at], known[rows[at].id]
            fields = _differences(row, kept)
            if not fields:
                outcome.existing += 1
                continue
            outcome.differs.append((at, kept.id, fields))
            if self.mapping.on_difference is OnDifference.UPDATE:
                outcome.made.setdefault("address", []).extend(await self._take(row, kept))
                known |= await known_parties([row.id])
        return outcome

    async def _take(self, row: PartyRow, kept: KnownParty) -> list[UUID]:
        """The ids of new addresses."""
        if row.name != kept.name:
            await parties.rename(party_id=kept.id, name=row.name, by=self.by)
        for each in row.contacts:
            if kept.contacts.isdisjoint(spellings(each.value)):
                await parties.add_contact(party_id=kept.id, kind=each.kind, value=each.value, by=self.by)
        return [
            await parties.add_address(
                party_id=kept.id, lines=address.lines, city=address.city, country=address.country,
                postcode=address.postcode, by=self.by,
            )
            for address in row.addresses
            if address.lines not in kept.addresses and address.lines and address.city
        ]  # fmt: skip


def _each(kind: str, written: str) -> list[str]:
    """The contacts of one cell. What stands behind a sign that divides is a phone of its own only with a phone's digits."""
    parts = [each for each in (_SEVERAL if kind == "email" else _PHONES).split(written.strip()) if each]
    if kind != "email" and any(sum(map(str.isdecimal, each)) < _LEAST_DIGITS for each in parts):
        return [" ".join(written.split())]
    return parts


def _differences(row: PartyRow, kept: KnownParty) -> dict[str, tuple[str, str]]:
    fields: dict[str, tuple[str, str]] = {}
    if row.name != kept.name:
        fields["name"] = (kept.name, row.name)
    if new := [each.value for each in row.contacts if kept.contacts.isdisjoint(spellings(each.value))]:
        fields["contacts"] = (", ".join(sorted(kept.contacts)), ", ".join(new))
    if new := [each.lines for each in row.addresses if each.lines and each.lines not in kept.addresses]:
        fields["street"] = ("; ".join(sorted(kept.addresses)), "; ".join(new))
    return fields


@cache
def _languages() -> Mapping[str, str]:
    """Our languages as people of many countries call them."""
    found = {"farsi": "fa"}
    for code in LANGUAGES:
        for locale in _SPOKEN_WHERE:
            found[str(Locale(locale).languages[code]).casefold()] = code
    return found


def _language(written: str) -> str:
    """A language by its name or code, `Persian`, «فارسی», `fa-IR`; what is none of ours stays as it is."""
    word = " ".join(written.casefold().split())
    return _languages().get(word) or re.split("[-_]", word)[0]


def _kind(written: str) -> str:
    """A kind of customer in any of our languages, as other systems write it; what is none of them stays as it is."""
    word = written.casefold()
    for member, words in words_of_members(PartyKind).items():
        if word in words.values():
            return member
    return _OTHERWISE.get(word, written.lower())
