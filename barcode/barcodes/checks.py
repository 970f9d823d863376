"""Check digits of the trade's numbers."""

TOKEN_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def gtin_check_digit(body: str) -> str:
    """The GS1 check digit (modulo 10, weights 3 and 1 from the right) of the digits before it."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body)))
    return str(-total % 10)


def is_gtin(digits: str) -> bool:
    """8, 12, 13 or 14 digits with the right check digit."""
    return len(digits) in {8, 12, 13, 14} and digits.isascii() and digits.isdigit() and gtin_check_digit(digits[:-1]) == digits[-1]


def token_check(body: str) -> str:
    """ISO/IEC 7064 MOD 37,36 over 0-9 and A-Z; hyphens do not count."""
    check = 18
    for character in body:
        if character != "-":
            check = ((check or 36) * 2 % 37 + TOKEN_ALPHABET.index(character)) % 36
    return TOKEN_ALPHABET[(1 - ((check or 36) * 2) % 37) % 36]
