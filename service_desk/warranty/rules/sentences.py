"""The words of the explanation in five languages. Codes and rule ids stay as they are; days are written as the reader writes them."""

from typing import Final

_LANGUAGES: Final = ("en", "fa", "ar", "zh", "ru")


def _rows(text: str) -> dict[str, dict[str, str]]:
    """`key | en | fa | ar | zh | ru` a line; forms that count (`# day|# days`) have no blanks around their bars."""
    found = {}
    for line in text.strip().splitlines():
        key, *words = (part.strip() for part in line.split(" | "))
        found[key] = dict(zip(_LANGUAGES, words, strict=True))
    return found


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

VERDICT_SENTENCES: Final = _rows("""
covered | {cost_class}: covered, {percent} % paid by: {payer}. | {cost_class}: تحت پوشش، {percent}٪ به عهدهٔ: {payer}. | {cost_class}: مغطى، {percent}٪ على: {payer}. | {cost_class}：在保，{percent}% 由{payer}承担。 | {cost_class}: покрывается, {percent} % оплачивает: {payer}.
undecided | {cost_class}: not decided yet. | {cost_class}: هنوز تصمیمی گرفته نشده است. | {cost_class}: لم يُبت فيه بعد. | {cost_class}：尚未确定。 | {cost_class}: решение ещё не принято.
not_covered | {cost_class}: not covered, paid by: {payer}. | {cost_class}: تحت پوشش نیست، به عهدهٔ: {payer}. | {cost_class}: غير مغطى، على: {payer}. | {cost_class}：不在保，由{payer}承担。 | {cost_class}: не покрывается, оплачивает: {payer}.
dates | Cover from {start} to {last_on}, the last day included. | پوشش از {start} تا پایان {last_on}. | التغطية من {start} حتى نهاية {last_on}. | 保修期自 {start} 至 {last_on}（含当日）。 | Срок с {start} по {last_on} включительно.
evidence | Evidence: {evidence}. | مدرک: {evidence}. | الإثبات: {evidence}. | 凭证：{evidence}。 | Подтверждение: {evidence}.
recover_yes | The vendor's own warranty still runs: claim the cost back. | گارانتی تأمین‌کننده هنوز برقرار است: هزینه را از او بگیرید. | ضمان المورّد ما زال ساريًا: طالِبه بالتكلفة. | 供应商保修仍有效：可向其索赔。 | Гарантия поставщика ещё действует: потребуйте от него возмещения расходов.
""")

