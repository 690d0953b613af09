### Панель администратора.

admin-home = 🛠 <b>Панель администратора</b>
admin-maintenance-on = 🛠 Идёт обслуживание: новые заказы не принимаются, оплата тоже.
admin-intake-stopped = ⏸ KIE AI отказывает счёту, поэтому { $from ->
    [0] заказы не принимаются
    [one] заказы от { $from } кредита и дороже не принимаются
    [few] заказы от { $from } кредитов и дороже не принимаются
    [many] заказы от { $from } кредитов и дороже не принимаются
   *[other] заказы от { $from } кредита и дороже не принимаются
  }. Приём откроется сам, когда счёт будет в порядке.
button-admin-open = ✅ Закончить обслуживание
button-admin-close = 🛠 Начать обслуживание
button-admin-claims = 🏦 Переводы
button-admin-packages = ⭐ Пакеты
button-admin-payments = ⭐ Платежи звёздами
button-admin-stats = 📊 Статистика
button-admin-models = 🧩 Модели
button-admin-system = 🚦 Система

## Состояния и причины

admin-state-queued = в очереди
admin-state-submitting = отправляется в KIE
admin-state-unknown = исход неизвестен
admin-state-waiting = делается
admin-state-delivering = доставляется
admin-state-delivered = доставлена
admin-state-failed = не удалась
admin-state-cancelled = отменена
admin-failure-content-policy = запрещено правилами модели
admin-failure-invalid-input = неверный параметр или файл
admin-failure-input-unreachable = исходный файл недоступен
admin-failure-provider-error = сбой на стороне модели
admin-failure-provider-timeout = модель не ответила
admin-failure-unavailable = отказ счёту, ключу или модели
admin-failure-deadline = не успела в срок
admin-failure-undeliverable = Telegram не принял результат
admin-attempt-created = задача создана
admin-attempt-refused = KIE отказал
admin-daily-held = отложена
admin-daily-captured = потрачена
admin-daily-released = возвращена
admin-message-new = ждёт отправки
admin-message-sending = отправляется
admin-message-sent = отправлено
admin-message-dead = не доставлено
admin-child-starting = запускается
admin-child-ready = работает
admin-child-stopping = останавливается
admin-child-exited = закончился
admin-child-backoff = ждёт перезапуска
admin-cancelled = 👌 Отменил. Ничего не изменилось.
