"""What became of the rows: every row read is loaded, there already, there with other content, or refused."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from service_desk.foundation.errors import DeskError


@dataclass(frozen=True, slots=True)
class Refused:
    """`line` counts from 1, the header being line 1; `cells` as the file has them."""

    line: int
    column: str
    reason: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differs:
    """A record that is there with other content. `fields`: what is kept, and what the file says. `taken`: the latter holds now."""

    line: int
    subject_id: UUID
    fields: dict[str, tuple[str, str]]
    taken: bool


@dataclass
class Tally:
    """`tickets` and `tickets_there` count the reports of items, which are no rows of their own; `models` the products that
    were made. `taken` are those of `differs` whose new values were taken.
    """

    rows: int = 0
    loaded: int = 0
    refused: int = 0
    existing: int = 0
    differs: int = 0
    taken: int = 0
    tickets: int = 0
    tickets_there: int = 0
    models: int = 0
    new_models: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        return self.rows == self.loaded + self.refused + self.existing + self.differs


@dataclass
class DayPreview:
    """How the dates of one column read: `fitting` of the `filled` cells by `form`; `could_be` another form fits all of them."""

    column: str
    form: str
    calendar: str
    filled: int
    fitting: int
    could_be: str | None


@dataclass
class RowFault:
    line: int
    column: str
    reason: str


@dataclass
class Preview:
    """How a file is written and, of a trial, its first rows as they would be loaded, under `headings` in your language."""

    format: str
    encoding: str
    delimiter: str
    header: list[str]
    notes: list[str]
    broken_characters: int
    dates: dict[str, DayPreview]
    headings: dict[str, str]
    rows: list[dict[str, str]]
    refused: list[RowFault]


class Made(StrEnum):
    """What a run makes, or changes."""

    TICKET = "ticket"
    ITEM = "item"
    CUSTOMER = "customer"
    PRODUCT = "product"
    RECEIPT = "receipt"


@dataclass
class Stays:
    """A record of a run that an undo leaves where it is: what it is, its name, and why it stays."""

    kind: Made
    name: str
    why: str


@dataclass
class Outcome:
    """What a loader did with some rows. `differs` and `refused` by the index of the row; `made` the ids of new records by kind."""

    loaded: int = 0
    existing: int = 0
    differs: list[tuple[int, UUID, dict[str, tuple[str, str]]]] = field(default_factory=list)
    refused: list[tuple[int, str, DeskError]] = field(default_factory=list)
    made: dict[str, list[UUID]] = field(default_factory=dict)
    tickets: int = 0
    tickets_there: int = 0
    models: list[str] = field(default_factory=list)

    def add(self, other: "Outcome", offset: int) -> None:
        self.loaded += other.loaded
        self.existing += other.existing
        self.differs += [(at + offset, key, fields) for at, key, fields in other.differs]
        for kind, ids in other.made.items():
            self.made.setdefault(kind, []).extend(ids)
        self.refused += [(at + offset, column, reason) for at, column, reason in other.refused]
        self.tickets += other.tickets
        self.tickets_there += other.tickets_there
        self.models += other.models


@dataclass(frozen=True)
class ImportFinished:
    """A file is loaded to its end."""

    run_id: UUID
    kind: str
    rows: int
    loaded: int
    refused: int
    existing: int
    differs: int = 0


@dataclass(frozen=True)
class ImportAsked:
    """A file was sent in, to be loaded or tried."""

    run_id: UUID
    kind: str
    dry: bool


@dataclass(frozen=True)
class ImportCancelled:
    run_id: UUID


@dataclass(frozen=True)
class ImportUndone:
    """What a run had made is gone again."""

    run_id: UUID
    records: int
