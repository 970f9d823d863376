"""The centres of the made-up company, its people, its calendar and what things cost there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service_desk.foundation.money import rounded

COMPANY: Final = "SPG"
COMPANY_NAME: Final = {
    "en": "Sepehr Service Group",
    "fa": "گروه خدمات سپهر",
    "ar": "مجموعة سپهر للخدمات",
    "zh": "晴空服务集团",
    "ru": "Сервисная группа «Сепехр»",
}
COUNTRY: Final = "DE"
BOOK: Final = "EUR"
SUPPLIES_FROM: Final = date(2012, 1, 1)  # prices, policies and hourly rates: before anything that is ever played
PERIODS_FROM: Final = 2013
PASSWORD: Final = "four apples and a pear"  # noqa: S105  # of every demo log-in, printed on purpose


@dataclass(frozen=True, slots=True)
class Place:
    """A centre. Hours cost and are billed in its currency, as multiples of the euro's rate; `speaks`: its customers' shares."""

    code: str
    name: dict[str, str]
    zone: str
    country: str
    language: str
    currency: str
    weekend: tuple[int, ...]
    hour_cost: Decimal
    hour_price: Decimal
    journey: Decimal
    speaks: Mapping[str, int]
    phone: str
    email: str


PLACES: Final = (
    Place(
        "TEH",
        {"en": "Tehran", "fa": "تهران", "ar": "طهران", "zh": "德黑兰", "ru": "Тегеран"},
        "Asia/Tehran", "IR", "fa", "IRR", (5,), Decimal(4), Decimal(11), Decimal(5),
        {"fa": 80, "en": 8, "ar": 6, "ru": 3, "zh": 3},
        "+98 21 5550 0100", "tehran@service.example.com",
    ),
    Place(
        "BER",
        {"en": "Berlin", "fa": "برلین", "ar": "برلين", "zh": "柏林", "ru": "Берлин"},
        "Europe/Berlin", "DE", "en", "EUR", (6, 7), Decimal(31), Decimal(78), Decimal(29),
        {"en": 60, "ru": 18, "zh": 10, "fa": 6, "ar": 6},
        "+49 30 23125 100", "berlin@service.example.com",
    ),
    Place(
        "DXB",
        {"en": "Dubai", "fa": "دبی", "ar": "دبي", "zh": "迪拜", "ru": "Дубай"},
        "Asia/Dubai", "AE", "ar", "AED", (6, 7), Decimal(11), Decimal(38), Decimal(18),
        {"ar": 58, "en": 24, "fa": 8, "zh": 6, "ru": 4},
        "+971 4 555 0100", "dubai@service.example.com",
    ),
)  # fmt: skip
BY_CODE: Final = {place.code: place for place in PLACES}
COUNTRY_OF: Final = {"en": "DE", "fa": "IR", "ar": "AE", "zh": "CN", "ru": "RU"}  # where such a customer bought


WAREHOUSE: Final = "WH"
# Where parts lie in every centre.
SHELVES: Final = (
    (WAREHOUSE, "warehouse", {"en": "Warehouse", "fa": "انبار", "ar": "المستودع", "zh": "仓库", "ru": "Склад"}),
    ("VAN-1", "van", {"en": "Van 1", "fa": "ون ۱", "ar": "شاحنة ١", "zh": "服务车1", "ru": "Машина 1"}),
    ("BENCH", "bench", {"en": "Bench", "fa": "میز تعمیر", "ar": "طاولة الإصلاح", "zh": "维修台", "ru": "Стол"}),
)
BENCH: Final = ("BENCH-1", {"en": "Bench 1", "fa": "میز تعمیر ۱", "ar": "طاولة الإصلاح ١"})


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff. `centre` None: in all of them."""

    login: str
    name: str
    role: str
    centre: str | None
    language: str

    @property
    def email(self) -> str:
        return f"{self.login}@example.org"


STAFF: Final = (
    Member("mina", "مینا کریمی", "agent", "TEH", "fa"),
    Member("reza", "رضا احمدی", "technician", "TEH", "fa"),
    Member("parisa", "پریسا نوری", "parts", "TEH", "fa"),
    Member("anna", "Anna Hartmann", "agent", "BER", "en"),
    Member("jonas", "Jonas Weber", "technician", "BER", "en"),
    Member("grace", "Grace Hughes", "parts", "BER", "en"),
    Member("layla", "ليلى الهاشمي", "agent", "DXB", "ar"),
    Member("omar", "عمر القاسمي", "technician", "DXB", "ar"),
    Member("salma", "سلمى الحسن", "parts", "DXB", "ar"),
    Member("wei", "王伟", "manager", None, "zh"),
    Member("olga", "Ольга Смирнова", "finance", None, "ru"),
    Member("admin", "Vera Lehmann", "admin", None, "en"),
)

