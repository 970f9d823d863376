"""Control characters as scanners and keyboards spell them: `<GS>`, `\\x1d`, `^]`, `~029`, U+241D, `↔`, or plain letters."""

import re
from typing import Final

_NAMES: Final = {"FS": "\x1c", "GS": "\x1d", "RS": "\x1e", "US": "\x1f", "EOT": "\x04"}
_SIGNS: Final = {
    "\u241c": "\x1c", "\u241d": "\x1d", "\u241e": "\x1e", "\u241f": "\x1f", "\u2404": "\x04",  # Unicode's control pictures
    "\u2194": "\x1d", "\u25b2": "\x1e", "\u25bc": "\x1f", "\u2666": "\x04",  # what code page 437 shows for them
    "^\\": "\x1c", "^]": "\x1d", "^^": "\x1e", "^_": "\x1f", "^D": "\x04",
}  # fmt: skip
_NAME: Final = r"(?P<name>FS|GS|RS|US|EOT)"
_HEX: Final = r"(?P<hex>1[C-F]|04)"
_SPELT: Final = re.compile(
    rf"""[<{{\[(]\s*{_NAME}\s*[>}}\])] | \\{_NAME.replace("name", "bare")}
       | (?:\\x|\\u00|%){_HEX} | (?P<open>[<{{\[(])?0x{_HEX.replace("hex", "long")}(?(open)[>}}\])]|)
       | &\#(?:0*(?P<decimal>28|29|30|31|4)|x0*(?P<entity>1[C-F]|4));
       | [~\\]d?(?P<code>028|029|030|031|004) | \\(?P<octal>034|035|036|037|004)
       | (?P<sign>[\u241c-\u241f\u2404\u2194\u25b2\u25bc\u2666]|\^[\\\]^_D])""",
    re.IGNORECASE | re.VERBOSE,
)
_SENT: Final = (
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x7f \t\r\n\v\f"
)
"""What devices send around a text (STX, ETX, SYN, ACK and their like); separators are part of it, EOT is not missed."""
_LETTERS: Final = re.compile(
    r"\[\)>\s?RS(\d\d)GS(?=\d{0,3}[A-Z])(.*?)(?:GS)?(?:RS)?(?:EOT)?", re.IGNORECASE | re.DOTALL
)
_CARETS: Final = re.compile(r"\[\)>\^\d\d\^(?!])")
_LETTER_GS: Final = re.compile(r"GS(?=\d{0,3}[A-Z])", re.IGNORECASE)


def with_controls(text: str) -> str:
    """The text with control characters for those that were spelt."""
    return _SPELT.sub(_control, text)


def separators_spelt(text: str) -> tuple[str, str]:
    """The text with group separators for those that were spelt, and how the first of them was."""
    first = ""

    def mend(found: re.Match[str]) -> str:
        nonlocal first
        control = _control(found)
        if control != "\x1d":
            return found.group()
        first = first or found.group()
        return control

    return _SPELT.sub(mend, text), first


def envelope_controls(text: str) -> str:
    """As `with_controls`, for a text that begins as an ISO/IEC 15434 envelope: there plain letters are told apart too,
    `[)>RS06GS1PX-1GSSABCRSEOT`, since every piece begins with an identifier."""
    if _CARETS.match(text):
        return text  # one sign for each of them, as `envelope_candidates` reads it
    letters = _LETTERS.fullmatch(text)
    if letters is None:
        return with_controls(text)
    return f"[)>\x1e{letters[1]}\x1d{_LETTER_GS.sub(chr(0x1D), letters[2])}\x1e\x04"


def without_frame(text: str) -> str:
    """The text without what a device sends around it, and the blanks and line ends there. Separators stay."""
    return text if text.isprintable() else text.strip(_SENT)


def _control(found: re.Match[str]) -> str:
    if sign := found["sign"]:
        return _SIGNS[sign.upper()]
    if name := found["name"] or found["bare"]:
        return _NAMES[name.upper()]
    if digits := found["hex"] or found["long"] or found["entity"]:
        return chr(int(digits, 16))
    if digits := found["decimal"] or found["code"]:
        return chr(int(digits))
    return chr(int(found["octal"], 8))
