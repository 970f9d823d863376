"""What can be asked about parties. An alias that was merged answers as the party it became."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.centres.queries import dialled_in
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import aware
from service_desk.foundation.commonness import commonness
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.emails import InvalidEmail, is_like_email, normalise_email
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import the_one
from service_desk.foundation.newest import BY_ID, FEW_ROWS, Newest, Sought
from service_desk.foundation.paging import DEFAULT, MOST, BadCursor, Page, checked_limit, cut, decode
from service_desk.foundation.phones import (
    InvalidPhone,
    Regions,
    dialled,
    phone_part,
    possible_phones,
    spellings,
    telephone,
)
from service_desk.foundation.search import asked_for, tsquery
from service_desk.foundation.sorting import first_group
from service_desk.foundation.where import Where
from service_desk.parties.rules import Contact, Merger, NoteFacts, PartyFacts, PostalAddress

MOST_HITS: Final = 1000
_NOTHING: Final = "''"
_PARTY: Final = """
select p.id, p.kind, p.name, p.language, p.zone, p.currency, p.roles, p.version, p.retired_at is not null as retired,
       (select jsonb_agg(jsonb_build_array(c.kind, c.value, c.label, c.preferred) order by c.preferred desc, c.id)
          from contact_point c where c.party_id = p.id) as contacts
  from {source}"""
_BY_ID: Final = (
    _PARTY.format(source="party a join party p on p.id = coalesce(a.merged_into, a.id)") + " where a.id = $1"
)
_BY_CONTACT: Final = f"""
with hit as materialized (
  select distinct coalesce(a.merged_into, a.id) as id
    from (select c.party_id from contact_point c where {{condition}} limit {{most}}) c join party a on a.id = c.party_id)
{_PARTY.format(source="hit join party p on p.id = hit.id")} order by p.retired_at nulls first, p.name_key, p.id"""
_BY_VALUE: Final = _BY_CONTACT.format(condition="c.value = any($1) and c.kind = any($2)", most=50)
_BY_LAST_DIGITS: Final = _BY_CONTACT.format(
    condition='c.kind <> \'email\' and reverse(c.value) collate "C" >= $1 and reverse(c.value) collate "C" < $2',
    most="$3",
)
_BY_BEGINNING: Final = _BY_CONTACT.format(condition="c.kind <> 'email' and c.value >= $1 and c.value < $2", most="$3")
# The index contact_point_parts has this expression.
_BY_PART: Final = _BY_CONTACT.format(
    condition="c.kind <> 'email' and phone_parts(c.value) @> phone_parts($1) and c.value like '%' || $1 || '%'",
    most="$2",
)
# With a moment $8 those that were changed since then, retired ones too; else those in use.
_IN_USE: Final = """search @@ $9::text::tsquery and (search @@ $1::text::tsquery) is true and merged_into is null and ($2::text is null or $2 = any(roles))
  and case when $8::timestamptz is null then retired_at is null else changed_at >= $8 end"""
# In the order of a reader whose script is group $3: signs and digits, that script, the others. A page goes on behind $4, $5, $6.
_RANK: Final = (
    "case get_byte(name_key, 0) when 0 then 0 when $3::int then 1 else 2 + (get_byte(name_key, 0) > $3)::int end"
)
_PLACED: Final = f"coalesce({_RANK}, 3) as rank, coalesce(name_key, '') as place"
_SORTED: Final = f"""
with every as materialized (select id, {_PLACED} from party where {_IN_USE}),
hit as materialized (select * from every limit {MOST_HITS}),
page as materialized (
  select *, (select count(*) from hit) as hits from hit where $4::int is null or (rank, place, id) > ($4, $5::bytea, $6::uuid)
   order by rank, place, id limit $7)
{{party}} order by rank, place, p.id"""
_FOUND_PARTY: Final = _PARTY.format(source="page join party p on p.id = page.id").replace(
    " as contacts", " as contacts, page.rank, page.place, page.hits"
)
_NEWEST: Final = Newest("party", BY_ID, _PARTY.replace("p.", "x."))
_MERGERS: Final = """
select m.id, m.alias_id, a.name as alias_name, m.into_id, i.name as into_name, m.at, m.by_id, m.undone_at, m.undone_by
  from party_merger m join party a on a.id = m.alias_id join party i on i.id = m.into_id
 where m.into_id = $1 or m.alias_id = $1 order by m.at desc, m.id desc"""
_TELEPHONES: Final = ["phone", "whatsapp"]
SHORTEST_PART: Final = 4
_AFTER_DIGITS = ":"  # the sign behind 9


def _facts(row: Any) -> PartyFacts:
    return PartyFacts(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        language=row["language"],
        zone=row["zone"],
        currency=row["currency"],
        roles=tuple(row["roles"]),
        contacts=tuple(Contact(*contact) for contact in row["contacts"] or ()),
        version=row["version"],
        retired=row["retired"],
    )


async def party(party_id: UUID) -> PartyFacts:
    row = await fetchrow(_BY_ID, party_id)
    if row is None:
        raise NotFound(kind="customer", key=party_id)
    return _facts(row)


async def find_by_phone(e164: str) -> list[PartyFacts]:
    """Everyone who can be reached by that number, in any spelling of its account: several may share it, and all are offered
    at the call."""
    return [_facts(row) for row in await fetch(_BY_VALUE, spellings(e164), _TELEPHONES)]


async def find_by_typed_phone(written: str, regions: Regions) -> list[PartyFacts]:
    """By a phone as typed: the whole number as dialled in any of the regions, else any part of it from four digits."""
    digits, whole = phone_part(written), possible_phones(written, regions)
    if found := await find_by_phones(whole):
        return found
    if digits is not None:
        return await find_by_digits(digits, regions=regions)
    if not whole:
        telephone(written, regions)  # says what is wrong with it
    return []


async def find_by_phones(numbers: Sequence[str]) -> list[PartyFacts]:
    """By whole numbers in E.164 form: what somebody dialled may mean several."""
    return [_facts(row) for row in await fetch(_BY_VALUE, numbers, _TELEPHONES)] if numbers else []


async def find_by_email(address: str) -> list[PartyFacts]:
    return [_facts(row) for row in await fetch(_BY_VALUE, [address], ["email"])]


async def find_by_contact(written: str, regions: Regions) -> list[PartyFacts]:
    """Whoever has the mail address or phone, or the part of one, that was typed; nobody where it is neither."""
    with suppress(InvalidEmail, InvalidPhone):
        if is_like_email(written):
            return await find_by_email(normalise_email(written))
        if phone_part(written) is not None:
            return await find_by_typed_phone(written, regions)
    return []


async def customer_named(written: str, by: Actor) -> UUID:
    """By a whole phone number, dialled in the centres' countries, or a mail address. Raises Forbidden, NotFound, Ambiguous."""
    by.require("customers.read")
    if is_like_email(written):
        found = await find_by_email(normalise_email(written))
    else:
        found = await find_by_phones(possible_phones(written, await dialled_in(by)))
    return the_one("customer", written, [(party.id, str(party.id)) for party in found])


