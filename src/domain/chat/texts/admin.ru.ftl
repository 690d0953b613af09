### Панель администратора.

admin-home = 🛠 <b>Панель администратора</b>
admin-maintenance-on = 🛠 Идёт обслуживание: новые заказы не принимаются, оплата тоже.
button-admin-open = ✅ Закончить обслуживание
button-admin-close = 🛠 Начать обслуживание
button-admin-claims = 🏦 Переводы
button-admin-packages = ⭐ Пакеты
button-admin-payments = ⭐ Платежи звёздами
button-admin-stats = 📊 Статистика
button-admin-models = 🧩 Модели
button-admin-system = 🚦 Система
