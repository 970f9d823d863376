"""The rooms of the house, from the ground up: each may know only what stands before it."""

from typing import Final

FLOORS: Final = ("foundation", "events")
ROOMS: Final = (
    "centres",
    "accounts",
    "parties",
    "products",
    "faults",
    "warranty",
    "parts",
    "timesheets",
    "pricing",
    "tickets",
    "repairs",
    "billing",
    "erp",
    "links",
    "scanning",
    "calls",
    "privacy",
    "correspondence",
    "starter",
    "imports",
    "portal",
    "desk",
    "setup",
)
