"""Made-up customers in five languages. Their numbers lie in blocks nobody is given, their mail at example.com."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

_WOMEN: Final[Mapping[str, str]] = {
    "en": "Anna Emma Grace Hanna Julia Laura Marie Nora Olivia Ruth Sophie Vera",
    "fa": "مریم زهرا سارا نرگس لیلا شیرین پریسا الهام مهسا نازنین فرزانه رویا",
    "ar": "فاطمة عائشة ليلى نور سلمى هدى مريم ريم أمينة سعاد زينب دينا",
    "zh": "丽 芳 娜 静 敏 秀英 婷 雪 桂兰 玉兰 慧 洁",
    "ru": "Анна Ольга Елена Татьяна Наталья Ирина Светлана Мария Екатерина Юлия Вера Дарья",
}
_MEN: Final[Mapping[str, str]] = {
    "en": "Adam Ben Carl David Felix George Hugo Jonas Leo Martin Paul Thomas",
    "fa": "علی محمد رضا حسین امیر مهدی سعید بهرام کاوه فرهاد داریوش نیما",
    "ar": "أحمد محمد علي عمر خالد يوسف حسن سعيد طارق كريم مازن زياد",
    "zh": "伟 强 磊 军 勇 杰 涛 明 超 刚 平 辉",
    "ru": "Александр Дмитрий Сергей Андрей Иван Михаил Алексей Николай Павел Виктор Олег Игорь",
}
_FAMILIES: Final[Mapping[str, str]] = {
    "en": "Baker Brown Fischer Hartmann Hughes Keller Lehmann Miller Schmidt Taylor Weber Wood",
    "fa": "محمدی احمدی رضایی کریمی حسینی موسوی جعفری صادقی رستمی کاظمی نوری اکبری",
    "ar": "الهاشمي المنصوري العلي الحسن الخطيب النجار السعدي الشامي العمري القاسمي الراشد الحداد",
    "zh": "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙",
    "ru": "Иванов Смирнов Кузнецов Попов Соколов Лебедев Козлов Новиков Морозов Волков Павлов Егоров",
}
_FIRMS: Final[Mapping[str, str]] = {
    "en": "Hotel Seeblick|Cafe Central|Riverside Workshop",
    "fa": "هتل پارسیان نو|کافه گلستان|کارگاه البرز",
    "ar": "فندق الواحة|مقهى النخيل|ورشة الخليج",
    "zh": "东方酒店|春天咖啡馆|长江工坊",
    "ru": "Гостиница «Волна»|Кафе «Берёзка»|Мастерская «Север»",
}
# The German block is kept free for films; in the others the middle digits are given to nobody.
_MOBILE: Final[Mapping[str, str]] = {
    "en": "+4917139200{:02d}",
    "fa": "+98912000{:04d}",
    "ar": "+97150000{:04d}",
    "zh": "+861380000{:04d}",
    "ru": "+7900000{:04d}",
}
_LANDLINE: Final[Mapping[str, str]] = {
    "en": "+493000000{:03d}",
    "fa": "+982100000{:03d}",
    "ar": "+97140000{:03d}",
    "zh": "+861000000{:03d}",
    "ru": "+7495000{:04d}",
}
# Mostly phone and mail, some with one of them, a few whom no text reaches: (share, ways).
_WAYS: Final = ((60, "mobile mail"), (18, "mobile"), (12, "mail"), (6, "landline"), (4, ""))


@dataclass(frozen=True, slots=True)
class Customer:
    """`contacts` are (kind, value); `reachable`: a message can reach them."""

    name: str
    language: str
    kind: str
    contacts: tuple[tuple[str, str], ...]

    @property
    def reachable(self) -> bool:
        landline = _LANDLINE[self.language].split("{", maxsplit=1)[0]
        return any(kind == "email" or not value.startswith(landline) for kind, value in self.contacts)


def customer(rng: Random, language: str, number: int) -> Customer:
    """`number` makes the mail address unlike any other's; one in twelve is a firm."""
    firm = rng.random() < 1 / 12
    ways = rng.choices([ways for _, ways in _WAYS], [share for share, _ in _WAYS])[0].split()
    name = rng.choice(_FIRMS[language].split("|")) if firm else _person(rng, language)
    return Customer(name, language, "company" if firm else "person", tuple(_way(way, language, number) for way in ways))


def _person(rng: Random, language: str) -> str:
    woman = rng.random() < 0.5
    given = rng.choice((_WOMEN if woman else _MEN)[language].split())
    family = rng.choice(_FAMILIES[language].split())
    if language == "zh":
        return family + given
    if language == "ru" and woman:
        family += "а"
    return f"{given} {family}"


def _way(way: str, language: str, number: int) -> tuple[str, str]:
    if way == "mail":
        return "email", f"customer.{language}.{number}@example.com"
    shape = (_MOBILE if way == "mobile" else _LANDLINE)[language]
    room = 100 if ":02d" in shape else 1000
    return "phone", shape.format(number % room)
