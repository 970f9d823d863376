"""The words of the explanation in five languages. Codes and rule ids stay as they are; days are written as the reader writes them."""

from typing import Final

_LANGUAGES: Final = ("en", "fa", "ar", "zh", "ru")


def _rows(text: str) -> dict[str, dict[str, str]]:
    """`key | en | fa | ar | zh | ru` a line."""
    found = {}
    for line in text.strip().splitlines():
        key, *words = (part.strip() for part in line.split("|"))
        found[key] = dict(zip(_LANGUAGES, words, strict=True))
    return found


CLASS_WORDS: Final = _rows("""
parts | Parts | قطعات | قطع الغيار | 零件 | Запчасти
labour | Labour | اجرت | الأجرة | 工时 | Работа
travel | Travel | ایاب‌وذهاب | التنقل | 上门 | Выезд
""")

PAYER_WORDS: Final = _rows("""
customer | customer | مشتری | العميل | 客户 | клиент
warranty | warranty | گارانتی | الضمان | 保修 | гарантия
contract | contract | قرارداد | العقد | 合同 | договор
goodwill | goodwill | حسن‌نیت | المجاملة | 优惠 | добрая воля
vendor | vendor | تأمین‌کننده | المورّد | 供应商 | поставщик
internal | us | خود ما | نحن | 本公司 | мы сами
""")

BASIS_WORDS: Final = _rows("""
manufacture | manufacture | ساخت | التصنيع | 生产 | изготовление
ship | shipment | ارسال | الشحن | 发货 | отгрузка
deliver | delivery | تحویل | التسليم | 交付 | доставка
invoice | invoice | فاکتور | الفاتورة | 发票 | счёт
purchase | proven purchase | خرید با مدرک | الشراء المثبت | 购买凭证 | покупка с чеком
install | installation | نصب | التركيب | 安装 | установка
activate | activation | فعال‌سازی | التفعيل | 激活 | активация
register | registration | ثبت | التسجيل | 注册 | регистрация
first_use | first use | نخستین استفاده | أول استخدام | 首次使用 | первое использование
""")

SOURCE_WORDS: Final = _rows("""
campaign | campaign | فراخوان | حملة الصيانة | 召回活动 | кампания
rework | rework | دوباره‌کاری | إعادة الإصلاح | 返修 | переделка
repair_warranty | repair warranty | گارانتی تعمیر | ضمان الإصلاح | 维修保修 | гарантия на ремонт
unit | warranty of the unit | گارانتی دستگاه | ضمان الجهاز | 整机保修 | гарантия на изделие
extension | extension | تمدید گارانتی | تمديد الضمان | 延保 | продлённая гарантия
contract | service contract | قرارداد خدمات | عقد الخدمة | 服务合同 | договор обслуживания
vendor | vendor's warranty | گارانتی تأمین‌کننده | ضمان المورّد | 供应商保修 | гарантия поставщика
""")

VERDICT_SENTENCES: Final = _rows("""
covered | {cost_class}: covered, {percent} % paid by: {payer}. | {cost_class}: تحت پوشش، {percent}٪ به عهدهٔ: {payer}. | {cost_class}: مغطى، {percent}٪ على: {payer}. | {cost_class}：在保，{percent}% 由{payer}承担。 | {cost_class}: покрывается, {percent} % оплачивает: {payer}.
undecided | {cost_class}: not decided yet. | {cost_class}: هنوز تصمیم گرفته نشده. | {cost_class}: لم يُبت فيه بعد. | {cost_class}：尚未确定。 | {cost_class}: решение ещё не принято.
not_covered | {cost_class}: not covered, paid by: {payer}. | {cost_class}: تحت پوشش نیست، به عهدهٔ: {payer}. | {cost_class}: غير مغطى، على: {payer}. | {cost_class}：不在保，由{payer}承担。 | {cost_class}: не покрывается, оплачивает: {payer}.
dates | Cover from {start} to {last_on}, the last day included. | پوشش از {start} تا پایان {last_on}. | التغطية من {start} حتى نهاية {last_on}. | 保修期自 {start} 至 {last_on}（含当日）。 | Срок с {start} по {last_on} включительно.
evidence | Evidence: {evidence}. | مدرک: {evidence}. | الإثبات: {evidence}. | 凭证：{evidence}。 | Подтверждение: {evidence}.
recover_yes | The vendor's own warranty still runs: claim the cost back. | گارانتی تأمین‌کننده هنوز برقرار است: هزینه را از او بگیرید. | ضمان المورّد ما زال سارياً: طالِب بالتكلفة. | 供应商保修仍有效：可向其索赔。 | Гарантия поставщика ещё действует: предъявите ему расходы.
""")

