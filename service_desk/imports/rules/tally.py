"""What became of the rows: every row read is loaded, refused, or was already there."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """`line` counts from 1, the header being line 1."""

    line: int
    column: str
    reason: str


@dataclass
class Tally:
    """`tickets` and `tickets_there` count the reports of items, which are no rows of their own."""

    rows: int = 0
    loaded: int = 0
    refused: int = 0
    existing: int = 0
    tickets: int = 0
    tickets_there: int = 0

    @property
    def balanced(self) -> bool:
        return self.rows == self.loaded + self.refused + self.existing


@dataclass(frozen=True)
class ImportFinished:
    """A file is loaded to its end."""

    run_id: UUID
    kind: str
    rows: int
    loaded: int
    refused: int
    existing: int
