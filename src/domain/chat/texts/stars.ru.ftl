### Telegram Stars: счёт, оплата, возврат.

button-stars = ⭐ { $stars } → { $amount }
invoice-title = Баланс: { $amount }
invoice-description = Пополнение баланса на { $amount }. Деньги придут сразу после оплаты.
stars-changed = 💱 Цены пакетов только что изменились. Посмотрите на новые и выберите ещё раз.
stars-private = 💳 Пополнять баланс можно только в личной переписке со мной: напишите @{ $bot } и нажмите «Пополнить баланс».
stars-maintenance = 🛠 Сейчас идёт обслуживание, оплата пока не принимается. Попробуйте чуть позже.
stars-paid = ✅ <b>+{ $amount }</b>, спасибо! Теперь на балансе { $balance }.
stars-refunded = ↩️ Вам вернули ⭐ { $stars }. С баланса за это снято { $amount }.
checkout-unknown = Этот счёт не подходит: он для другого человека или уже недействителен. Ничего не списано. Откройте «Пополнить баланс» и выберите пакет ещё раз.
checkout-paid = Этот счёт уже оплачен, второй раз ничего не списано. Чтобы пополнить ещё, откройте «Пополнить баланс» и выберите пакет.
checkout-banned = Вы не можете пополнить баланс в этом боте. Ничего не списано. Если это ошибка, напишите в поддержку.
checkout-maintenance = Сейчас идёт обслуживание, оплата пока не принимается. Ничего не списано, попробуйте чуть позже.
checkout-busy = Сейчас не получается проверить счёт. Ничего не списано, попробуйте ещё раз через минуту.
admin-stars-foreign = ⚠️ Пришла оплата ⭐ { $stars } от { $payer }, для которой нет подходящего счёта. Зачислено { $amount } по худшему курсу. Проверьте её в платежах этого человека.
admin-stars-history = ⭐ В списке Telegram есть оплаты этому боту до { $date }: { $payments }, всего ⭐ { $stars }. Они старше этой базы данных, поэтому никому не зачислены. Если прежняя база потеряна, начислите людям недостающее: /admin, «Люди». Если с этим токеном раньше продавало что-то другое, делать ничего не нужно.
admin-stars-loss = ⚠️ Telegram вернул ⭐ { $stars } человеку { $payer }, а на его балансе этого уже нет. Записано в убыток: { $lost }.
admin-stars-refused = ⚠️ Telegram отказал в возврате ⭐ { $stars } человеку { $payer }. Деньги снова на его балансе.

admin-payments = ⭐ <b>Платежи звёздами</b>
admin-payments-none = Этот человек звёздами ещё не платил.
admin-payments-choose = Чтобы вернуть платёж, нажмите на его кнопку: сначала будет вопрос.
admin-payment-line = { $number }. { $date } · ⭐ { $stars } → { $amount }{ $state }
admin-payment-asked = ⏳ возврат в пути
admin-payment-done = ↩️ возвращено
admin-payment-refused = 🚫 в возврате отказано
admin-payment-reconciled = найден при сверке
button-admin-refund = ↩️ { $number }: вернуть ⭐ { $stars }
admin-refund-ask = ↩️ <b>Вернуть ⭐ { $stars }?</b>
admin-refund-facts = Оплачено { $date }. С баланса человека снимется { $amount }, а звёзды вернёт Telegram. Отменить это нельзя.
button-admin-refund-yes = ↩️ Вернуть
button-admin-refund-no = ◀️ Не возвращать
admin-refund-asked = ✅ Возврат начат: { $amount } сняты с баланса, Telegram вернёт звёзды. Человек узнает об этом сам.
admin-refund-short = 🚫 Вернуть нельзя: на балансе осталось меньше, чем дал этот платёж ({ $amount }). Начислите недостающее или откажите в возврате.
admin-refund-already = Этот платёж уже возвращён, возвращается, или Telegram в возврате отказал.
admin-refund-gone = Платёж не найден, или человек удалил свои данные: возвращать некому.

admin-packages = ⭐ <b>Пакеты звёзд</b>
admin-packages-none = Пакетов нет: звёздами баланс не пополнить.
admin-packages-how = Чтобы добавить или изменить пакет, напишите, например, <code>300 = 350</code>: за 300 звёзд — 350 на баланс. Только <code>300</code> — по курсу.
admin-packages-usual = Это пакеты по умолчанию.
admin-package-line = ⭐ { $stars } → { $amount }
admin-package-line-rate = ⭐ { $stars } → { $amount } (по курсу)
admin-package-not-one = 🤔 Не понял. Напишите так: <code>300 = 350</code> или <code>300</code>. Звёзд — от 1 до 100 000.
admin-packages-full = Пакетов может быть не больше { $limit }. Сначала уберите лишний.
button-admin-package-remove = 🗑 ⭐ { $stars }
button-admin-packages-reset = ↺ Как по умолчанию
