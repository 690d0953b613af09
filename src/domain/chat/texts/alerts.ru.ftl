### О чём предупреждают администраторов и что при этом говорят, когда всё снова хорошо.

admin-alert-again = 🔁 Всё ещё продолжается: { $lasted }, замечено { $count } { $count ->
    [one] раз
    [few] раза
   *[other] раз
  }. { $text }
admin-alert-over = ✅ Закончилось: { $what }. Длилось { $lasted }.
admin-lasted-minutes = { $minutes } мин
admin-lasted-hours = { $hours } ч
admin-lasted-days = { $days } { $days ->
    [one] день
    [few] дня
   *[other] дней
  }
admin-low-credits = 🪫 На счёте KIE AI осталось { $credits } { $credits ->
    [one] кредит
    [few] кредита
    [many] кредитов
   *[other] кредита
  }, порог — { $threshold }. Пополните его на kie.ai, иначе генерации начнут срываться.
admin-found = ⚠️ { $what }: { $count }. Например: { $examples }. Что делать — в runbook, заголовок «alert { $check }».
admin-check-failed = ⚠️ Проверка сервиса не удалась { $times } { $times ->
    [one] раз
    [few] раза
   *[other] раз
  } подряд ({ $code }): «{ $what }». Пока она не заработает, её число в метриках ничего не значит. Что делать — в runbook, заголовок «alert check-failed».
admin-kie-upload-refused = ⚠️ KIE AI не берёт файлы этого бота ({ $code }), хотя ключ для задач принимает. Заказы с файлами не удаются: людям об этом сказано, с них ничего не списано; заказы без файлов идут как обычно. Если это надолго, проверьте KIE_API_KEY и KIE_UPLOAD_BASE.
admin-kie-stopped-key = ⏸ KIE AI не принимает ключ этого бота ({ $code }), поэтому заказы не принимаются: людям сказано, что генерации на паузе, с них ничего не списано. Проверьте KIE_API_KEY и настройки ключа на kie.ai. Приём откроется сам в течение двух минут после того, как KIE AI примет ключ.
admin-kie-stopped-credits = ⏸ На счёте KIE AI не хватает кредитов ({ $code }), поэтому { $from ->
    [0] заказы не принимаются
    [one] заказы от { $from } кредита и дороже не принимаются
    [few] заказы от { $from } кредитов и дороже не принимаются
    [many] заказы от { $from } кредитов и дороже не принимаются
   *[other] заказы от { $from } кредита и дороже не принимаются
  }: людям сказано, что генерации на паузе, с них ничего не списано. Пополните счёт на kie.ai. Приём откроется сам в течение двух минут после того, как { $from ->
    [0] на нём появятся кредиты
    [one] на нём будет хотя бы { $from } кредит
    [few] на нём будет хотя бы { $from } кредита
    [many] на нём будет хотя бы { $from } кредитов
   *[other] на нём будет хотя бы { $from } кредита
  }.
admin-title-kie-stopped = остановка заказов из-за отказов KIE AI ({ $code })
admin-title-kie-refused = отказы KIE AI ({ $code })
admin-title-low-credits = мало кредитов KIE AI
admin-title-catalog-list = неполный список моделей KIE AI
admin-title-conflict = чужой опрос Telegram с токеном этого бота (409)
admin-title-gave-up = сервис падал и останавливался
admin-title-check-failed = неудачи проверки «{ $what }»
admin-check-holds = Зависшие удержания денег или бесплатных генераций, исправлено
admin-check-overdue = Генерации не закончились в срок, закрыты без списания
admin-check-stuck = Генерации без движения, возвращены в очередь
admin-check-unknown = Задачи с неизвестным исходом без присмотра, возвращены в очередь
admin-check-undelivered = Готовые результаты долго не доставляются
admin-check-dead-letters = Задания, которые не удалось выполнить
admin-check-delivery-failures = Результаты за час, которые не удалось доставить
admin-check-ledger = Расхождения в книге учёта
admin-check-stars = Расхождения со звёздами Telegram
admin-check-kie-credits = Кредиты KIE AI списаны не нашими задачами
admin-check-orphans = KIE AI оплачены генерации, которые никому не дали результата
