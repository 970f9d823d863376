"""What is kept about people and companies. Personal columns are named for export and erasure."""

from typing import ClassVar

from piccolo.columns import Array, Varchar
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Party(Table, db=DB):
    PERSONAL: ClassVar[tuple[str, ...]] = ("name", "search", "name_key")

    id = columns.pk()
    kind = columns.code(10)
    name = columns.text()
    language = columns.code(5)
    zone = columns.code(64, null=True)
    currency = columns.code(3, null=True)
    roles = Array(base_column=Varchar(length=10), null=False, default=list)
    merged_into = columns.ref("self", null=True)
    created_at = columns.moment()
    created_by = columns.opaque()
    retired_at = columns.moment(null=True)
    erased_at = columns.moment(null=True)
    version = columns.version()
    changed_at = columns.changed()
    search = columns.search()
    name_key = columns.sort_key()


class ContactPoint(Table, db=DB):
    """One phone may belong to several parties: it finds them, it does not identify them (ID-7).

    `value` is E.164 or a lower-case mail address, `given` what was typed.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("value", "given", "label")

    id = columns.pk()
    party_id = columns.ref(Party, index=False)
    kind = columns.code(10)
    value = columns.code(254)
    given = columns.text()
    label = columns.code(60)
    preferred = columns.flag(default=False)
    created_at = columns.moment()


class Address(Table, db=DB):
    PERSONAL: ClassVar[tuple[str, ...]] = ("lines", "city", "postcode")

    id = columns.pk()
    party_id = columns.ref(Party)
    kind = columns.code(10)
    lines = columns.text()
    city = columns.text()
    postcode = columns.code(20)
    country = columns.code(2)
    created_at = columns.moment()
    version = columns.version()


class PartyMerger(Table, db=DB):
    """Who was merged into whom, and what went with them, by ids, so that it can be undone."""

    id = columns.pk()
    alias_id = columns.ref(Party)
    into_id = columns.ref(Party)
    moved = columns.json()
    at = columns.moment()
    by_id = columns.opaque()
    undone_at = columns.moment(null=True)
    undone_by = columns.opaque(null=True)


class PartyNote(Table, db=DB):
    PERSONAL: ClassVar[tuple[str, ...]] = ("body",)

    id = columns.pk()
    party_id = columns.ref(Party)
    body = columns.text()
    written_at = columns.moment()
    written_by = columns.opaque()
