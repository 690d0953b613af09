### Панель администратора.

admin-home = 🛠 <b>Панель администратора</b>
admin-maintenance-on = 🛠 Идёт обслуживание: новые заказы не принимаются, оплата тоже.
admin-intake-stopped = ⏸ KIE AI отказывает счёту, поэтому { $from ->
    [0] заказы не принимаются
   *[other] заказы от { $from } кредитов и дороже не принимаются
  }. Приём откроется сам, когда счёт будет в порядке.
button-admin-open = ✅ Закончить обслуживание
button-admin-close = 🛠 Начать обслуживание
button-admin-claims = 🏦 Переводы
button-admin-packages = ⭐ Пакеты
button-admin-payments = ⭐ Платежи звёздами
button-admin-stats = 📊 Статистика
button-admin-models = 🧩 Модели
button-admin-system = 🚦 Система
