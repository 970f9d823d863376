"""Column names as people write them in five languages: what a file's header is likely to mean."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from service_desk.foundation.i18n import fold_letters
from service_desk.imports.rules.mapping import KINDS, Kind

# The first name of each language is the heading of a preview.
_NAMES: Final[dict[str, dict[str, str]]] = {
    "serial": {
        "en": "Serial|serial number|serial no|serialno|sn|s/n|imei|serialnumber|seriennummer|device serial",
        "fa": "سریال|شماره سریال|سریال دستگاه",
        "ar": "الرقم التسلسلي|رقم تسلسلي|السيريال|سيريال",
        "zh": "序列号|序号|机身号|出厂编号",
        "ru": "Серийный номер|серийный|заводской номер|с/н|серийник",
    },
    "sku": {
        "en": "Model|sku|article number|item no|item number|part number|part no|partno|product code|artikelnummer|teilenummer|model number|modell|article|artikel|product|typ|type",
        "fa": "مدل|کد کالا|کد محصول|شماره فنی|کد قطعه",
        "ar": "الطراز|الموديل|موديل|رمز المنتج|رقم القطعة|كود المنتج",
        "zh": "型号|产品型号|料号|物料编码|货号",
        "ru": "Модель|артикул|код товара|номер детали",
    },
    "brand": {
        "en": "Brand|maker|manufacturer|make|hersteller|marke",
        "fa": "برند|سازنده|مارک|نشان تجاری",
        "ar": "العلامة التجارية|الماركة|الشركة المصنعة",
        "zh": "品牌|制造商|厂家",
        "ru": "Бренд|марка|производитель",
    },
    "name": {
        "en": "Name|title|description|product name|item name|bezeichnung|artikelbezeichnung|produktname",
        "fa": "نام|نام کالا|شرح|شرح کالا|نام محصول",
        "ar": "الاسم|الوصف|اسم المنتج",
        "zh": "名称|品名|产品名称",
        "ru": "Название|наименование|описание",
    },
    "batch": {"en": "Batch|lot|lot number|charge", "fa": "بچ|سری ساخت", "ar": "الدفعة|رقم الدفعة", "zh": "批次|批号", "ru": "Партия|номер партии"},
    "lot": {"en": "Batch|lot|lot number|charge", "fa": "بچ|سری ساخت", "ar": "الدفعة|رقم الدفعة", "zh": "批次|批号", "ru": "Партия|номер партии"},
    "product_class": {
        "en": "Class|category|product class|product category|group|kategorie",
        "fa": "گروه|دسته|گروه کالا",
        "ar": "الفئة|التصنيف",
        "zh": "类别|分类",
        "ru": "Группа|категория|класс",
    },
    "country": {"en": "Country|country of sale|land", "fa": "کشور", "ar": "البلد|الدولة", "zh": "国家", "ru": "Страна"},
    "customer": {
        "en": "Customer number|customer no|customer id|customer ref|kundennummer",
        "fa": "کد مشتری|شماره مشتری",
        "ar": "رقم العميل|كود العميل",
        "zh": "客户编号|客户代码",
        "ru": "Номер клиента|код клиента",
    },
    "ref": {
        "en": "Reference|ref|id|number|no|ticket|ticket no|ticket number|case|customer number|customer no|customer id|kundennummer",
        "fa": "شماره|شماره پذیرش|کد مشتری|شماره مشتری|شناسه|کد",
        "ar": "الرقم|رقم التذكرة|رقم العميل|المعرف",
        "zh": "编号|工单号|单号|客户编号",
        "ru": "Номер|номер заявки|код|ид|номер клиента",
    },
    "words": {
        "en": "Complaint|problem|fault|words|issue|fault description|problem description|symptom|fehler",
        "fa": "شرح خرابی|ایراد|مشکل|شرح ایراد",
        "ar": "العطل|المشكلة|وصف العطل|الشكوى",
        "zh": "故障描述|问题|故障|问题描述",
        "ru": "Неисправность|проблема|жалоба|описание неисправности",
    },
    "kind": {"en": "Kind|customer kind|customer type|kundenart|kundentyp|art|type|typ", "fa": "نوع مشتری|نوع", "ar": "نوع العميل|النوع", "zh": "客户类型|类型", "ru": "Тип клиента|тип"},
    "roles": {"en": "Roles|role", "fa": "نقش|نقش‌ها", "ar": "الدور|الأدوار", "zh": "角色", "ru": "Роль|роли"},
    "language": {"en": "Language|lang|sprache", "fa": "زبان", "ar": "اللغة", "zh": "语言", "ru": "Язык"},
    "phone": {"en": "Phone|telephone|tel|phone number|telefon|telefonnummer", "fa": "تلفن|شماره تلفن", "ar": "الهاتف|رقم الهاتف", "zh": "电话|联系电话", "ru": "Телефон"},
    "mobile": {"en": "Mobile|cell|cellphone|mobile phone|handy|mobil|handynummer|mobilnummer", "fa": "موبایل|تلفن همراه|همراه", "ar": "الجوال|المحمول|رقم الجوال", "zh": "手机|手机号", "ru": "Мобильный|мобильный телефон|сотовый"},
    "whatsapp": {"en": "WhatsApp", "fa": "واتساپ|واتس‌اپ", "ar": "واتساب|واتس اب", "zh": "WhatsApp", "ru": "WhatsApp|ватсап"},
    "email": {"en": "E-mail|email|mail|email address", "fa": "ایمیل|رایانامه", "ar": "البريد الإلكتروني|الإيميل", "zh": "邮箱|电子邮件", "ru": "Почта|эл. почта|email|электронная почта"},
    "street": {"en": "Street|address|strasse|straße|adresse", "fa": "نشانی|آدرس|خیابان", "ar": "العنوان|الشارع", "zh": "地址|街道", "ru": "Адрес|улица"},
    "city": {"en": "City|town|ort|stadt", "fa": "شهر", "ar": "المدينة", "zh": "城市", "ru": "Город"},
    "postcode": {"en": "Postcode|zip|zip code|postal code|plz", "fa": "کد پستی|کدپستی", "ar": "الرمز البريدي", "zh": "邮编", "ru": "Индекс|почтовый индекс"},
    "gtin": {"en": "GTIN|ean|upc|barcode", "fa": "بارکد", "ar": "الباركود", "zh": "条形码|条码", "ru": "Штрихкод|штрих-код"},
    "uom": {"en": "Unit|uom|unit of measure|einheit", "fa": "واحد", "ar": "الوحدة", "zh": "单位", "ru": "Единица|ед. изм."},
    "tracking": {"en": "Tracking|tracked by", "fa": "ردیابی", "ar": "التتبع", "zh": "追踪方式", "ru": "Учёт"},
    "location": {"en": "Location|place|warehouse|bin|store|lager|lagerort", "fa": "انبار|محل|قفسه", "ar": "الموقع|المستودع|المخزن", "zh": "仓库|库位", "ru": "Место|склад|ячейка"},
    "quantity": {"en": "Quantity|qty|stock|on hand|count|menge|bestand", "fa": "تعداد|موجودی|مقدار", "ar": "الكمية|الرصيد", "zh": "数量|库存", "ru": "Количество|кол-во|остаток"},
    "unit_cost": {"en": "Unit cost|cost|cost price|purchase price|einkaufspreis|ek|ek preis", "fa": "بهای واحد|قیمت خرید|قیمت تمام شده", "ar": "تكلفة الوحدة|سعر الشراء|التكلفة", "zh": "单位成本|成本|进价", "ru": "Себестоимость|цена закупки|закупочная цена"},
    "sale_price": {"en": "Sale price|selling price|sales price|list price|retail price|verkaufspreis|vk|vk preis|listenpreis", "fa": "قیمت فروش|بهای فروش", "ar": "سعر البيع", "zh": "售价|销售价|零售价", "ru": "Цена продажи|отпускная цена|розничная цена"},
    "sale_currency": {"en": "Sale currency|currency of sale", "fa": "ارز فروش", "ar": "عملة البيع", "zh": "销售币种", "ru": "Валюта продажи"},
    "price_from": {"en": "Price from|valid from|gültig ab", "fa": "قیمت از", "ar": "السعر من", "zh": "价格生效日", "ru": "Цена действует с"},
    "currency": {"en": "Currency|währung", "fa": "ارز|واحد پول", "ar": "العملة", "zh": "币种|货币", "ru": "Валюта"},
}  # fmt: skip
_PERSON: Final = {
    "en": "Name|customer|customer name|full name|client|company|kunde|kundenname|firma",
    "fa": "نام|نام مشتری|نام و نام خانوادگی|مشتری|شرکت",
    "ar": "الاسم|اسم العميل|العميل|الشركة",
    "zh": "姓名|客户|客户名称|名称|公司",
    "ru": "Имя|клиент|фио|заказчик|название|компания",
}
"""What the name of a customer is called: in a list of goods the same words say whose a thing is, not what it is."""
_DATES: Final[dict[str, dict[str, str]]] = {
    "invoice": {
        "en": "Invoice date|invoiced|sold|sold on|sale date|date sold|date of sale|selling date|verkaufsdatum|verkauft am|verkauft|rechnungsdatum|min_date",
        "fa": "تاریخ فاکتور|تاریخ فروش",
        "ar": "تاريخ الفاتورة|تاريخ البيع",
        "zh": "发票日期|销售日期|售出日期",
        "ru": "Дата счёта|дата продажи|дата чека",
    },
    "purchase": {"en": "Purchase date|purchased|bought|kaufdatum|gekauft am|gekauft", "fa": "تاریخ خرید", "ar": "تاريخ الشراء", "zh": "购买日期", "ru": "Дата покупки"},
    "ship": {"en": "Shipping date|shipped|ship date|dispatch date|versanddatum", "fa": "تاریخ ارسال", "ar": "تاريخ الشحن", "zh": "发货日期", "ru": "Дата отгрузки"},
    "deliver": {"en": "Delivery date|delivered|lieferdatum", "fa": "تاریخ تحویل", "ar": "تاريخ التسليم", "zh": "交货日期|送货日期", "ru": "Дата доставки"},
    "install": {"en": "Installation date|installed|install date", "fa": "تاریخ نصب", "ar": "تاريخ التركيب", "zh": "安装日期", "ru": "Дата установки"},
    "manufacture": {"en": "Manufacturing date|manufactured|production date|made on|mfg date", "fa": "تاریخ تولید|تاریخ ساخت", "ar": "تاريخ التصنيع|تاريخ الإنتاج", "zh": "生产日期|制造日期", "ru": "Дата производства|дата выпуска"},
    "activate": {"en": "Activation date|activated", "fa": "تاریخ فعال‌سازی|تاریخ فعال سازی", "ar": "تاريخ التفعيل", "zh": "激活日期", "ru": "Дата активации"},
    "register": {"en": "Registration date|registered", "fa": "تاریخ ثبت", "ar": "تاريخ التسجيل", "zh": "注册日期|登记日期", "ru": "Дата регистрации"},
    "first_use": {"en": "First use|first used|in use since", "fa": "اولین استفاده", "ar": "أول استخدام", "zh": "首次使用", "ru": "Первое использование|дата ввода"},
    "reported_on": {
        "en": "Reported on|date|event date|report date|reported|opened|created|datum",
        "fa": "تاریخ|تاریخ پذیرش|تاریخ گزارش",
        "ar": "التاريخ|تاريخ البلاغ|تاريخ الاستلام",
        "zh": "日期|报修日期|受理日期",
        "ru": "Дата|дата обращения|дата приёма",
    },
}  # fmt: skip
_NOISE: Final = re.compile(r"[\W_]+")
_SHORT: Final = re.compile(r"(?<=[a-z]{2})nr$")


def folded(name: str) -> str:
    """A column name without case, blanks and signs; a number that is cut short is a number."""
    return _SHORT.sub("nummer", _NOISE.sub("", fold_letters(name)))


def heading(field: str, language: str) -> str:
    """What a field is called in a language."""
    names = _NAMES.get(field) or _DATES.get(field)
    return names.get(language, names["en"]).split("|")[0] if names else field


def _aliases(names: dict[str, str], field: str) -> dict[str, int]:
    """What a field is called, the plainest names first."""
    own = [] if field == "customer" else [field]  # a column of that name holds names, not numbers
    ranked = [(at, each) for words in names.values() for at, each in enumerate(words.split("|"), 1)]
    return {folded(each): at for at, each in sorted([*ranked, *((0, each) for each in own)], reverse=True)}


@cache
def known_names() -> frozenset[str]:
    """All that is known of what columns are called, folded."""
    every = (*_NAMES.items(), *_DATES.items(), ("name", _PERSON))
    return frozenset(name for field, names in every for name in _aliases(names, field))


def guessed_columns(header: Sequence[str], kind: Kind) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """(field: column, date: column, columns left over) by their names; each column means one thing."""
    free = [column for column in header if column.strip()]
    columns: dict[str, str] = {}
    dates: dict[str, str] = {}
    wanted = KINDS[kind].FIELDS
    days = ("reported_on",) if kind is Kind.TICKETS else [day for day in _DATES if day != "reported_on"]
    for field in (*wanted, *(days if kind in {Kind.ITEMS, Kind.TICKETS, Kind.DATES} else ())):
        names = _NAMES.get(field) if field in wanted else _DATES[field]
        if kind is Kind.CUSTOMERS and field == "name":
            names = _PERSON
        known = _aliases(names or {}, field)
        found = min(
            (column for column in free if folded(column) in known), key=lambda one: known[folded(one)], default=None
        )
        if found is not None:
            free.remove(found)
            (columns if field in wanted else dates)[field] = found
    return columns, dates, free