REASON_SENTENCES: Final = _rows("""
IN_PERIOD | The fault was reported within the term. | خرابی در مدت گارانتی گزارش شده است. | أُبلغ عن العطل ضمن المدة. | 故障在保修期内报修。 | О неисправности сообщили в пределах срока.
GRACE | The term has ended, but the days of grace still run. | مدت تمام شده ولی مهلت ارفاق هنوز باقی است. | انتهت المدة لكن أيام السماح ما زالت سارية. | 保修期已满，但仍在宽限期内。 | Срок истёк, но льготные дни ещё идут.
EXPIRED | The term had ended before the report. | مدت پیش از گزارش تمام شده بود. | انتهت المدة قبل البلاغ. | 报修时保修期已满。 | Срок истёк до обращения.
NO_POLICY | No policy was chosen for this unit yet: choose one, and it is judged again. | هنوز سیاست گارانتی این دستگاه انتخاب نشده است: یکی را برگزینید تا دوباره داوری شود. | لم تُختر سياسة ضمان لهذا الجهاز بعد: اختر واحدة ليُحكم من جديد. | 该设备尚未选定保修政策：请选择一项，系统会重新判定。 | Для изделия ещё не выбрана политика: выберите её, и решение будет принято заново.
NO_TERM | The terms of this unit give nothing for this class. | شرایط این دستگاه برای این بخش پوششی ندارد. | لا تمنح شروط هذا الجهاز شيئاً لهذه الفئة. | 该设备的条款不含此项。 | Условия этого изделия ничего не дают по этой статье.
NO_START | No usable date says when the warranty starts. | هیچ تاریخ معتبری شروع گارانتی را نشان نمی‌دهد. | لا يوجد تاريخ صالح يحدد بدء الضمان. | 没有可用日期确定保修起始。 | Нет пригодной даты начала гарантии.
NOT_STARTED | The report is dated before the warranty starts; check both dates. | تاریخ گزارش پیش از شروع گارانتی است؛ هر دو تاریخ را بررسی کنید. | تاريخ البلاغ قبل بدء الضمان؛ راجع التاريخين. | 报修日期早于保修起始；请核对两个日期。 | Обращение датировано раньше начала гарантии; проверьте обе даты.
START_CAPPED | The start was brought forward from {before} to {after}. | تاریخ شروع از {before} به {after} جلو آورده شد. | قُدّم تاريخ البدء من {before} إلى {after}. | 起始日由 {before} 提前至 {after}。 | Начало перенесено с {before} на {after}.
START_FALLBACK | The term runs from a substitute date. | مدت از تاریخ جایگزین حساب شده است. | تُحسب المدة من تاريخ بديل. | 保修期按替代日期起算。 | Срок считается от запасной даты.
PROOF_MISSING | With a proof ({basis}) the cover would run to {last_on}. | با مدرک ({basis}) پوشش تا {last_on} خواهد بود. | مع إثبات ({basis}) تمتد التغطية حتى {last_on}. | 如有凭证（{basis}），保修可至 {last_on}。 | С подтверждением ({basis}) срок был бы до {last_on}.
REGISTERED | The registration in time lengthened the term. | ثبت به‌موقع، مدت را افزایش داده است. | التسجيل في الموعد أطال المدة. | 及时注册延长了保修期。 | Своевременная регистрация продлила срок.
COMPONENT_TERM | The component has a longer term of its own. | این قطعه مدت جداگانه و بلندتری دارد. | للمكوّن مدة خاصة أطول. | 该部件有更长的独立保修期。 | У узла собственный, более долгий срок.
EXCLUDED | The part is on the list of exclusions. | قطعه در فهرست استثناهاست. | القطعة ضمن قائمة الاستثناءات. | 该零件属于除外项目。 | Деталь в списке исключений.
FOLLOWS_PART | The labour belongs to a part that is not covered. | اجرت مربوط به قطعه‌ای است که پوشش ندارد. | الأجرة تخص قطعة غير مغطاة. | 该工时对应的零件不在保。 | Работа относится к непокрытой детали.
MISUSE | The defect {defect} takes the cover away. | عیب {defect} پوشش را از بین می‌برد. | العيب {defect} يُسقط التغطية. | 缺陷 {defect} 导致失去保修。 | Дефект {defect} лишает покрытия.
OVERRIDE | The cover was put back by a person with that right. | فردی با اختیار لازم پوشش را برگرداند. | أعاد التغطية شخص مخوّل. | 有权限的人员恢复了保修。 | Покрытие вернул уполномоченный сотрудник.
METER_OVER | The meter reading is above the limit. | شمارنده از سقف گذشته است. | قراءة العداد فوق الحد. | 读数超过上限。 | Показание счётчика выше предела.
METER_MISSING | The meter reading is missing. | عدد شمارنده وارد نشده است. | قراءة العداد ناقصة. | 缺少读数。 | Нет показания счётчика.
SUSPENDED_DAYS | Days out of use were added to the term. | روزهای خارج از استفاده به مدت افزوده شد. | أُضيفت أيام التوقف إلى المدة. | 停用天数已计入保修期。 | Дни простоя добавлены к сроку.
EXTENDED_AFTER_REPAIR | A repair under the legal guarantee lengthened it. | تعمیر در دورهٔ ضمانت قانونی آن را افزایش داد. | إصلاح ضمن الضمان القانوني أطاله. | 法定保修期内的维修延长了保修。 | Ремонт по законной гарантии её продлил.
RESTARTED | The term started anew with the exchanged unit. | با تعویض دستگاه مدت از نو آغاز شد. | بدأت المدة من جديد مع الجهاز المستبدل. | 更换整机后保修期重新起算。 | Срок начался заново с заменённого изделия.
REPLACED_PART | The replaced part has cover of its own. | قطعهٔ تعویض‌شده پوشش جداگانه دارد. | للقطعة المستبدلة تغطية خاصة. | 更换的零件有独立保修。 | У заменённой детали своё покрытие.
REPAIR_WARRANTY | The earlier repair is under its own warranty. | تعمیر قبلی گارانتی خود را دارد. | للإصلاح السابق ضمانه الخاص. | 上次维修有维修保修。 | На прошлый ремонт действует своя гарантия.
REWORK | The same fault came back soon after a repair. | همان خرابی کمی پس از تعمیر برگشته است. | عاد العطل نفسه بعد الإصلاح بقليل. | 同一故障在维修后短期内复发。 | Та же неисправность вернулась вскоре после ремонта.
CAMPAIGN | A campaign pays for this work. | هزینهٔ این کار با فراخوان است. | حملة تتحمل هذا العمل. | 由召回活动承担。 | Работу оплачивает кампания.
EXTENDED | A sold extension is in force. | تمدید خریداری‌شده برقرار است. | التمديد المُباع سارٍ. | 已购延保有效。 | Действует купленное продление.
CONTRACT | A service contract is in force. | قرارداد خدمات برقرار است. | عقد الخدمة سارٍ. | 服务合同有效。 | Действует договор обслуживания.
GOODWILL | Goodwill was approved. | حسن‌نیت تأیید شده است. | تمت الموافقة على المجاملة. | 已批准优惠。 | Одобрено по доброй воле.
DOA | The unit failed on arrival: offer an exchange. | دستگاه از ابتدا خراب بوده: تعویض پیشنهاد کنید. | تعطّل الجهاز عند الوصول: اعرض الاستبدال. | 到货即损：请提供换货。 | Отказ сразу после покупки: предложите замену.
DOA_INCOMPLETE | It failed early, but the proof of date or the complete box is missing. | زود خراب شده، ولی مدرک تاریخ یا جعبهٔ کامل نیست. | تعطّل مبكراً لكن إثبات التاريخ أو العلبة الكاملة ناقص. | 早期故障，但缺少日期凭证或完整包装。 | Ранний отказ, но нет подтверждения даты или полной коробки.
UNKNOWN_UNIT | The serial is not known to us. | این شمارهٔ سریال برای ما ناشناخته است. | الرقم التسلسلي غير معروف لدينا. | 我们没有该序列号的记录。 | Этот серийный номер нам неизвестен.
VENDOR_EXPIRED | The vendor's own warranty ended on {last_on}. | گارانتی تأمین‌کننده در {last_on} تمام شده است. | انتهى ضمان المورّد في {last_on}. | 供应商保修已于 {last_on} 到期。 | Гарантия поставщика закончилась {last_on}.
""")

