"""Column factories, so that every table states keys, references, money and time in the same way."""

import uuid
from datetime import UTC, datetime
from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    Boolean,
    Bytea,
    Column,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults import TimestamptzNow
from piccolo.table import Table

from service_desk.foundation.ids import uuid7

MONEY_PLACES = 4
RATE_PLACES = 24


class TSVector(Column):
    """A tsvector, filled by the owning action through `array_to_tsvector(tokens(...))`."""

    value_type = str

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default": None, "null": True, **kwargs})

    @property
    def column_type(self) -> str:
        return "TSVECTOR"


def pk() -> UUID:
    return UUID(primary_key=True, default=_key, null=False)


def _key() -> uuid.UUID:
    """Piccolo takes only the standard library's own class for a default."""
    return uuid.UUID(int=uuid7().int)


def ref(table: type[Table] | str, *, null: bool = False, index: bool = True) -> ForeignKey[Any]:
    """A reference downwards; never cascades."""
    return ForeignKey(references=table, null=null, default=None, on_delete=OnDelete.restrict, index=index)


def opaque(*, null: bool = False, index: bool = False) -> UUID:
    """A reference upwards or sideways that the database does not follow."""
    return UUID(null=null, default=None, index=index)


def text(*, null: bool = False, index: bool = False) -> Text:
    return Text(null=null, default=None if null else "", index=index)


def code(length: int, *, null: bool = False, unique: bool = False, index: bool = False) -> Varchar:
    return Varchar(length=length, null=null, default=None if null else "", unique=unique, index=index)


def words(*, null: bool = False) -> JSONB:
    """{language: text}."""
    return JSONB(null=null, default=None if null else "{}")


def json(*, null: bool = False) -> JSONB:
    return JSONB(null=null, default=None if null else "{}")


def moment(*, null: bool = False, index: bool = False) -> Timestamptz:
    return Timestamptz(null=null, default=None, index=index)


def recorded() -> Timestamptz:
    """When the row was written; actions that know the time pass it."""
    return Timestamptz(null=False, default=_utc_now)


def changed() -> Timestamptz:
    """When the row was changed last; a trigger of the database writes it, for whoever asks what is new since then."""
    return Timestamptz(null=False, default=TimestamptzNow(), index=True)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def day(*, null: bool = False, index: bool = False) -> Date:
    return Date(null=null, default=None, index=index)


def amount(*, null: bool = False) -> Numeric:
    """Money; the currency stands in a column beside it."""
    return Numeric(digits=(18, MONEY_PLACES), null=null, default=None)


def rate(*, null: bool = False) -> Numeric:
    return Numeric(digits=(18, 8), null=null, default=None)


def exact_rate(*, null: bool = False) -> Numeric:
    """A rate that may be the inverse of another, kept so finely that no sum of money differs by it: 1/600000 has no end."""
    return Numeric(digits=(40, RATE_PLACES), null=null, default=None)


def quantity(*, null: bool = False) -> Numeric:
    return Numeric(digits=(18, 6), null=null, default=None)


def number(*, null: bool = False, default: int | None = 0) -> Integer:
    return Integer(null=null, default=None if null else default)


def version() -> Integer:
    return Integer(null=False, default=1)


def flag(*, default: bool = False) -> Boolean:
    return Boolean(null=False, default=default)


def digest(*, null: bool = False, unique: bool = False) -> Bytea:
    """A SHA-256."""
    return Bytea(null=null, default=None if null else b"", unique=unique)


def sort_key() -> Bytea:
    """Made by `foundation.sorting`; null until `desk search rebuild` was there."""
    return Bytea(null=True, default=None)


def search() -> TSVector:
    return TSVector()
