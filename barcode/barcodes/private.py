"""What people carry in codes that is none of the desk's business: networks, cards, payments, papers."""

import re
from typing import Final

_PRIVATE: Final = re.compile(
    r"""WIFI:                                       # name and password of a network
      | BEGIN:V(?:CARD|EVENT|CALENDAR) | MECARD: | BIZCARD: | VCARD:
      | (?:mailto|matmsg|smtp|tel|sms|smsto|mmsto|facetime|geo|otpauth(?:-migration)?|dpp|lpa|whatsapp|wxp|fido):   # people, secrets, eSIMs
      | (?:bitcoin|ethereum|litecoin|lightning|monero|tron|upi|pix|paypal|weixin|alipays?)://?  | (?:bitcoin|ethereum|lightning):
      | https?://(?:qr\.alipay\.com|wa\.me|paypal\.me|u\.wechat\.com|api\.whatsapp\.com|t\.me)/   # the same as addresses
      | MT:[0-9A-Z.-]{19,}$ | X-HM://               # pairing secrets of things at home (Matter, HomeKit)
      | BCD\r?\n0\d\d\r?\n                          # European payments (EPC069-12)
      | SPC\r?\n\d{4}\r?\n                          # Swiss QR bill
      | SPD\*\d                                     # Czech short payment
      | ST\d{5}\|                                   # Russian payment (GOST R 56042)
      | 000201(?:0102|[0-9]{2}).{20,}6304[0-9A-F]{4}$   # EMV payment
      | @[\s\x1c-\x1e]*ANSI\ \d                     # driving licence (AAMVA)
      | (?:HC1|NZCP|shc):                           # health papers
      | M[1-4][A-Z '/-]{20}E?[A-Z0-9 ]{7}[A-Z]{6}   # boarding pass (IATA 792)
      | [PIAC][A-Z<][A-Z<]{3}[A-Z0-9<]{25,}         # passport, identity card (ICAO 9303)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

_UNSEEN: Final = "\ufeff\u200b\u200e\u200f\u2060 \t\r\n"


def is_private(text: str) -> bool:
    """A network's password, a business card, a payment, a driving licence and their like: not to be looked up, not to be kept."""
    return _PRIVATE.match(text.lstrip(_UNSEEN)) is not None
