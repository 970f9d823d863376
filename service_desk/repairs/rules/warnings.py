"""What a technician should look at while putting a part on an order, in the five languages. It never stops the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service_desk.foundation.i18n import say

_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "no_price": {
        "en": "{part} has no price yet. Set one before the order is closed.",
        "fa": "{part} هنوز قیمت ندارد. پیش از بستن سفارش قیمتی بگذارید.",
        "ar": "لا سعر للقطعة {part} بعد. حدّد سعرًا قبل إغلاق الأمر.",
        "zh": "{part} 还没有价格。请在关闭维修单之前设定。",
        "ru": "У {part} ещё нет цены. Назначьте её до закрытия заказа.",
    },
    "not_listed": {
        "en": "{part} is not listed for this model. Check that it fits.",
        "fa": "{part} در فهرست قطعات این مدل نیست. بررسی کنید که مناسب باشد.",
        "ar": "القطعة {part} غير مدرجة لهذا الطراز. تحقق من ملاءمتها.",
        "zh": "{part} 未列入该型号的配件。请确认是否适用。",
        "ru": "{part} не значится для этой модели. Проверьте, подходит ли запчасть.",
    },
}


@dataclass(frozen=True, slots=True)
class PartWarning:
    """`message` is in the technician's language."""

    code: str
    message: str


def no_price(part: str, language: str) -> PartWarning:
    return PartWarning("no_price", say(_SENTENCES["no_price"], language).format(part=part))


def not_listed(part: str, language: str) -> PartWarning:
    return PartWarning("not_listed", say(_SENTENCES["not_listed"], language).format(part=part))
