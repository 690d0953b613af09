### Панель администратора: модели, цифры, система.

admin-models = 🧩 <b>Модели</b>
admin-models-query = Поиск: <i>{ $query }</i>
admin-models-none = Ничего не нашлось. Пришлите другие слова.
admin-models-part = Всего { $count }, страница { $page } из { $pages }.
admin-models-hint = 🙈 скрыта · 🏷 своя цена · ❔ без цены · 🗄 снята. Чтобы найти модель, пришлите её название.
admin-model-gone = Такой модели больше нет в каталоге.
admin-model-hidden = 🙈 Скрыта: её никто не видит.
admin-model-withdrawn = 🗄 Снята поставщиком: её никто не видит.
admin-model-unpriced = ❔ Нет цены, поэтому она не продаётся. Назначьте свою цену.
admin-model-own-price = 🏷 Своя цена: <b>{ $price }</b>
admin-model-price-from = 💰 Цена от { $price }
admin-model-price-else = 💰 Без своей цены была бы от { $price }
admin-model-credits = Стоимость в KIE от { $credits } кр.
admin-model-time = ⏱ Обычно { $time }
admin-model-figures =
    <b>30 дней</b>
    Готово: { $delivered }, ошибок: { $failed }, успех: { $rate }
    Выручка: { $revenue }
    Расход: { $cost } ({ $credits } кр.)
    Разница: { $margin }
admin-model-ask-price =
    🏷 <b>{ $title }</b>

    Своя цена сейчас: { $now }
    Пришлите новую цену одной генерации с любыми параметрами, например 49 или 12,50.
admin-model-price-unread = Не понял цену. Пришлите сумму больше нуля, например 49 или 12,50.
admin-drifts = 📐 <b>Счета, которые отличаются от наших цен</b>
admin-drifts-none = Все счета совпадают с ценами.
admin-drifts-more = Есть ещё: они появятся, когда решите эти.
admin-drift =
    { $number }. <b>{ $title }</b> <code>{ $id }</code>
    { $parameters }
    У нас { $quoted } кр., в счёте { $charged } кр., раз: { $count }{ $hint }
admin-drift-not-exact = . Цена зависит не только от параметров: можно лишь оставить нашу.
admin-stats-today = 📊 <b>Сегодня</b>
admin-stats-days = { $days ->
        [one] 📊 <b>{ $days } день</b>
        [few] 📊 <b>{ $days } дня</b>
       *[other] 📊 <b>{ $days } дней</b>
    }
admin-stats-users = 👥 Людей: { $all }, новых: { $fresh }, активных: { $active }
admin-stats-generations =
    🎨 Заказано: { $ordered }
    Готово: { $delivered }, ошибок: { $failed }, отменено: { $cancelled }
    Успех: { $rate }
admin-stats-paid-by = Готовые оплачены: деньгами { $money }, из дневных { $daily }, подаренными { $bonus }, бесплатно { $nothing }
admin-stats-money =
    💰 Выручка: <b>{ $revenue }</b>
    Расход на KIE: { $cost } (счета { $booked }, без счёта { $credits } кр.)
    Разница: <b>{ $margin }</b>
admin-stats-stars = ⭐ Куплено: { $bought }, возвращено: { $refunded }
admin-stats-models = <b>Чаще всего</b>
admin-stats-failures = <b>Почему не вышло</b>
admin-report-coming = ⏳ Готовлю, пришлю отдельным сообщением.
admin-report-failed = ⚠️ Отчёт не получился. Попробуйте ещё раз чуть позже.
admin-ledger-caption = { $part ->
        [1] 🧾 Книга операций
       *[other] 🧾 Книга операций, часть { $part }
    }
admin-ledger-empty = 🧾 За это время операций нет.
admin-chart-caption = 📊 Выручка, расход и генерации
admin-chart-title-today = Сегодня по часам
admin-chart-title-days = { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
admin-chart-revenue = Выручка, { $currency }
admin-chart-cost = Расход на KIE, { $currency }
admin-chart-generations = Готовых генераций
admin-system = 🚦 <b>Система</b>
admin-system-lease = Опрашивает: <code>{ $owner }</code>, эпоха { $epoch }, ещё { $left } с
admin-system-children = <b>Процессы</b>
admin-system-child = { $name }: { $state }, перезапусков { $restarts }, память { $rss } МБ
admin-system-queues = <b>Очереди</b>
admin-system-waiting = Мёртвых писем: { $dead }, к отправке: { $outbox }, не обработано: { $inbox }
admin-system-idle = Генераций в работе нет.
admin-system-open = <b>Генерации в работе</b>
admin-system-stuck = ⚠️ <b>Застряли</b>
admin-system-credits = KIE: осталось { $credits } кр. ({ $when })
admin-system-credits-unknown = KIE: остаток неизвестен
admin-system-catalog = Каталог: обновлён { $finished }, ошибка { $failed }, ошибок подряд { $failures }
admin-system-database = База данных: { $size } МБ
admin-troubles-failed = ⚠️ <b>Последние ошибки</b>
admin-troubles-parked = <b>Отложенные сообщения</b>
admin-troubles-dead = <b>Мёртвые письма</b>
admin-dead = 📭 <b>Задания, которые не удалось выполнить</b>
admin-dead-advice =
    Открытые генерации, возвраты звёзд, проверки переводов и рассылки сервис ставит в очередь снова сам, отчёт закажите ещё раз. Деньги не теряются: генерация без результата закрывается без списания.
    Что значит код и что делать — в runbook, заголовок с этим кодом; по нему же ищите в журнале. Записи исчезнут сами через 30 дней.
admin-lookup = 🔎 Пришлите id генерации или её trace id.
admin-lookup-none = Не нашёл <code>{ $wanted }</code>.
admin-trail =
    <code>{ $id }</code> · <b>{ $state }</b>
    trace <code>{ $trace }</code>
    Человек <code>{ $user }</code>, модель <code>{ $model }</code>
    Цена { $price } ({ $by }), кредитов { $quoted }, по счёту { $consumed }
admin-trail-steps =
    Создана { $created }
    Отправлена { $submitted }
    Готова { $finished }
    Кончилась { $ended }
    Крайний срок { $deadline }
admin-trail-attempts = <b>Попытки</b>
admin-trail-money = <b>Деньги</b>
admin-trail-daily = дневная: { $state }
admin-trail-outbox = <b>Сообщения об итоге</b>
button-admin-home = 🛠 Панель
button-admin-models-all = 🧩 Показать все
button-admin-drifts = 📐 Расхождения цен
button-admin-model-show = 👁 Показать людям
button-admin-model-hide = 🙈 Скрыть
button-admin-model-price = 🏷 Своя цена
button-admin-model-unprice = ↩️ Убрать свою цену
button-admin-model-drifts = 📐 Расхождения цен: { $count }
button-admin-drift-accept = ✅ { $number }: принять счёт
button-admin-drift-reject = ❌ { $number }: оставить нашу
button-admin-stats-today = Сегодня
button-admin-stats-days = { $days } дн.
button-admin-stats-chart = 📈 График
button-admin-ledger-month = 🧾 CSV за 30 дней
button-admin-ledger-all = 🧾 CSV за всё время
button-admin-refresh = 🔄 Обновить
button-admin-troubles = ⚠️ Ошибки
button-admin-dead = 📭 Не выполнено
button-admin-lookup = 🔎 Найти генерацию