TELEPHONES: Final = {"BER": "101", "TEH": "201", "DXB": "301"}
"""The extension on the desk of each centre's agent."""

# One euro costs so much, from a day on: roughly as it was.
_RATES: Final = {
    "IRR": "2012-01-01 36000 2018-05-01 62000 2020-10-01 290000 2023-02-01 480000 2025-03-01 900000",
    "AED": "2012-01-01 4.50 2018-01-01 4.35 2020-01-01 4.15 2023-01-01 3.95 2025-05-01 4.15",
}
_TAXES: Final = {
    "DE": "2007-01-01 19 2020-07-01 16 2021-01-01 19",
    "IR": "2012-01-01 5 2013-03-21 6 2014-03-21 8 2015-03-21 9 2024-03-20 10",
    "AE": "2012-01-01 0 2018-01-01 5",
}


def _dated(line: str) -> list[tuple[date, Decimal]]:
    words = line.split()
    return [(date.fromisoformat(day), Decimal(value)) for day, value in zip(words[::2], words[1::2], strict=True)]


def rates(currency: str) -> list[tuple[date, Decimal]]:
    """What one euro costs in a currency, by the day from which; the euro itself is one euro."""
    return _dated(_RATES[currency]) if currency in _RATES else [(SUPPLIES_FROM, Decimal(1))]


def hours(place: Place) -> list[tuple[date, Decimal, Decimal]]:
    """(from, what an hour costs, what it is billed at): round in the centre's currency, thousands of rials, cents of the rest."""
    found = []
    for day, per_euro in rates(place.currency):
        cost, price = (_plain(euros * per_euro, place.currency) for euros in (place.hour_cost, place.hour_price))
        found.append((max(day, SUPPLIES_FROM), cost, price))
    return found


def _plain(amount: Decimal, currency: str) -> Decimal:
    return round(amount, -3) if currency == "IRR" else rounded(amount, currency)


def taxes() -> list[tuple[str, date, Decimal]]:
    """(country, from, percent)."""
    return [(country, day, percent) for country, line in _TAXES.items() for day, percent in _dated(line)]


def _policy(parts: int, labour: int, travel: int, **more: Any) -> dict[str, Any]:
    return {
        "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}, {"basis": "purchase"}]},
        "classes": {"parts": {"months": parts}, "labour": {"months": labour}, "travel": {"months": travel}},
        "repair_warranty_days": 90,
        "repeat": {"days": 30},
    } | more


DISKS: Final = "DISK-24"
POLICIES: Final[Mapping[str, tuple[dict[str, str], dict[str, Any]]]] = {
    "HOME-24": (
        {"en": "Household, 2 years", "fa": "لوازم خانگی، ۲ سال", "ar": "منزلية، سنتان", "zh": "家用，2年", "ru": "Бытовая, 2 года"},
        _policy(24, 24, 6),
    ),
    "WHITE-24": (
        {"en": "White goods, compressor 5 years", "fa": "لوازم بزرگ، کمپرسور ۵ سال", "ar": "أجهزة كبيرة، الضاغط ٥ سنوات",
         "zh": "大家电，压缩机5年", "ru": "Крупная, компрессор 5 лет"},
        _policy(24, 24, 24, components=[{"component": "compressor", "months": 60}]),
    ),
    "TOOL-36": (
        {"en": "Tools, 3 years", "fa": "ابزار، ۳ سال", "ar": "أدوات، ٣ سنوات", "zh": "工具，3年", "ru": "Инструмент, 3 года"},
        _policy(36, 24, 3, exclusions=["brush", "grease"]),
    ),
    "MOBILE-24": (
        {"en": "Mobile, 2 years", "fa": "همراه، ۲ سال", "ar": "أجهزة محمولة، سنتان", "zh": "移动设备，2年", "ru": "Мобильная, 2 года"},
        _policy(24, 12, 3),
    ),
    DISKS: (
        {"en": "Storage, 2 years", "fa": "حافظه، ۲ سال", "ar": "تخزين، سنتان", "zh": "存储设备，2年", "ru": "Накопители, 2 года"},
        _policy(24, 12, 3),
    ),
}  # fmt: skip