REASON_SENTENCES: Final = _rows("""
IN_PERIOD | The fault was reported within the term of the warranty. | خرابی در مدت گارانتی اعلام شده است. | أُبلغ عن العطل ضمن مدة الضمان. | 故障在保修期内报修。 | О неисправности сообщено в пределах гарантийного срока.
GRACE | The term of the warranty has ended, but the days of grace still run. | مدت گارانتی تمام شده، ولی مهلت ارفاق هنوز باقی است. | انتهت مدة الضمان لكن مهلة السماح ما زالت سارية. | 保修期已满，但仍在宽限期内。 | Гарантийный срок истёк, но льготный период ещё идёт.
EXPIRED | The term of the warranty had ended before the report. | مدت گارانتی پیش از اعلام خرابی تمام شده بود. | انتهت مدة الضمان قبل البلاغ. | 报修时保修期已满。 | Гарантийный срок истёк до обращения.
NO_POLICY | No policy was chosen for this unit yet: choose one, and it is judged again. | هنوز سیاست گارانتی این دستگاه انتخاب نشده است: یکی را برگزینید تا پوشش دوباره بررسی شود. | لم تُختر سياسة ضمان لهذا الجهاز بعد: اختر واحدة ليُعاد البت في التغطية. | 该设备尚未选定保修政策：请选择一项，系统会重新判定。 | Для изделия ещё не выбрана гарантийная политика: выберите её, и решение будет принято заново.
NO_TERM | The warranty terms of this unit do not cover this kind of cost. | شرایط گارانتی این دستگاه چنین هزینه‌ای را پوشش نمی‌دهد. | لا تغطي شروط ضمان هذا الجهاز هذا النوع من التكاليف. | 该设备的保修条款不承担此类费用。 | Гарантийные условия этого изделия не покрывают расходы такого рода.
NO_START | It is not known when the warranty starts: enter the date on the unit (POST /items/…/dates), and it is judged again. | آغاز گارانتی دانسته نیست: تاریخ آن را برای دستگاه وارد کنید (POST /items/…/dates) تا پوشش دوباره بررسی شود. | لا يُعرف متى يبدأ الضمان: أدخل التاريخ على الجهاز (POST /items/…/dates) ليُعاد البت في التغطية. | 不知道保修从何时起算：请为该设备录入日期（POST /items/…/dates），系统会重新判定。 | Неизвестно, когда начинается гарантия: укажите дату у изделия (POST /items/…/dates), и решение будет принято заново.
NOT_STARTED | The report is dated before the warranty starts; check both dates. | تاریخ اعلام خرابی پیش از آغاز گارانتی است؛ هر دو تاریخ را بررسی کنید. | تاريخ البلاغ قبل بدء الضمان؛ راجع التاريخين. | 报修日期早于保修起始；请核对两个日期。 | Обращение датировано раньше начала гарантии; проверьте обе даты.
START_CAPPED | The start was brought forward from {before} to {after}. | تاریخ آغاز از {before} به {after} جلو آورده شد. | قُدّم تاريخ البدء من {before} إلى {after}. | 起始日由 {before} 提前至 {after}。 | Начало гарантии перенесено с {before} на более ранний день, {after}.
START_FALLBACK | The term runs from a substitute date. | مدت گارانتی از تاریخ جایگزین حساب شده است. | تُحسب المدة من تاريخ بديل. | 保修期按替代日期起算。 | Срок считается от заменяющей даты.
PROOF_MISSING | With a proof ({basis}) the cover would run to {last_on}. | با ارائهٔ مدرک ({basis}) پوشش تا {last_on} خواهد بود. | مع إثبات ({basis}) تمتد التغطية حتى {last_on}. | 如有凭证（{basis}），保修可至 {last_on}。 | При наличии подтверждения ({basis}) гарантия действовала бы до {last_on}.
REGISTERED | The registration in time lengthened the term. | ثبت به‌موقع مدت گارانتی را افزایش داده است. | التسجيل في الموعد أطال المدة. | 及时注册延长了保修期。 | Своевременная регистрация продлила срок.
COMPONENT_TERM | The component has a longer term of its own. | این قطعه مدت جداگانه و بلندتری دارد. | للمكوّن مدة خاصة أطول. | 该部件有更长的独立保修期。 | У этого узла свой, более длительный срок.
EXCLUDED | The part is on the list of exclusions. | قطعه در فهرست استثناهاست. | القطعة ضمن قائمة الاستثناءات. | 该配件属于除外项目。 | Запчасть в списке исключений.
FOLLOWS_PART | The labour belongs to a part that is not covered. | اجرت مربوط به قطعه‌ای است که پوشش ندارد. | الأجرة تخص قطعة غير مغطاة. | 该工时对应的配件不在保。 | Работа относится к запчасти, на которую гарантия не распространяется.
MISUSE | The defect {defect} is not covered by the warranty. | گارانتی عیب {defect} را پوشش نمی‌دهد. | لا يغطي الضمان العيب {defect}. | 故障 {defect} 不在保修范围内。 | На дефект {defect} гарантия не распространяется.
OVERRIDE | The cover was restored by somebody who may do so. | کسی که مجوز دارد پوشش را دوباره برقرار کرده است. | أعاد التغطية موظف مخوّل. | 有权限的人员恢复了保修。 | Покрытие восстановил уполномоченный сотрудник.
METER_OVER | The meter reading is above the limit. | کارکرد دستگاه از سقف گذشته است. | قراءة العداد فوق الحد. | 计数器读数超过上限。 | Показание счётчика выше предела.
METER_MISSING | The meter reading is missing: enter it. | کارکرد دستگاه وارد نشده است: آن را وارد کنید. | قراءة العداد مفقودة: أدخلها. | 缺少计数器读数：请录入。 | Нет показания счётчика: введите его.
SUSPENDED_DAYS | The days on which the unit was out of use were added to the term. | روزهایی که دستگاه در دست تعمیر بوده به مدت افزوده شد. | أُضيفت أيام التوقف إلى المدة. | 停用天数已计入保修期。 | Дни простоя добавлены к сроку.
EXTENDED_AFTER_REPAIR | A repair under the legal guarantee lengthened the term. | تعمیر در دورهٔ گارانتی قانونی مدت را افزایش داد. | إصلاح ضمن الضمان القانوني أطال المدة. | 法定保修期内的维修延长了保修期。 | Ремонт в период законной гарантии продлил срок.
RESTARTED | The term started anew with the exchanged unit. | با تعویض دستگاه مدت از نو آغاز شد. | بدأت المدة من جديد مع الجهاز المستبدل. | 换机后保修期重新起算。 | Срок начался заново с выдачи нового изделия взамен.
REPLACED_PART | The replaced part has cover of its own. | قطعهٔ تعویض‌شده پوشش جداگانه دارد. | للقطعة المستبدلة تغطية خاصة. | 更换的配件有独立保修。 | У заменённой запчасти своё покрытие.
REPAIR_WARRANTY | The earlier repair is under a warranty of its own. | تعمیر پیشین گارانتی خودش را دارد. | للإصلاح السابق ضمانه الخاص. | 上次维修仍在维修保修期内。 | На прошлый ремонт действует отдельная гарантия.
REWORK | The same fault came back soon after a repair. | همان خرابی کمی پس از تعمیر برگشته است. | عاد العطل نفسه بعد الإصلاح بقليل. | 同一故障在维修后短期内复发。 | Та же неисправность вернулась вскоре после ремонта.
CAMPAIGN | A campaign pays for this work. | هزینهٔ این کار بر عهدهٔ فراخوان است. | تتحمل حملة الصيانة تكلفة هذا العمل. | 该作业的费用由召回活动承担。 | Эту работу оплачивает сервисная кампания.
EXTENDED | A sold extension is in force. | تمدید خریداری‌شدهٔ گارانتی برقرار است. | التمديد المشترى سارٍ. | 已购延保有效。 | Действует приобретённое продление гарантии.
CONTRACT | A service contract is in force. | قرارداد خدمات برقرار است. | عقد الخدمة سارٍ. | 服务合同有效。 | Действует договор обслуживания.
GOODWILL | Goodwill was approved. | گذشت تأیید شده است. | تمت الموافقة على المجاملة. | 已批准优惠。 | Уступка утверждена.
DOA | The unit failed on arrival: offer an exchange. | دستگاه از ابتدا خراب بوده: تعویض پیشنهاد کنید. | تعطّل الجهاز عند الوصول: اعرض الاستبدال. | 到货即损：请提供换货。 | Отказ сразу после покупки: предложите замену.
DOA_INCOMPLETE | The unit failed early, but the proof of its date or the complete box is missing. | دستگاه زود خراب شده، ولی مدرک تاریخ یا جعبهٔ کامل آن موجود نیست. | تعطّل الجهاز مبكرًا، لكن إثبات التاريخ أو العلبة الكاملة غير متوفر. | 早期故障，但缺少日期凭证或完整包装。 | Ранний отказ, но нет подтверждения даты или полной коробки.
UNKNOWN_UNIT | The serial is not known to us: check it, or register the unit. | این شمارهٔ سریال نزد ما ثبت نیست: آن را بررسی کنید یا دستگاه را ثبت کنید. | الرقم التسلسلي غير مسجّل لدينا: تحقق منه أو سجّل الجهاز. | 我们没有该序列号的记录：请核对，或登记该设备。 | Этот серийный номер у нас не значится: проверьте его или зарегистрируйте изделие.
VENDOR_EXPIRED | The vendor's own warranty ended on {last_on}. | گارانتی تأمین‌کننده در {last_on} تمام شده است. | انتهى ضمان المورّد في {last_on}. | 供应商保修已于 {last_on} 到期。 | Гарантия поставщика закончилась {last_on}.
""")

