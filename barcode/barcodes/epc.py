"""Electronic product codes from RFID tags: hexadecimal memory, tag URIs and pure identity URIs."""

import re
from functools import cache
from types import ModuleType
from typing import Any, Final

from barcodes.gs1.read import candidate
from barcodes.gs1.split import split_hri
from barcodes.model import Candidate, Kind

_HEX: Final = re.compile(r"[0-9A-Fa-f]{24,104}")
_URI: Final = re.compile(r"urn:epc:(id|tag|raw):", re.IGNORECASE)
_LONGEST: Final = 400


@cache
def _epcpy() -> ModuleType:
    """Loaded when the first tag comes: most desks read none."""
    import epcpy

    return epcpy


def epc_candidates(text: str, *, told: bool) -> list[Candidate]:
    """The code of an RFID tag, as GTIN and serial where it holds them; empty when it is none.

    `told`: a reader sent it. SGTIN-96 carries only numeric serials without leading zeros; SGTIN-198 the rest.
    Source: GS1 EPC Tag Data Standard 1.13, by epcpy.
    """
    if len(text) > _LONGEST:
        return []
    if _HEX.fullmatch(text) and len(text) % 2 == 0:
        code, sure = _from_hex(text), 0.98 if told else 0.8
    elif (kind := _URI.match(text)) is not None:
        code, sure = _from_uri(text, kind[1].lower()), 0.98
    else:
        return []
    return [_candidate(code, sure)] if code is not None else []


def _from_hex(text: str) -> Any:
    try:
        return _epcpy().hex_to_tag_encodable(text)
    except Exception:  # noqa: BLE001  # epcpy raises several kinds for memory that holds no code
        return None


def _from_uri(text: str, form: str) -> Any:
    try:
        if form == "raw":
            return _from_hex(text.rpartition("x")[2])
        read = _epcpy().tag_uri_to_tag_encodable if form == "tag" else _epcpy().epc_pure_identity_to_scheme
        return read(text)
    except Exception:  # noqa: BLE001  # as above
        return None


def _candidate(code: Any, sure: float) -> Candidate:
    uri = str(code.epc_uri)
    try:
        message = split_hri(code.gs1_element_string())
    except Exception:  # noqa: BLE001  # schemes outside GS1 (GID, ADI) have no element string
        message = None
    if message is None or not message.elements:
        return Candidate(Kind.EPC, extra={"epc": uri}, confidence=sure)
    found = candidate(message, sure, kind=Kind.EPC)
    return Candidate(
        Kind.EPC, found.gtin, found.serial, found.batch, found.expiry, found.production,
        {**found.extra, "epc": uri}, sure, found.corrections, found.warnings,
    )  # fmt: skip