async def ids_by_contact(written: str, regions: Regions) -> list[UUID]:
    """See `find_by_contact`."""
    return [party.id for party in await find_by_contact(written, regions)]


async def ids_meant(written: str, regions: Regions, limit: int = MOST) -> list[UUID]:
    """Whoever may be meant by words: by phone or mail, or by name; at most `limit` by name."""
    by_name = await search(written, limit=limit)
    return [*await ids_by_contact(written, regions), *(party.id for party in by_name.items)]


async def addresses_meant(written: str, regions: Regions) -> list[str]:
    """Phones and mail addresses of whoever may be meant by words."""
    people = await ids_meant(written, regions)
    rows = await fetch("select distinct value from contact_point where party_id = any($1)", people) if people else []
    return [row["value"] for row in rows]


async def find_by_digits(digits: str, limit: int = DEFAULT, regions: Regions = None) -> list[PartyFacts]:
    """By the end of a phone number, else by any part of one, for when only some digits are known; at most `limit` numbers. A
    leading 0 or 00 is dialled, not kept: 0912 begins the numbers that are dialled so in one of the regions."""
    for beginning in dialled(digits, regions):
        if begun := await fetch(_BY_BEGINNING, beginning, beginning + _AFTER_DIGITS, limit):
            return [_facts(row) for row in begun]
    for asked in dict.fromkeys((digits, digits.lstrip("0"))):
        if len(asked) < SHORTEST_PART:
            continue
        back = asked[::-1]
        ending = await fetch(_BY_LAST_DIGITS, back, back + _AFTER_DIGITS, limit)
        if found := ending or await fetch(_BY_PART, asked, limit):
            return [_facts(row) for row in found]
    return []


