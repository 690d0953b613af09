### Панель администратора: люди.

admin-home-people = 👥 Людей: <b>{ $people }</b>, сегодня новых: <b>{ $new }</b>
admin-home-running = ⚙️ Генераций в работе: <b>{ $running }</b>
admin-home-claims = 🏦 Переводов ждут решения: <b>{ $claims }</b>
button-admin-people = 👥 Люди
button-admin-prices = 💱 Цены и лимиты
button-admin-promos = 🎁 Промокоды
button-admin-audit = 📓 Журнал
admin-nothing-here = Здесь пока пусто.
admin-generations = { $count ->
        [one] { $count } генерация
        [few] { $count } генерации
       *[other] { $count } генераций
    }
admin-generations-given = { $count ->
        [one] { $count } генерацию
        [few] { $count } генерации
       *[other] { $count } генераций
    }
admin-people = 👥 <b>Люди</b>
admin-people-query = Найдено по запросу «{ $query }»:
admin-people-none = Никого не нашлось.
admin-people-hint = Чтобы найти человека, пришлите его Telegram id, @имя, часть имени, код приглашения или номер кошелька (#12).
button-admin-everybody = 👥 Показать всех
admin-forgotten = Забытый человек, кошелёк #{ $wallet }
admin-person-gone = Такого кошелька нет. Вернитесь назад и найдите человека ещё раз.
admin-person-id = Telegram id: <code>{ $id }</code>
admin-person-wallet = Кошелёк: #{ $wallet }
admin-person-language = Язык: { $language }
admin-person-seen = Впервые: { $first }, последний раз: { $last }
admin-person-blocked = 🔕 Заблокировал бота
admin-person-banned = 🚫 Забанен: вместо ответов получает одну фразу.
admin-person-money = 💳 Доступно <b>{ $available }</b>, удержано { $held }
admin-person-gifts = 🎟 Подаренных генераций: <b>{ $bonus }</b>, удержано { $held }
admin-person-free = 🆓 Бесплатных на сегодня: { $left } из { $limit }
admin-person-spent = 💸 Потрачено за всё время: { $spent }
admin-person-generations = 🖼 Генераций: { $total }, готово { $delivered }, с ошибкой { $failed }
admin-person-invited-by = 🤝 Пришёл по приглашению кошелька #{ $wallet }
admin-person-invited = 🤝 Пригласил: { $invited }, код <code>{ $code }</code>
button-admin-grant = ➕ Начислить
button-admin-take = ➖ Списать
button-admin-gift = 🎟 Подарить генерации
button-admin-ban = 🚫 Забанить
button-admin-unban = ✅ Снять бан
button-admin-operations = 🧾 Операции
button-admin-orders = 🖼 Генерации
button-admin-confirm = ✅ Подтвердить
admin-ban-admin = Это администратор, его нельзя забанить. Сначала уберите его из ADMIN_ID.
admin-amount-now = Сейчас: <b>{ $balance }</b>
admin-amount-grant = ➕ Сколько начислить? Пришлите сумму, например 100 или 99,50.
admin-amount-take = ➖ Сколько списать? Пришлите сумму, например 100 или 99,50.
admin-amount-gift = 🎟 Сколько генераций подарить? Пришлите целое число, например 5.
admin-amount-no-money = Это не похоже на сумму. Пришлите число больше нуля, например 100 или 99,50.
admin-amount-no-count = Нужно целое число больше нуля, например 5.
admin-amount-too-much = Так много за раз нельзя: не больше 1 000 000 денег или 1000 генераций. Пришлите число поменьше.
admin-transfer-grant = ➕ Начислить <b>{ $amount }</b>?
admin-transfer-take = ➖ Списать <b>{ $amount }</b>?
admin-transfer-gift = 🎟 Подарить <b>{ $amount }</b>?
admin-transfer-change = Было: { $before }, станет: <b>{ $after }</b>
admin-transfer-short = ❗️ Столько списать нельзя: доступно только { $balance }. Вернитесь назад и введите сумму поменьше.
admin-transfer-known = Это уже сделано раньше, второй раз ничего не изменилось.
admin-transfer-given = ✅ Начислено: { $amount }
admin-transfer-taken = ✅ Списано: { $amount }
admin-operations = 🧾 <b>Операции кошелька #{ $wallet }</b>
admin-operation = { $at } · <b>{ $sum }</b>
    { $reason } · { $actor }
admin-reason-hold = Резерв под генерацию
admin-reason-capture = Оплата генерации
admin-reason-release = Возврат резерва
admin-reason-grant = Начисление администратора
admin-reason-take = Списание администратора
admin-reason-promo = Промокод
admin-reason-referral = Приглашение
admin-reason-bank = Перевод
admin-reason-stars = Пополнение звёздами
admin-reason-refund = Возврат звёзд
admin-reason-refund-undone = Отмена возврата звёзд
admin-reason-loss = Убыток от возврата
admin-reason-cost = Счёт KIE
admin-orders = 🖼 <b>Генерации кошелька #{ $wallet }</b>
admin-order-cost = { $price }, { $payment } · кредиты KIE: { $credits }
admin-paid-daily = за счёт бесплатных на день
admin-paid-bonus = за счёт подаренных
admin-paid-money = с баланса
admin-paid-nothing = без оплаты
granted-money = 🎁 Вам начислено: <b>{ $amount }</b>. Можно тратить прямо сейчас.
granted-generations = { $count ->
        [one] 🎟 Вам подарили <b>{ $count } генерацию</b>. Можно использовать прямо сейчас.
        [few] 🎟 Вам подарили <b>{ $count } генерации</b>. Можно использовать прямо сейчас.
       *[other] 🎟 Вам подарили <b>{ $count } генераций</b>. Можно использовать прямо сейчас.
    }
