"""The settings there are: typed, with a default; a value may be set for the company or one centre, from a day on."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import latin_digits
from service_desk.foundation.money import NotAnAmount, parse_amount
from service_desk.foundation.written import Phrase, Term

_YES, _NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}
SettingValue = bool | int | str | Decimal


class UnknownSetting(Invalid):
    code = "unknown_setting"
    message = "There is no setting '{name}'. There are: {names}."


class NotASettingValue(Invalid):
    code = "not_a_setting_value"
    message = "{value} does not suit the setting '{name}': {wanted}."


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """`least` and `most` bound numbers; `choices` bound words, `form` other texts: a pattern, for which `like` is an example."""

    name: str
    kind: type[bool] | type[int] | type[str] | type[Decimal]
    default: SettingValue
    meaning: str
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    form: str = ""
    like: str = ""
    room: str = "centres"  # whose errors.toml says `meaning` in the other languages

    def read(self, value: Any) -> SettingValue:
        """The value as its type; NotASettingValue says what would suit."""
        if self.kind is Decimal and isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
            try:
                value = parse_amount(value)
            except NotAnAmount:
                raise self._refuse(value) from None
        if type(value) is not self.kind or not self._inside(value):
            raise self._refuse(value)
        return value

    def typed(self, text: str) -> SettingValue:
        """The value that somebody typed. Raises NotASettingValue."""
        word = latin_digits(text).strip() if self.kind is int else text.strip()
        if word not in self.choices and word.lower() in self.choices:
            word = word.lower()
        if self.kind is bool and word.lower() in _YES | _NO:
            return word.lower() in _YES
        if self.kind is int and re.fullmatch(r"-?[0-9]{1,18}", word):
            return self.read(int(word))
        return self.read(word)

    def _inside(self, value: SettingValue) -> bool:
        if isinstance(value, str):
            fits = not self.form or not value or re.fullmatch(self.form, value) is not None
            return fits and (not self.choices or value in self.choices)
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def _refuse(self, value: object) -> NotASettingValue:
        return NotASettingValue(name=self.name, value=repr(value)[:40], wanted=self.wanted)

    @property
    def wanted(self) -> Phrase:
        if self.choices:
            return Phrase("one of {choices}", choices=list(self.choices))
        if self.form:
            return Phrase("a text like {like}, or an empty one", like=self.like)
        word = {
            bool: "true or false",
            int: "a whole number",
            Decimal: "a number",
            str: "a text",
        }[self.kind]
        places: dict[str, Any] = {"what": Term(word), "least": self.least, "most": self.most}
        if self.least is not None:
            return Phrase(
                "{what} from {least} to {most}" if self.most is not None else "{what}, at least {least}", **places
            )
        return Phrase("{what}, at most {most}" if self.most is not None else "{what}", **places)


KNOWN: dict[str, KnownSetting] = {}


def declare(setting: KnownSetting) -> KnownSetting:
    """Called once per setting, in the rules of the room that reads it."""
    if setting.name in KNOWN and KNOWN[setting.name] != setting:
        message = f"two settings are called {setting.name}"
        raise ValueError(message)
    KNOWN[setting.name] = setting
    return setting


def known(name: str) -> KnownSetting:
    try:
        return KNOWN[name]
    except KeyError:
        raise UnknownSetting(name=name[:60], names=sorted(KNOWN)) from None


DIGITS = declare(
    KnownSetting(
        "digits", str, "language", "Digits on pages and in messages: those of the language, or Latin ones.",
        choices=("language", "latin"),
    )
)  # fmt: skip
SERVICE_PHONE = declare(
    KnownSetting(
        "service_phone", str, "", "Where customers call about a fault; the pages behind labels and claim slips name it.",
        form=r"\+[1-9][0-9 ()-]{4,28}[0-9]", like="+49 30 901820",
    )
)  # fmt: skip
SERVICE_EMAIL = declare(
    KnownSetting(
        "service_email", str, "", "Where customers write about a fault; the same pages name it.",
        form=r"[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", like="service@example.com",
    )
)  # fmt: skip
HOLIDAY_REGION = declare(
    KnownSetting(
        "holiday_region", str, "", "State or region whose public holidays a centre keeps, as in ISO 3166-2 behind the dash.",
        form=r"[A-Z0-9]{1,3}", like="BE",
    )
)  # fmt: skip
ADDRESS = declare(KnownSetting("address", str, "", "Where customers come to, as it is written on a letter."))
