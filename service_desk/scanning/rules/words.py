"""What labels and benches say, in the five languages of the desk."""

from collections.abc import Mapping
from typing import Final

from service_desk.foundation.i18n import say
from service_desk.foundation.written import filled

Words = Mapping[str, str]

CLAIM: Final[Words] = {
    "en": "Your service claim",
    "fa": "رسید خدمات پس از فروش",
    "ar": "إيصال طلب الخدمة",
    "zh": "您的服务单",
    "ru": "Ваша заявка на сервис",
}
SHOW_IT: Final[Words] = {
    "en": "Scan the code to reach us about it.",
    "fa": "برای تماس با ما در این باره، کد را اسکن کنید.",
    "ar": "امسح الرمز للتواصل معنا بشأنه.",
    "zh": "扫描二维码即可就此联系我们。",
    "ru": "Отсканируйте код, чтобы связаться с нами.",
}
WITH_IT: Final[Words] = {
    "en": "Came with it: {things}",
    "fa": "همراه دستگاه: {things}",
    "ar": "المرفقات: {things}",
    "zh": "随附物品：{things}",
    "ru": "Вместе с ним: {things}",
}
SERIAL: Final[Words] = {"en": "Serial", "fa": "سریال", "ar": "الرقم التسلسلي", "zh": "序列号", "ru": "Серийный №"}
SHEET: Final[Words] = {"en": "Commands", "fa": "فرمان‌ها", "ar": "الأوامر", "zh": "指令", "ru": "Команды"}
CALIBRATION: Final[Words] = {
    "en": "Scan both codes once at this station.",
    "fa": "هر دو کد را یک بار در این ایستگاه اسکن کنید.",
    "ar": "امسح الرمزين مرة واحدة في هذه المحطة.",
    "zh": "请在此工位各扫描一次这两个条码。",
    "ru": "Отсканируйте оба кода на этом рабочем месте.",
}
COMMANDS: Final[Mapping[str, Words]] = {
    "START": {"en": "Start the clock", "fa": "آغاز زمان", "ar": "بدء الوقت", "zh": "开始计时", "ru": "Начать работу"},
    "STOP": {
        "en": "Stop the clock",
        "fa": "توقف زمان",
        "ar": "إيقاف الوقت",
        "zh": "停止计时",
        "ru": "Остановить время",
    },
    "WAIT": {
        "en": "Waiting for a part",
        "fa": "در انتظار قطعه",
        "ar": "بانتظار قطعة",
        "zh": "等待配件",
        "ru": "Ждём запчасть",
    },
    "DONE": {
        "en": "Done: to the check",
        "fa": "تمام شد: به کنترل",
        "ar": "انتهى: إلى الفحص",
        "zh": "完成：送检",
        "ru": "Готово: на контроль",
    },
    "PRINT": {"en": "Print the tag", "fa": "چاپ برچسب", "ar": "طباعة البطاقة", "zh": "打印标签", "ru": "Печать бирки"},
    "UNDO": {"en": "Undo", "fa": "برگرداندن", "ar": "تراجع", "zh": "撤销", "ru": "Отменить"},
}
REASONS: Final[Mapping[str, Words]] = {
    "NO-PART": {
        "en": "Part not in stock",
        "fa": "قطعه موجود نیست",
        "ar": "القطعة غير متوفرة",
        "zh": "配件缺货",
        "ru": "Нет запчасти",
    },
    "WRONG-PART": {
        "en": "Wrong part delivered",
        "fa": "قطعهٔ نادرست رسید",
        "ar": "وصلت قطعة خاطئة",
        "zh": "来件有误",
        "ru": "Пришла не та запчасть",
    },
    "NO-TOOL": {
        "en": "Tool is missing",
        "fa": "ابزار موجود نیست",
        "ar": "الأداة غير متوفرة",
        "zh": "缺少工具",
        "ru": "Нет инструмента",
    },
    "CUSTOMER": {
        "en": "Customer must answer",
        "fa": "مشتری باید پاسخ دهد",
        "ar": "بانتظار رد العميل",
        "zh": "等待客户答复",
        "ru": "Нужен ответ клиента",
    },
    "NO-INFO": {
        "en": "Instructions are missing",
        "fa": "دستورالعمل موجود نیست",
        "ar": "التعليمات غير متوفرة",
        "zh": "缺少资料",
        "ru": "Нет инструкции",
    },
    "BREAK": {"en": "Break", "fa": "استراحت", "ar": "استراحة", "zh": "休息", "ru": "Перерыв"},
}
DONE: Final[Mapping[str, Words]] = {
    "order": {
        "en": "Order {number}. Now scan your badge, then a command.",
        "fa": "سفارش {number}. اکنون کارت خود و سپس فرمان را اسکن کنید.",
        "ar": "الأمر {number}. امسح الآن بطاقتك ثم أمرًا.",
        "zh": "维修单 {number}。现在请扫描您的工牌，再扫描指令。",
        "ru": "Заказ {number}. Теперь отсканируйте свой пропуск, затем команду.",
    },
    "order_ready": {
        "en": "Order {number}. Scan a command.",
        "fa": "سفارش {number}. فرمان را اسکن کنید.",
        "ar": "الأمر {number}. امسح أمرًا.",
        "zh": "维修单 {number}。请扫描指令。",
        "ru": "Заказ {number}. Отсканируйте команду.",
    },
    "order_units": {
        "en": "Order {number} has {count:# unit|# units}. Scan the label of the one you work on.",
        "fa": "سفارش {number} دارای {count} دستگاه است. برچسب دستگاهی را که رویش کار می‌کنید اسکن کنید.",
        "ar": "في الأمر {number} {count:جهاز واحد|جهازان|# أجهزة|# جهازًا|# جهاز}. امسح ملصق الجهاز الذي تعمل عليه.",
        "zh": "维修单 {number} 有 {count} 台设备。请扫描您正在处理的那台的标签。",
        "ru": "В заказе {number} {count:# изделие|# изделия|# изделий}. Отсканируйте этикетку того, с которым работаете.",
    },
    "unit": {
        "en": "Unit {unit} of order {number}. Scan a part or a command.",
        "fa": "دستگاه {unit} از سفارش {number}. قطعه یا فرمان را اسکن کنید.",
        "ar": "الجهاز {unit} من الأمر {number}. امسح قطعة أو أمر عمل.",
        "zh": "维修单 {number} 的设备 {unit}。请扫描配件或指令。",
        "ru": "Изделие {unit} из заказа {number}. Отсканируйте запчасть или команду.",
    },
    "badge": {
        "en": "Hello {name}. Scan an order, then a command.",
        "fa": "سلام {name}. سفارش و سپس فرمان را اسکن کنید.",
        "ar": "مرحبًا {name}. امسح أمر إصلاح ثم أمر عمل.",
        "zh": "您好，{name}。请扫描维修单，再扫描指令。",
        "ru": "Здравствуйте, {name}. Отсканируйте заказ, затем команду.",
    },
    "START": {
        "en": "The clock of {name} runs on {number}.",
        "fa": "زمان {name} روی {number} آغاز شد.",
        "ar": "بدأ وقت {name} على {number}.",
        "zh": "{name} 已开始在 {number} 上计时。",
        "ru": "Время {name} пошло по заказу {number}.",
    },
    "STOP": {
        "en": "The clock of {name} on {number} stopped: {hours} h.",
        "fa": "زمان {name} روی {number} ایستاد: {hours} ساعت.",
        "ar": "توقف وقت {name} على {number}: {hours:ساعة واحدة|ساعتان|# ساعات|# ساعة|# ساعة}.",
        "zh": "{name} 在 {number} 上的计时已停止：{hours} 小时。",
        "ru": "Время {name} по заказу {number} остановлено: {hours} ч.",
    },
    "WAIT": {
        "en": "Order {number} waits for a part.",
        "fa": "سفارش {number} در انتظار قطعه است.",
        "ar": "الأمر {number} بانتظار قطعة.",
        "zh": "维修单 {number} 正在等待配件。",
        "ru": "Заказ {number} ждёт запчасть.",
    },
    "DONE": {
        "en": "Order {number} is done and goes to the quality check.",
        "fa": "کار سفارش {number} تمام شد و به کنترل کیفیت می‌رود.",
        "ar": "انتهى العمل على {number} وينتقل إلى فحص الجودة.",
        "zh": "维修单 {number} 已完成，送质量检查。",
        "ru": "Работа по заказу {number} закончена, он идёт на контроль качества.",
    },
    "PRINT": {
        "en": "The tag of {number} is being printed on {name}.",
        "fa": "برچسب {number} روی {name} چاپ می‌شود.",
        "ar": "تُطبع بطاقة {number} على {name}.",
        "zh": "正在 {name} 上打印 {number} 的标签。",
        "ru": "Бирка {number} печатается на {name}.",
    },
    "ready": {
        "en": "The tag of {number} is ready on {name}: open it there and print it.",
        "fa": "برچسب {number} در {name} آماده است؛ آن را آنجا باز و چاپ کنید.",
        "ar": "بطاقة {number} جاهزة في {name}: افتحها هناك واطبعها.",
        "zh": "{number} 的标签已在 {name} 备好：请在那里打开并打印。",
        "ru": "Бирка {number} готова в {name}: откройте её там и напечатайте.",
    },
    "REASON": {
        "en": "Reason noted: {reason}.",
        "fa": "دلیل ثبت شد: {reason}.",
        "ar": "سُجّل السبب: {reason}.",
        "zh": "已记录原因：{reason}。",
        "ru": "Причина записана: {reason}.",
    },
    "UNDO": {
        "en": "No order is set at this station any more. Scan an order.",
        "fa": "سفارشِ این ایستگاه کنار گذاشته شد. سفارشی را اسکن کنید.",
        "ar": "لم يعد للمحطة أمر إصلاح. امسح أمرًا.",
        "zh": "工位已清除当前维修单。请扫描维修单。",
        "ru": "Заказ с рабочего места снят. Отсканируйте заказ.",
    },
    "part": {
        "en": "{name} is on order {number}.",
        "fa": "{name} روی سفارش {number} ثبت شد.",
        "ar": "أُضيفت {name} إلى الأمر {number}.",
        "zh": "{name} 已计入维修单 {number}。",
        "ru": "В заказ {number} добавлено: {name}.",
    },
    "shown": {
        "en": "This is {name}.",
        "fa": "این {name} است.",
        "ar": "هذا هو {name}.",
        "zh": "这是 {name}。",
        "ru": "Это {name}.",
    },
    "choice": {
        "en": "This may be several things. Scan a clearer label, or choose on the screen.",
        "fa": "این می‌تواند چند چیز باشد. برچسب روشن‌تری اسکن کنید یا روی صفحه برگزینید.",
        "ar": "قد يعني هذا أشياء عدة. امسح ملصقًا أوضح أو اختر على الشاشة.",
        "zh": "这可能对应多项。请扫描更明确的标签，或在屏幕上选择。",
        "ru": "Это может быть разное. Отсканируйте другую этикетку или выберите на экране.",
    },
    "nothing": {
        "en": "Nothing is known by {number}. Scan the label again.",
        "fa": "چیزی با {number} شناخته نیست. برچسب را دوباره اسکن کنید.",
        "ar": "لا يُعرف شيء بـ {number}. امسح الملصق مجددًا.",
        "zh": "没有与 {number} 对应的记录。请重新扫描标签。",
        "ru": "По {number} ничего не найдено. Отсканируйте этикетку ещё раз.",
    },
}


def told(key: str, language: str, **places: object) -> str:
    """What the bench says after a scan."""
    return filled(say(DONE[key], language), places, language)
