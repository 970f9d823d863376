"""What an agent should look at while taking a report, in the five languages. A warning never stops the ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from barcodes import Doubt
from notifications.message import why
from service_desk.foundation.i18n import say
from service_desk.products.rules import ItemFacts, NoticeKind

_SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "unknown_unit": {
        "en": "No item with the serial {item} is known. Check it against the label; if it is right, register the item.",
        "fa": "کالایی با سریال {item} شناخته نیست. با برچسب مقایسه کنید؛ اگر درست است، کالا را ثبت کنید.",
        "ar": "لا يُعرف منتج بالرقم التسلسلي {item}. قارنه بالملصق؛ فإن كان صحيحًا فسجّل المنتج.",
        "zh": "没有序列号为 {item} 的产品。请与标签核对；如无误，请登记该产品。",
        "ru": "Изделие с серийным номером {item} неизвестно. Сверьте с этикеткой; если верно, зарегистрируйте изделие.",
    },
    "wrong_check_digit": {
        "en": "The check digit of {item} is wrong. Scan the label again, or compare the digits with it.",
        "fa": "رقم کنترل {item} نادرست است. برچسب را دوباره اسکن کنید یا رقم‌ها را با آن مقایسه کنید.",
        "ar": "رقم التحقق في {item} خاطئ. امسح الملصق مجددًا أو قارن الأرقام به.",
        "zh": "{item} 的校验位错误。请重新扫描标签，或与标签核对数字。",
        "ru": "Контрольная цифра {item} неверна. Отсканируйте этикетку снова или сверьте с ней цифры.",
    },
    "group_separator_lost": {
        "en": "The label came without its separators and fits {item} only. Compare its serial with the label.",
        "fa": "برچسب بدون جداکننده‌هایش رسید و تنها با {item} جور است. سریال آن را با برچسب مقایسه کنید.",
        "ar": "وصل الملصق دون فواصله ولا يطابق إلا {item}. قارن رقمه التسلسلي بالملصق.",
        "zh": "标签缺少分隔符，只与 {item} 相符。请将其序列号与标签核对。",
        "ru": "Этикетка пришла без разделителей и подходит только к {item}. Сверьте серийный номер с этикеткой.",
    },
    "layout_guessed": {
        "en": "{item} is what was scanned if the keyboard had another layout. Compare its serial with the label.",
        "fa": "اگر چیدمان صفحه‌کلید دیگری بوده، {item} اسکن شده است. سریال آن را با برچسب مقایسه کنید.",
        "ar": "إن كان تخطيط لوحة المفاتيح مختلفًا فالممسوح هو {item}. قارن رقمه التسلسلي بالملصق.",
        "zh": "如果键盘布局不同，扫描的是 {item}。请将其序列号与标签核对。",
        "ru": "Если раскладка клавиатуры была другой, отсканировано {item}. Сверьте серийный номер с этикеткой.",
    },
    "seen_once": {
        "en": "{item} is not clear in the picture. Compare the digits with the label.",
        "fa": "{item} در تصویر به‌روشنی دیده نمی‌شود. رقم‌ها را با برچسب مقایسه کنید.",
        "ar": "لا يظهر {item} في الصورة بوضوح. قارن الأرقام بالملصق.",
        "zh": "图片中的 {item} 不够清晰。请与标签核对数字。",
        "ru": "{item} на снимке видно нечётко. Сверьте цифры с этикеткой.",
    },
    "owner_unknown": {
        "en": "No owner is known for {item}. If it belongs to the caller, make them its owner.",
        "fa": "مالک {item} شناخته نیست. اگر از آنِ تماس‌گیرنده است، او را مالک ثبت کنید.",
        "ar": "لا يُعرف مالك {item}. إن كان للمتصل فسجّله مالكًا.",
        "zh": "{item} 没有登记所有者。如果属于来电者，请将其登记为所有者。",
        "ru": "Владелец {item} неизвестен. Если изделие принадлежит обратившемуся, запишите его владельцем.",
    },
    "owned_by_other": {
        "en": "{item} belongs to someone else in our records. Ask how the caller got it, then transfer it to them.",
        "fa": "{item} در سوابق ما از آنِ کس دیگری است. بپرسید چگونه به دست تماس‌گیرنده رسیده، سپس به نام او منتقل کنید.",
        "ar": "{item} مسجّل لدينا باسم شخص آخر. اسأل المتصل كيف حصل عليه ثم انقله إليه.",
        "zh": "{item} 在我们的记录中属于他人。请询问来电者如何得到它，然后转移给来电者。",
        "ru": "По нашим данным {item} принадлежит другому клиенту. Спросите, как изделие попало к обратившемуся, и запишите его владельцем.",
    },
    "swapped_out": {
        "en": "{item} was exchanged for another unit. Check which one the customer has in hand.",
        "fa": "{item} با دستگاه دیگری تعویض شده است. بررسی کنید کدام در دست مشتری است.",
        "ar": "استُبدل بالجهاز {item} جهاز آخر. تحقق أيهما بيد العميل.",
        "zh": "{item} 已更换为另一台。请核对客户手中是哪一台。",
        "ru": "{item} было заменено другим изделием. Проверьте, какое из них у клиента.",
    },
    "item_retired": {
        "en": "{item} was taken out of use. Check the serial against the label.",
        "fa": "{item} از رده خارج شده است. سریال را با برچسب مقایسه کنید.",
        "ar": "أُخرج {item} من الخدمة. قارن الرقم التسلسلي بالملصق.",
        "zh": "{item} 已停用。请将序列号与标签核对。",
        "ru": "{item} выведено из эксплуатации. Сверьте серийный номер с этикеткой.",
    },
    "duplicate_ticket": {
        "en": "Ticket {item} on this item is still open. Add to it, unless this is another fault.",
        "fa": "تیکت {item} برای این کالا هنوز باز است. به آن بیفزایید، مگر این‌که خرابی دیگری باشد.",
        "ar": "التذكرة {item} على هذا المنتج ما زالت مفتوحة. أضف إليها، إلا إذا كان عطلًا آخر.",
        "zh": "该产品的工单 {item} 仍未关闭。除非是另一故障，请在其上补充。",
        "ru": "Заявка {item} по этому изделию ещё открыта. Если неисправность та же, дополните эту заявку.",
    },
    "open_order": {
        "en": "A repair order on {item} is open. Look at it before you start another.",
        "fa": "سفارش تعمیری برای {item} باز است. پیش از آغاز سفارش تازه آن را ببینید.",
        "ar": "يوجد أمر إصلاح مفتوح على {item}. راجعه قبل بدء أمر آخر.",
        "zh": "{item} 有未关闭的维修单。请先查看，再决定是否新建。",
        "ru": "По {item} открыт заказ на ремонт. Посмотрите его, прежде чем начинать новый.",
    },
    "campaign": {
        "en": "{item} is in a service campaign. Offer to do that work too.",
        "fa": "{item} در یک فراخوان خدماتی است. انجام آن کار را هم پیشنهاد کنید.",
        "ar": "{item} ضمن حملة صيانة. اعرض إنجاز ذلك العمل أيضًا.",
        "zh": "{item} 在召回活动范围内。请建议客户同时完成该项作业。",
        "ru": "{item} попадает под сервисную кампанию. Предложите выполнить и эту работу.",
    },
    "blocked": {
        "en": "{item} is blocked. Ask a supervisor before anything is promised.",
        "fa": "{item} مسدود است. پیش از هر قولی از سرپرست بپرسید.",
        "ar": "{item} محجوب. اسأل المشرف قبل أن تعد بشيء.",
        "zh": "{item} 已被锁定。承诺之前请先询问主管。",
        "ru": "{item} заблокировано. Прежде чем что-либо обещать, спросите старшего.",
    },
}
_ACTIONS: Final[Mapping[str, str]] = {
    "unknown_unit": "register_item",
    "owner_unknown": "transfer_owner",
    "owned_by_other": "transfer_owner",
    "swapped_out": "use_replacement",
    "duplicate_ticket": "go_to_ticket",
    "open_order": "open_order",
    "campaign": "add_campaign",
}
LONGEST_SHOWN: Final = 40
_TOLD: Final = frozenset({Doubt.SEPARATOR_LOST, Doubt.LAYOUT_GUESSED, Doubt.SEEN_ONCE})


@dataclass(frozen=True, slots=True)
class Warned:
    """`message` is in the agent's language; `action` is what the desk offers to do, with `subject_id`."""

    code: str
    message: str
    action: str | None = None
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OtherTicket:
    """A ticket that is still open on the same item."""

    id: UUID
    number: str


