"""What the environment decides: addresses, secrets and which twin of an outside system is used. All else is data."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final

from service_desk.foundation.written import Phrase

_SWITCH = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)


NO_SWITCH: Final = "{name} must be on or off (also 1/0, yes/no, true/false), not '{value}'."
NO_NUMBER: Final = "{name} must be a whole number, not '{value}'."


class BadEnvironment(SystemExit):
    """Said before anything starts; `phrase` in the language of whoever starts it, by the glossary of `room`."""

    def __init__(self, text: str, *, room: str = "service_desk.foundation", **places: str) -> None:
        self.phrase, self.room = Phrase(text, **places), room
        super().__init__(str(self.phrase))


@dataclass(frozen=True)
class Environment:
    """Each field is read from the upper-case variable of its name with the prefix DESK_, DATABASE_URL apart."""

    database_url: str | None = None
    home: Path = Path(".desk")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    log_level: str = "INFO"
    log_format: str = "json"
    pool: int = 10
    metrics_token: str | None = None  # who sends it reads /metrics from elsewhere; without it only this machine does
    sms_channel: str = "console"
    email_channel: str = "console"
    whatsapp_channel: str = "console"
    smtp_url: str | None = None  # smtp://user:password@host:587, smtps:// for TLS from the start
    mail_from: str = "Aftercare <desk@localhost>"
    twilio_account: str | None = None
    twilio_token: str | None = None
    twilio_sender: str | None = None
    twilio_url: str | None = None  # another host than Twilio's own, for tests
    erp_connector: str = "books"
    printers: str = ""  # addresses that labels may be sent to beside loopback: host:port or networks, comma separated
    fault_points: str = ""  # tests only: name=kill|raise, comma separated; see foundation.fault_points

    @classmethod
    def read(cls, source: Mapping[str, str] | None = None) -> "Environment":
        values: dict[str, object] = {}
        variables = os.environ if source is None else source
        for field in fields(cls):
            name = "DATABASE_URL" if field.name == "database_url" else f"DESK_{field.name.upper()}"
            if raw := variables.get(name):
                values[field.name] = _convert(name, raw, field.default)
        return cls(**values)  # type: ignore[arg-type]  # converted by the type of each default


def _convert(name: str, raw: str, default: object) -> object:
    if isinstance(default, bool):
        if raw.lower() not in _SWITCH:
            raise BadEnvironment(NO_SWITCH, name=name, value=raw)
        return _SWITCH[raw.lower()]
    if isinstance(default, int):
        if not (raw.isascii() and raw.isdecimal()):
            raise BadEnvironment(NO_NUMBER, name=name, value=raw)
        return int(raw)
    return Path(raw) if isinstance(default, Path) else raw


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read once per process; tests call `environment.cache_clear()`."""
    return Environment.read()