STEP_SENTENCES: Final = _rows("""
START-1 | The warranty starts on {on}, by the date of {basis}. | آغاز گارانتی: {on}، بر پایهٔ تاریخ {basis}. | يبدأ الضمان في {on} بحسب تاريخ {basis}. | 保修自 {on} 起算，依据：{basis}。 | Гарантия начинается {on}, основание: {basis}.
DATE-1 | {term} from {start}: the last day is {after}. | {term} از {start}: آخرین روز {after} است. | {term} من {start}: آخر يوم {after}. | 自 {start} 起 {term}：最后一天为 {after}。 | {term}, считая с {start}: последний день — {after}.
START-6 | Registered on {on}: the last day moves from {before} to {after}. | ثبت در {on}: آخرین روز از {before} به {after} تغییر کرد. | سُجّل في {on}: انتقل آخر يوم من {before} إلى {after}. | 于 {on} 注册：最后一天由 {before} 变为 {after}。 | Регистрация {on}: последний день сдвигается с {before} на {after}.
START-4 | Any of these dates settles it: {asked}. | هر یک از این تاریخ‌ها کافی است: {asked}. | يكفي أي من هذه التواريخ: {asked}. | 以下任一日期即可确定：{asked}。 | Достаточно любой из этих дат: {asked}.
DATE-4 | {days:# day|# days} of grace after {before}. | {days:# روز} ارفاق پس از {before}. | {days:يوم سماح واحد|يوما سماح|# أيام سماح|# يوم سماح|# يوم سماح} بعد {before}. | {before} 之后有 {days:# 天}宽限期。 | {days:# льготный день|# льготных дня|# льготных дней} после {before}.
DOA-1 | The window for an exchange runs from {on} to {after}. | بازهٔ تعویض از {on} تا {after} است. | فترة الاستبدال من {on} إلى {after}. | 换货期自 {on} 至 {after}。 | Заменить изделие можно с {on} по {after}.
LINE-5 | Why the cover was restored: {note} | دلیل برقراری دوبارهٔ پوشش: {note} | سبب إعادة التغطية: {note} | 恢复保修的原因：{note} | Почему покрытие восстановлено: {note}
LINE-9 | First check that failed: {reason}. | نخستین بررسی ناموفق: {reason}. | أول فحص لم ينجح: {reason}. | 首个未通过的检查：{reason}。 | Первая непройденная проверка: {reason}.
LINE-6 | The source that leaves the customer the least: {source} {evidence}. | منبعی که کمترین سهم را برای مشتری می‌گذارد: {source} {evidence}. | المصدر الأقل تكلفة على العميل: {source} {evidence}. | 客户承担最少的来源：{source} {evidence}。 | Источник с наименьшей долей клиента: {source} {evidence}.
moved | {rule}: the last day moves from {before} to {after}. | {rule}: آخرین روز از {before} به {after} تغییر کرد. | {rule}: انتقل آخر يوم من {before} إلى {after}. | {rule}：最后一天由 {before} 变为 {after}。 | {rule}: последний день сдвигается с {before} на {after}.
""")

# The parts of a term, joined as the language joins them; a part of nothing is left out.
TERM_WORDS: Final = _rows("""
months | # month|# months | # ماه | شهر واحد|شهران|# أشهر|# شهرًا|# شهر | # 个月 | # месяц|# месяца|# месяцев
days | # day|# days | # روز | يوم واحد|يومان|# أيام|# يومًا|# يوم | # 天 | # день|# дня|# дней
""")