async def search(
    words: str,
    *,
    role: str | None = None,
    updated_since: datetime | None = None,
    language: str = "en",
    cursor: str | None = None,
    limit: int = DEFAULT,
) -> Page[PartyFacts]:
    """Parties in use (with `updated_since` as `parties`) of whose name, or name before a merger, words begin as all the given
    ones; as `language` sorts, but where more than a thousand have them: then the newest first."""
    mark = decode(cursor, 3, 1) or []
    if not (asked := asked_for(words)):
        return Page([])
    where = _in_use(limit, role=role, updated_since=updated_since)
    known = await commonness("party")
    share = await _NEWEST.share(where, asked) if not mark and known.rows > MOST_HITS else None
    many = len(mark) == 1 or (share or 0.0) * known.rows > MOST_HITS
    if not many:
        since = None if updated_since is None else aware(updated_since)
        rare = known.rarest(asked) if known.rows > FEW_ROWS else asked
        rows = await fetch(
            _SORTED.format(party=_FOUND_PARTY), asked.tsquery(), role, first_group(language), *_place(mark),
            checked_limit(limit) + 1, since, rare.tsquery(),
        )  # fmt: skip
        if mark or not rows or rows[0]["hits"] < MOST_HITS:
            page = cut(rows, limit, lambda row: (row["rank"], row["place"].hex(), row["id"]))
            return Page([_facts(row) for row in page.items], page.next)
    newest = await _NEWEST.page(where, limit, cursor, sought=Sought(asked, share=share))
    return Page([_facts(row) for row in newest.items], newest.next)


_Mark = tuple[int | None, bytes | None, UUID | None]


def _place(parts: list[str]) -> _Mark:
    if not parts:
        return None, None, None
    try:
        return int(parts[0]), bytes.fromhex(parts[1]), UUID(parts[2])
    except ValueError:
        raise BadCursor from None


async def parties(
    *,
    words: str | None = None,
    role: str | None = None,
    updated_since: datetime | None = None,
    among: Collection[UUID] | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT,
) -> Page[PartyFacts]:
    """Parties in use, the newest first; with `updated_since` also those that were retired since then, `among` given ones all.
    `words` as in `search`, which sorts them."""
    where = _in_use(limit, role=role, updated_since=updated_since, among=among)
    where.add("x.search @@ {}::text::tsquery", None if words is None else tsquery(words) or _NOTHING)
    page = await _NEWEST.page(where, limit, cursor)
    return Page([_facts(row) for row in page.items], page.next)


def _in_use(
    limit: int, *, role: str | None, updated_since: datetime | None, among: Collection[UUID] | None = None
) -> Where:
    where = Where(checked_limit(limit) + 1)
    where.add("x.merged_into is null")
    if updated_since is None and among is None:
        where.add("x.retired_at is null")
    where.add("x.id = any({})", None if among is None else list(among))
    where.add("x.changed_at >= {}", updated_since)
    where.add("{} = any(x.roles)", role)
    return where


async def entries_of(party_id: UUID) -> list[UUID]:
    """The entry itself and those that were merged into it."""
    return [row["id"] for row in await fetch("select id from party where id = $1 or merged_into = $1", party_id)]


async def mergers(party_id: UUID) -> list[Merger]:
    """The entries that were merged into this one, or it into others, the newest first."""
    return [Merger(**row) for row in await fetch(_MERGERS, party_id)]


async def addresses(party_id: UUID) -> list[PostalAddress]:
    rows = await fetch(
        "select id, kind, lines, city, postcode, country from address where party_id = $1 order by id", party_id
    )
    return [PostalAddress(**row) for row in rows]


_KNOWN: Final = """
select a.id as asked, p.id, p.name, p.retired_at is not null as retired,
       array(select c.value from contact_point c where c.party_id = p.id) as contacts,
       array(select d.lines from address d where d.party_id = p.id) as addresses
  from party a join party p on p.id = coalesce(a.merged_into, a.id) where a.id = any($1)"""


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party as a bulk load compares it; `id` is whom it was merged into."""

    id: UUID
    name: str
    retired: bool
    contacts: frozenset[str]
    addresses: frozenset[str]


async def known_parties(ids: Sequence[UUID]) -> dict[UUID, KnownParty]:
    """By the id that was asked for."""
    return {
        row["asked"]: KnownParty(
            row["id"], row["name"], row["retired"], frozenset(row["contacts"]), frozenset(row["addresses"])
        )
        for row in await fetch(_KNOWN, list(ids))
    }


async def notes(party_id: UUID) -> list[NoteFacts]:
    """What was written about a party and its merged aliases, the newest first."""
    rows = await fetch(
        "select n.id, n.body, n.written_at, n.written_by from party_note n join party a on a.id = n.party_id "
        "where a.id = $1 or a.merged_into = $1 order by n.id desc",
        party_id,
    )
    return [NoteFacts(**row) for row in rows]
