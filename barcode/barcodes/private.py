"""What people carry in codes that is none of the desk's business: networks, cards, payments, papers."""

import re
from hashlib import sha256
from typing import Final

from stdnum import iban

_PRIVATE: Final = re.compile(
    r"""WIFI:                                       # name and password of a network
      | BEGIN:V(?:CARD|EVENT|CALENDAR) | MECARD: | BIZCARD: | VCARD:
      | (?:mailto|matmsg|smtp|tel|sms|smsto|mmsto|facetime|geo|otpauth(?:-migration)?|dpp|lpa|whatsapp|wxp|fido):   # people, secrets, eSIMs
      | (?!https?:)[a-z][a-z0-9+.-]*://             # an app's own address: a log-in, a chat, a tunnel, a payment
      | (?:bitcoin(?:cash)?|ethereum|litecoin|dogecoin|dash|zcash|monero|tron|ripple|xrp|stellar|solana|cardano|lightning|lnurl[pwc]?|nostr|payto|web\+\w+):\w
      | (?:sips?|xmpp|skype|im):[^\s:]+[@?] | wc:[0-9a-f-]{32,}@ | mdoc:[\w-]{6}
      | MT:[0-9A-Z.-]{19,}$ | X-HM://               # pairing secrets of things at home (Matter, HomeKit)
      | BCD\r?\n0\d\d\r?\n                          # European payments (EPC069-12)
      | SPC\r?\n\d{4}\r?\n                          # Swiss QR bill
      | (?:HRVHUB30|UPNQR)\r?\n                     # Croatian, Slovenian payment
      | SPD\*\d                                     # Czech short payment
      | ST\d{5}[|^~;]\w+=                           # Russian payment (GOST R 56042)
      | \d{10}?\|PL\|\d{26}\|                       # Polish payment
      | %[A-Z][^\r\n]*\^[^\r\n]*\? | ;\d{12,19}=\d+\?  # stripe of a bank card or licence (ISO/IEC 7813)
      | 000201(?:0102|[0-9]{2}).{20,}6304[0-9A-F]{4}$   # EMV payment
      | (?:@[\s\x1c-\x1e]*ANSI\ \d|ANSI\ \d{6}\d{4,}\w\w)  # driving licence (AAMVA)
      | (?:HC1|NZCP|shc):                           # health papers
      | M[1-4][A-Z '/-]{20}E?[A-Z0-9 ]{7}[A-Z]{6}   # boarding pass (IATA 792)
      | [PIACV][A-Z<][A-Z<]{3}[A-Z0-9<]{25,}        # passport, identity card, visa (ICAO 9303)
      | \#UT\d\d\d{4}                                # railway ticket (UIC 918-3)
      | 1\$[\w.-]+\.[a-z]{2,}\$[A-Z0-9-]{4,}          # activation of an eSIM without its prefix
      | \d@[\w+/=]{20,},[\w+/=]{20,},               # pairing of a chat
      | (?:END:V|VERSION:[234]\.0$ | (?:FN|TEL|EMAIL|ADR|BDAY)(?:;[^:\r\n]*)?:\S|N(?:;[^:;]*)?:[^;]*;[^;]*(?:;|$))  # a card, line by line, as a keyboard scanner sends it
      | -----BEGIN\ | ssh-(?:rsa|ed25519)\ | eyJ[\w-]{8,}\.[\w-]{8,}\. | AGE-SECRET-KEY- | \[Interface\]\r?\n  # keys
      | (?:[a-z]{3,8}\ ){11}(?:(?:[a-z]{3,8}\ ){3}){0,4}[a-z]{3,8}$  # the words of a wallet (BIP 39)
      | <\?xml[^>]*>\s*<PrintLetterBarcodeData
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

_PLACES: Final = re.compile(
    r"""https?://(?:[\w.-]+\.)?(?:
        qr\.alipay\.com|wa\.me|paypal\.(?:me|com)|u\.wechat\.com|(?:api|chat)\.whatsapp\.com|t\.me|signal\.(?:me|group)|line\.me|m\.me
      | venmo\.com|cash\.app|revolut\.me|qr\.nspk\.ru|app\.swish\.nu|discord\.com/ra|linkedin\.com/in|zoom\.us/j|meet\.google\.com)/
      | https?://[^/?\#\s]*:[^/?\#\s]*@               # with a password before the name
      | https?://[^?\#\s]*/l/[\w-]{20,}               # a customer's own page of this desk
      | https?://[^?\#\s]*/(?:log-?in|sign-?in|z-login|sso|oauth2?|magic(?:-?link)?|(?:password-?)?reset(?:-?password)?|otp|one-?time[\w-]*)(?:[/?\#]\S|$)
      | https?://\S*[?&\#](?:(?:\w+[_-])?token|otp|pass(?:word|wd)?|pwd|psk|secret|jwt|session(?:[_-]?id)?|auth(?:[_-]?(?:key|code))?|magic)=[^&\#\s]
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Web addresses that open somebody's account, chat, purse or repair."""
_BECH32: Final = re.compile(
    r"(?:bc|tb|ltc|addr|cosmos|npub|nsec)1[ac-hj-np-z02-9]{38,}|ln(?:bc|tb)\w{50,}|lnurl1[ac-hj-np-z02-9]{30,}|0x[0-9a-f]{40}",
    re.IGNORECASE,
)
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

_IBAN: Final = re.compile(r"[A-Z]{2}\d\d[A-Z\d ]{11,38}", re.IGNORECASE)

_UNSEEN: Final = "\ufeff\u200b\u200e\u200f\u2060 \t\r\n\x00\x02\x1d"


def is_private(text: str) -> bool:
    """A network's password, a business card, a payment, a purse, a log-in, a driving licence and their like: not to be looked up, not to be kept."""
    text = text.lstrip(_UNSEEN)
    return any(form.match(text) for form in (_PRIVATE, _PLACES)) or _is_purse(text.rstrip())


def _is_purse(text: str) -> bool:
    """An account of a digital currency or its key, or a bank account; what has no name of its own is proven by its check digits."""
    if _BECH32.fullmatch(text):
        return True
    if 25 <= len(text) <= 112 and all(letter in _BASE58 for letter in text):
        number = 0
        for letter in text:
            number = number * 58 + _BASE58.index(letter)
        body = b"\0" * (len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
        return sha256(sha256(body[:-4]).digest()).digest()[:4] == body[-4:]
    return _IBAN.fullmatch(text) is not None and iban.is_valid(text)
