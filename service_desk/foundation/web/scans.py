"""What a door that takes a scan takes beside the text: how it was read, and at which station."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from barcodes import NO_HINTS, ScanHints, Source
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import NotFound

Raw = Annotated[str, msgspec.Meta(min_length=1, max_length=4400)]
Aim = Annotated[str, msgspec.Meta(pattern="^\\][A-Za-z][0-9A-Za-z]$")]
Symbology = Annotated[str, msgspec.Meta(max_length=30)]


class Scanned(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How a scan came: `alt_raw` is the same scan as the keyboard's layout wrote it, `aim` the symbology identifier."""

    alt_raw: Raw | None = None
    aim: Aim | None = None
    symbology: Symbology | None = None
    source: Source | None = None

    def hints(self) -> ScanHints:
        return ScanHints(aim=self.aim, symbology=self.symbology, source=self.source, alt_raw=self.alt_raw)


class ScannedAt(Scanned, forbid_unknown_fields=True, kw_only=True):
    """`station_id`: its profile tells what its scanner adds to a text, and which layout and letter case it types."""

    station_id: UUID | None = None


Keeper = Callable[[str, ScanHints, UUID | None, Actor], Awaitable[ScanHints]]
# Stations are known to a higher room, which joins in here when the application is built: it adds the station's profile and
# keeps the scan as it came.
KEEPERS: Final[list[Keeper]] = []


async def hints_for(raw: str | None, given: ScannedAt, by: Actor) -> ScanHints:
    """What the parser shall know. A scan of which nothing is told is parsed as it stands, and costs nothing here."""
    hints = given.hints()
    if not raw or (hints == NO_HINTS and given.station_id is None):
        return NO_HINTS
    for keep in KEEPERS:
        hints = await keep(raw, hints, given.station_id, by)
    if given.station_id is not None and hints.station is None:
        raise NotFound(kind="station", key=given.station_id, field="station_id")
    return hints


def beside(data: ScannedAt) -> dict[str, Any]:
    """The other fields of a body."""
    own = frozenset(ScannedAt.__struct_fields__)
    return {name: value for name, value in msgspec.structs.asdict(data).items() if name not in own}
