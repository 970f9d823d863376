"""Check digits and check characters. Pure arithmetic on ASCII text."""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUE: Final = {c: at for at, c in enumerate(_ALPHABET)}
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_digits(text: str) -> bool:
    """ASCII digits only, at least one; `str.isdigit` alone takes `²` and `٣` too."""
    return text.isascii() and text.isdigit()


def gs1_check_digit(payload: str) -> str:
    """The last digit of a GTIN, SSCC or GLN, from the digits before it (GS1 General Specifications 7.9)."""
    digits = payload[::-1].encode()
    return str(
        -(sum(digits[::2]) * 3 + sum(digits[1::2]) - 48 * (3 * ((len(digits) + 1) // 2) + len(digits) // 2)) % 10
    )


def gs1_valid(number: str) -> bool:
    """The check digit of a GTIN-8, -12, -13, -14 or an SSCC fits; `number` holds digits only."""
    return gs1_check_digit(number[:-1]) == number[-1]


def luhn_valid(number: str) -> bool:
    """The check digit of an IMEI fits (3GPP TS 23.003, annex B); `number` holds digits only."""
    digits = [ord(c) - 48 for c in reversed(number)]
    return (sum(digits[::2]) + sum(_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0


def mod_37_36(text: str) -> str:
    """The check character of `text`, 0-9 and A-Z only (ISO/IEC 7064 MOD 37,36). Raises KeyError on anything else."""
    rest = 36
    for c in text:
        rest = (rest + _VALUE[c]) % 36 or 36
        rest = rest * 2 % 37
    return _ALPHABET[(37 - rest) % 36]
