### Панель администратора: цены и лимиты, промокоды, журнал.

admin-prices = 💱 <b>Цены и лимиты</b>
admin-prices-hint = Нажмите на то, что хотите изменить. Новое значение действует сразу для всех.
admin-setting-line = { $title }: <b>{ $value }</b> ({ $source })
admin-setting-changed = изменено
admin-setting-environment = из окружения
admin-setting-unlimited = без ограничения
admin-setting-now = Сейчас: <b>{ $value }</b>
admin-setting-was = Изменено администратором, в окружении: { $value }
admin-setting-untouched = Взято из окружения.
admin-setting-refused = Такое значение не подходит. Посмотрите, какие числа можно, и пришлите ещё раз.
admin-setting-change = Было: { $before }, станет: <b>{ $after }</b>
admin-setting-example = { $credits } { $credits ->
    [one] кредит
    [few] кредита
    [many] кредитов
   *[other] кредита
  } KIE: { $before } → <b>{ $after }</b>
admin-setting-saved = ✅ Сохранено. Действует для всех через пару секунд.
button-admin-usd-rate = Курс доллара
button-admin-markup = Наценка
button-admin-free-daily = Бесплатных в день
button-admin-free-credits = Кредитов на бесплатную
button-admin-max-running = Генераций одновременно
button-admin-max-messages = Сообщений в минуту
button-admin-spend-limit = Трат в день
button-admin-referral = Бонус за приглашение
button-admin-unlimited = ♾ Без ограничения
button-admin-reset = ↩️ Вернуть из окружения
admin-rule-usd-rate = Сколько стоит один доллар. Пришлите число больше нуля, например 92,5.
admin-rule-markup = На сколько умножается цена KIE. Пришлите число больше нуля, например 2 или 1,75.
admin-rule-free-daily = Сколько бесплатных генераций у человека в день. Пришлите целое число от 0 до 100000.
admin-rule-free-credits = Сколько кредитов KIE самое большее может стоить бесплатная генерация. Пришлите целое число от 0 до 100000.
admin-rule-max-running = Сколько генераций человек может запустить сразу. Пришлите целое число от 1 до 100.
admin-rule-max-messages = Сколько сообщений в минуту принимать от человека. Пришлите целое число от 1 до 10000.
admin-rule-spend-limit = Сколько человек может потратить за день. Пришлите сумму, например 5000; 0 — без ограничения.
admin-rule-referral = Сколько бесплатных генераций получает каждая сторона приглашения. Пришлите целое число от 0 до 100000; 0 — приглашения выключены.
admin-promos = 🎁 <b>Промокоды</b>
admin-promos-none = Промокодов ещё нет.
admin-promos-signs = 🟢 работает · ⏸ выключен · ⌛ срок вышел · ⚪ использован весь
button-admin-new-promo = ➕ Новый промокод
admin-promo-works = Работает
admin-promo-off = Выключен
admin-promo-expired = Срок вышел
admin-promo-used-up = Использован весь
admin-promo-gone = Такого промокода нет. Вернитесь к списку.
admin-promo-gives = Даёт: <b>{ $worth }</b>
admin-promo-used = Использован: { $used } из { $limit }
admin-promo-given = Роздано всего: { $sum }
admin-promo-forever = Срок: без ограничения
admin-promo-until = Действует до { $until }
admin-promo-made = Создан { $at }, администратор { $admin }
admin-promo-taken = Такой промокод уже есть. Придумайте другой — остальное уже записано.
admin-promo-created = ✅ Промокод создан.
button-admin-switch-off = ⏸ Выключить
button-admin-switch-on = ▶️ Включить
admin-new-promo = 🎁 <b>Новый промокод</b>
admin-new-promo-check = Всё верно?
admin-new-promo-uses = { $limit ->
        [one] Можно использовать: { $limit } раз
        [few] Можно использовать: { $limit } раза
       *[other] Можно использовать: { $limit } раз
    }
admin-new-promo-days = { $count ->
        [one] Срок: { $count } день
        [few] Срок: { $count } дня
       *[other] Срок: { $count } дней
    }
admin-new-promo-total = Самое большее раздаст: { $sum }
admin-new-promo-refused = Такой ответ не подходит. Прочитайте вопрос ещё раз и пришлите другой.
admin-ask-promo-code = Какой код? Пришлите от 3 до 32 латинских букв, цифр, «-» или «_» — или пусть бот придумает сам.
admin-ask-promo-kind = Что даёт код?
admin-ask-promo-money = Сколько денег получит каждый? Пришлите сумму, например 100.
admin-ask-promo-generations = Сколько генераций получит каждый? Пришлите целое число от 1 до 1000.
admin-ask-promo-uses = Сколько человек смогут его использовать? Выберите или пришлите число от 1 до { $most }.
admin-ask-promo-days = Сколько дней он действует? Выберите или пришлите число от 1 до { $most }.
button-admin-generate-code = 🎲 Придумать код
button-admin-promo-money = 💳 Деньги
button-admin-promo-gift = 🎟 Генерации
button-admin-forever = ♾ Без срока
button-admin-create-promo = ✅ Создать промокод
button-admin-discard = ❌ Отменить
admin-audit = 📓 <b>Журнал</b>
admin-audit-line = { $at } · <code>{ $admin }</code>
    { $what }
admin-audit-closed = Начал обслуживание
admin-audit-opened = Закончил обслуживание
admin-audit-grant = Начислил { $amount }, кошелёк #{ $wallet }
admin-audit-take = Списал { $amount }, кошелёк #{ $wallet }
admin-audit-ban = Забанил, кошелёк #{ $wallet }
admin-audit-unban = Снял бан, кошелёк #{ $wallet }
admin-audit-setting = { $title }: { $from } → { $to }
admin-audit-reset = { $title }: вернул из окружения
admin-audit-new-promo = { $limit ->
        [one] Создал промокод { $code }: { $worth }, { $limit } раз
        [few] Создал промокод { $code }: { $worth }, { $limit } раза
       *[other] Создал промокод { $code }: { $worth }, { $limit } раз
    }
admin-audit-promo-on = Включил промокод { $code }
admin-audit-promo-off = Выключил промокод { $code }
admin-audit-package = Пакет ⭐ { $stars }: { $amount }
admin-audit-package-rate = Пакет ⭐ { $stars }: по курсу
admin-audit-package-gone = Убрал пакет ⭐ { $stars }
admin-audit-packages-reset = Вернул пакеты по умолчанию
admin-audit-refund = Начал возврат ⭐ { $stars }, кошелёк #{ $wallet }
admin-audit-claim-yes = Одобрил перевод { $amount }, кошелёк #{ $wallet }
admin-audit-claim-no = Отклонил перевод { $amount }, кошелёк #{ $wallet }
admin-audit-model-hidden = Скрыл модель { $model }
admin-audit-model-shown = Показал модель { $model }
admin-audit-model-priced = Своя цена модели { $model }: { $price }
admin-audit-model-unpriced = Убрал свою цену модели { $model }
admin-audit-broadcast-write = Подготовил рассылку { $id }
admin-audit-broadcast-start = Начал рассылку { $id }
admin-audit-broadcast-stop = Остановил рассылку { $id }
admin-audit-broadcast-resume = Продолжил рассылку { $id }
admin-audit-broadcast-discard = Удалил черновик рассылки { $id }
admin-audit-ledger = Скачал книгу операций
