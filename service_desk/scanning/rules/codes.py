"""Codes that the desk prints itself: orders and tickets by their number, places and badges by centre and code."""

import re
from typing import Final, NamedTuple

from barcodes import make_token

PLACE: Final = "LOC-"
BADGE: Final = "BDG-"
COMMAND: Final = "CMD-"
OWN: Final = (PLACE, BADGE, COMMAND)
"""Beginnings that leave no doubt; numbers of tickets and orders begin with any centre's code."""
_PRINTED: Final = str.maketrans("._", "--")
_NUMBER: Final = re.compile(r"[A-Z][A-Z0-9]{1,5}-[TRIE]-[0-9]{1,12}")


class Posted(NamedTuple):
    """A place or a badge as its token names it: several places may share it (`A.1` and `A_1`), and then the desk asks."""

    centre: str
    code: str


def number_token(number: str) -> str:
    """`BER-R-000123` → `BER-R-000123-P`, of a ticket or a repair order."""
    return make_token(number)


def place_token(centre_code: str, code: str) -> str:
    """Of a location. `.` and `_` are printed as `-`: they do not survive every keyboard."""
    return make_token(f"{PLACE}{centre_code}-{printed(code)}")


def badge_token(centre_code: str, code: str) -> str:
    """Of a technician or a machine."""
    return make_token(f"{BADGE}{centre_code}-{printed(code)}")


def printed(code: str) -> str:
    return code.translate(_PRINTED).rstrip("-")


def posted(token: str, prefix: str) -> Posted | None:
    """What a token (without its check character) of `LOC-` or `BDG-` names, or None."""
    centre, _, code = token.removeprefix(prefix).partition("-")
    return Posted(centre, code) if token.startswith(prefix) and centre and code else None


def is_number(text: str) -> bool:
    """Whether it has the shape of a number of ours, such as BER-T-000123."""
    return _NUMBER.fullmatch(text) is not None
