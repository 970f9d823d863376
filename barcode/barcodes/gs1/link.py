"""GS1 Digital Links: web addresses that carry GS1 elements, and the desk's own short addresses `/s/<token>`."""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from barcodes.checks import gs1_valid, is_digits
from barcodes.gs1.split import Elements, Message
from barcodes.gs1.table import identifiers
from barcodes.model import Doubt

_PRIMARY: Final = {
    "00": (), "01": ("22", "10", "21"), "253": (), "255": (), "401": (), "402": (), "414": ("254", "7040"),
    "417": ("7040",), "8003": (), "8004": (), "8006": ("22", "10", "21"), "8010": ("8011",), "8013": (), "8017": ("8019",),
    "8018": ("8019",), "8030": (), "8031": (),
}  # fmt: skip
"""Primary identifiers and what may follow in the path (GS1 Digital Link: URI Syntax 1.6)."""
_NAMES: Final = {"gtin": "01", "cpv": "22", "lot": "10", "ser": "21", "sscc": "00"}
_OWN: Final = frozenset({"s", "t"})
BARE: Final = re.compile(
    r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/(?:[^?\s]*/)?(?:01|00|8006|gtin|s|t)/[^\s/]|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/?[^?\s]*\?(?:[^\s]*&)?(?:01|gtin)=\d",
    re.IGNORECASE,
)
"""The address of a Digital Link or of ours without its scheme, as people and some readers give it."""


def split_link(text: str) -> Message | None:
    """The elements of a Digital Link on any domain, or None. A GTIN of 8, 12 or 13 digits is filled up to 14.

    Old short names (`/gtin/…/ser/…`) are understood. Query parameters that are no identifier are left alone.
    """
    address = _address(text)
    if address is None:
        return None
    parts = [_NAMES.get(part.lower(), part) for part in address.path.split("/")]
    start = next((at for at, part in enumerate(parts[:-1]) if part in _PRIMARY), None)
    queried = [(_NAMES.get(key.lower(), key), value) for key, value in parse_qsl(address.query)]
    if start is None:  # some makers put all of it behind the question mark
        return _checked(queried) if any(_names_a_thing(ai, value) for ai, value in queried) else None
    pairs = [*zip(parts[start::2], parts[start + 1 :: 2], strict=False)]
    return _checked([(ai, unquote(value)) for ai, value in pairs] + queried)


def _names_a_thing(ai: str, value: str) -> bool:
    """A GTIN or SSCC with a right check digit: `?01=` of any other page is nothing of ours."""
    return ai in {"01", "00"} and len(value) in {8, 12, 13, 14, 18} and is_digits(value) and gs1_valid(value)


def _address(text: str) -> SplitResult | None:
    if not text[:8].lower().startswith(("http://", "https://")):
        return None
    try:
        return urlsplit(text)
    except ValueError:
        return None


def _checked(pairs: list[tuple[str, str]]) -> Message:
    elements: list[tuple[str, str]] = []
    rest: list[str] = []
    doubts: list[Doubt] = []
    for ai, given in pairs:
        identifier = identifiers().get(ai)
        value = given.zfill(14) if ai in {"01", "02"} and len(given) in {8, 12, 13} else given
        if identifier is None:
            continue
        if identifier.value.fullmatch(value):
            elements.append((ai, value))
        else:
            rest.append(ai + value)
            doubts.append(Doubt.BAD_VALUE)
    return Message(tuple(elements), tuple(rest), tuple(doubts))


def own_token(text: str) -> str | None:
    """What stands behind `/s/` or `/t/` in an address, `https://desk.example/s/TEH-R-000123-P`, or None."""
    address = _address(text)
    if address is None:
        return None
    parts = address.path.rstrip("/").split("/")
    return unquote(parts[-1]) if len(parts) > 1 and parts[-2].lower() in _OWN else None


def digital_link(elements: Elements, base: str) -> str:
    """The address of these elements: primary identifier and its qualifiers in the path, the rest in the query.

    `base` is scheme, domain and perhaps a prefix, without a slash at the end. Raises ValueError without a primary
    identifier.
    """
    values = dict(elements)
    primary = next((ai for ai in ("01", "00", *_PRIMARY) if ai in values), None)
    if primary is None:
        raise ValueError("A Digital Link begins with a GTIN (01), an SSCC (00) or another primary identifier.")
    path = [primary, *(ai for ai in _PRIMARY[primary] if ai in values)]
    steps = "".join(f"/{ai}/{quote(values[ai], safe='')}" for ai in path)
    query = "&".join(f"{ai}={quote(value, safe='')}" for ai, value in sorted(values.items()) if ai not in path)
    return base.rstrip("/") + steps + (f"?{query}" if query else "")
