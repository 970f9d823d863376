"""What the rooms' pages show of cover."""

from typing import Final

from markupsafe import Markup

from service_desk.foundation import clock
from service_desk.foundation.reader import Reader
from service_desk.foundation.web.pages import Panel, drawn
from service_desk.products.rules import ItemFacts
from service_desk.warranty.look import shown
from service_desk.warranty.queries import cover_of


async def cover(reader: Reader, item: ItemFacts) -> Markup:
    """What the verdict on a fault reported today would be."""
    decision = await cover_of(item.id, clock.today(reader.zone))
    return drawn(reader, "warranty/templates/_cover.html", **shown(decision, reader.language))


PANELS: Final = {"unit.main": (Panel("warranty.read", cover, rank=10),)}
