"""Own tokens: what the desk prints on tickets, bins and labels. `[0-9A-Z-]`, a letter first, `-` and a check character last."""

import re
from typing import Final

from barcodes.checks import mod_37_36
from barcodes.problems import EncodeError

LONGEST: Final = 48
_TOKEN: Final = re.compile(r"[A-Z][0-9A-Z-]{1,45}-[0-9A-Z]")
_BODY: Final = re.compile(r"[A-Z][0-9A-Z-]*[0-9A-Z]")


def make_token(body: str) -> str:
    """`TEH-R-000123` → `TEH-R-000123-P`: the check character is ISO/IEC 7064 MOD 37,36 over the text without `-`.

    These characters survive upper-casing and most keyboard layouts. Raises EncodeError when `body` has others, does not
    begin with a letter, or is longer than 46.
    """
    if not _BODY.fullmatch(body) or len(body) > LONGEST - 2:
        raise EncodeError(f"'{body[:60]}' is no token: use 2 to 46 of 0-9, A-Z and -, a letter first, no - last.")
    return f"{body}-{mod_37_36(body.replace('-', ''))}"


def token_body(text: str) -> str | None:
    """The token without its check character, or None when `text` is none or its check character is wrong."""
    if not _TOKEN.fullmatch(text) or mod_37_36(text[:-2].replace("-", "")) != text[-1]:
        return None
    return text[:-2]