def _warned(code: str, item: str, language: str, subject_id: UUID | None = None) -> Warned:
    message = say(_SENTENCES[code], language).format(item=item[:LONGEST_SHOWN])
    return Warned(code, message, _ACTIONS.get(code), subject_id)


def warn_of_label(misread: str, doubts: Sequence[Doubt], item: str, language: str) -> tuple[Warned, ...]:
    """ID-5: a number of the label (`misread`) cannot be right, or its reading is in doubt; the unit may still be meant."""
    wrong = [_warned(Doubt.WRONG_CHECK_DIGIT, misread, language)] if misread else []
    return (*wrong, *(_warned(doubt, item, language) for doubt in doubts if doubt in _TOLD))


def unknown_unit(serial: str, language: str) -> Warned:
    """LINE-10: the ticket is taken all the same, and stays undecided until the unit is known."""
    return _warned("unknown_unit", serial, language)


def warn_of_owner(item: ItemFacts, party_id: UUID | None, language: str) -> list[Warned]:
    """The caller is not the owner we know: perhaps a gift, perhaps a stolen unit, mostly a resale."""
    if party_id is None or item.owner_id == party_id:
        return []
    code = "owner_unknown" if item.owner_id is None else "owned_by_other"
    return [_warned(code, item.identity, language, item.id)]


def warn_of_item(item: ItemFacts, language: str) -> list[Warned]:
    """What stands against the unit itself: swapped out, retired, blocked, on an open order, in a campaign."""
    found = []
    if item.retired and item.replaced_by_id is not None:
        found.append(_warned("swapped_out", item.identity, language, item.replaced_by_id))
    elif item.retired:
        found.append(_warned("item_retired", item.identity, language))
    for notice in item.notices:
        code = NoticeKind(notice.kind).value
        message = say(notice.words, language) or say(_SENTENCES[code], language).format(item=item.identity)
        found.append(Warned(code, message, _ACTIONS.get(code), notice.subject_id))
    return found


def warn_of_reach(reason: str | None, party_id: UUID, language: str) -> list[Warned]:
    """No message about the ticket will reach the customer: said while they are still at the counter or on the phone."""
    message = why(reason, language)
    return [] if message is None else [Warned("unreachable", message, "add_contact", party_id)]


def warn_of_duplicate(other: OtherTicket | None, language: str) -> list[Warned]:
    return [] if other is None else [_warned("duplicate_ticket", other.number, language, other.id)]
