"""Which telephones can be written to."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

# In North America a mobile cannot be told from a landline by its number.
_TEXTABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def takes_sms(e164: str) -> bool:
    """Whether a number in E.164 belongs to a mobile; one for Tehran's 021 landlines, say, would be refused and billed."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(e164)) in _TEXTABLE
    except NumberParseException:
        return False
