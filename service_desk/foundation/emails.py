"""Mail addresses in one normal form: lower case, the domain as the name servers know it (IDNA 2008, RFC 5891; UTS 46)."""

import re
import unicodedata
from typing import Final

import idna

from service_desk.foundation.errors import Invalid

_MAIL: Final = re.compile(
    r"(?!\.)(?!.*\.[.@])[^@\s<>,;:\"\\()\[\]]{1,64}@([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
# The half-space and the joiner belong to the spelling of some domains, می‌خواهم among them, and stay there.
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINERS: Final = "\u200c\u200d"
_FULL_WIDTH: Final = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3002: "."}
_LONGEST: Final = 254


class InvalidEmail(Invalid):
    code = "invalid_email"
    message = "'{value}' is not a mail address. Write it as name@example.com."


def is_like_email(written: str) -> bool:
    """Whether a typed text can only be meant as a mail address; the sign of full width counts."""
    return "@" in written.translate(_FULL_WIDTH)


def normalise_email(written: str) -> str:
    """Lower case and trimmed, `mailto:` gone, the domain in its ASCII form. Raises InvalidEmail."""
    text = _INVISIBLE.sub("", written[: 2 * _LONGEST]).translate(_FULL_WIDTH).strip().strip(_JOINERS)
    local, at, domain = re.sub("^mailto:", "", text, flags=re.IGNORECASE).rpartition("@")
    kept = f"{unicodedata.normalize('NFC', local).lower()}{at}{_domain(domain, written)}"
    if len(kept) > _LONGEST or len(written) > 2 * _LONGEST or not _MAIL.fullmatch(kept):
        raise InvalidEmail(value=written[:60], field="email")
    return kept


def _domain(domain: str, written: str) -> str:
    # In a name of ASCII letters a joiner is a slip of the keyboard; and old ASCII names need not follow IDNA.
    plain = re.sub(f"[{_JOINERS}]", "", domain)
    if plain.isascii():
        return plain.lower()
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise InvalidEmail(value=written[:60], field="email") from None