STEP_SENTENCES: Final = _rows("""
START-1 | It starts on {on}, by {basis}. | شروع: {on}، بر پایهٔ {basis}. | يبدأ في {on} بحسب {basis}. | 自 {on} 起，依据：{basis}。 | Начало {on}, основание: {basis}.
DATE-1 | {months} months and {days} days from {start}: last day {after}. | {months} ماه و {days} روز از {start}: آخرین روز {after}. | {months} شهراً و{days} يوماً من {start}: آخر يوم {after}. | 自 {start} 起 {months} 个月 {days} 天：最后一天 {after}。 | {months} мес. и {days} дн. от {start}: последний день {after}.
START-6 | Registered on {on}: the last day moves from {before} to {after}. | ثبت در {on}: آخرین روز از {before} به {after} رفت. | سُجّل في {on}: انتقل آخر يوم من {before} إلى {after}. | 于 {on} 注册：最后一天由 {before} 变为 {after}。 | Регистрация {on}: последний день с {before} на {after}.
START-4 | These dates would settle it: {asked}. | این تاریخ‌ها تکلیف را روشن می‌کند: {asked}. | هذه التواريخ تحسم الأمر: {asked}. | 以下日期可确定：{asked}。 | Вопрос решат эти даты: {asked}.
DATE-4 | {days} days of grace after {before}. | {days} روز ارفاق پس از {before}. | {days} يوم سماح بعد {before}. | {before} 之后有 {days} 天宽限。 | {days} льготных дней после {before}.
DOA-1 | The window for an exchange runs from {on} to {after}. | بازهٔ تعویض از {on} تا {after} است. | فترة الاستبدال من {on} إلى {after}. | 换货期自 {on} 至 {after}。 | Окно замены с {on} по {after}.
LINE-5 | Note of the override: {note} | یادداشت: {note} | ملاحظة الإعادة: {note} | 恢复说明：{note} | Примечание: {note}
LINE-9 | First check that failed: {reason}. | نخستین بررسی ناموفق: {reason}. | أول فحص لم ينجح: {reason}. | 首个未通过的检查：{reason}。 | Первая непройденная проверка: {reason}.
LINE-6 | The source that leaves the customer the least: {source} {evidence}. | منبعی که کمترین سهم را برای مشتری می‌گذارد: {source} {evidence}. | المصدر الأقل كلفة على العميل: {source} {evidence}. | 客户承担最少的来源：{source} {evidence}。 | Источник с наименьшей долей клиента: {source} {evidence}.
moved | {rule}: the last day moves from {before} to {after}. | {rule}: آخرین روز از {before} به {after} رفت. | {rule}: انتقل آخر يوم من {before} إلى {after}. | {rule}：最后一天由 {before} 变为 {after}。 | {rule}: последний день с {before} на {after}.
""")
