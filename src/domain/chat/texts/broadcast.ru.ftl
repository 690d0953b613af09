### Рассылки из панели администратора.

admin-broadcasts = 📣 <b>Рассылки</b>
admin-broadcasts-none = Пока ни одной. Нажмите «Новая рассылка» и пришлите сообщение.
admin-compose = ✍️ <b>Что отправить?</b>
    Пришлите текст (до { $limit } знаков) или одно фото с подписью (до { $caption } знаков). Люди увидят его таким, как вы его набрали, без оформления.
admin-compose-empty = 🤔 В сообщении ничего не видно. Пришлите текст или фото.
admin-compose-long = 📏 Слишком длинно: { $length } из { $limit } знаков. Сократите и пришлите ещё раз.
admin-compose-one-photo = 🖼 В рассылке может быть только одно фото — остальные я не взял.
admin-compose-no-photo = 🖼 Подойдёт только фото. Если это картинка, пришлите её как фото, а не как файл.
admin-broadcast-gone = 🤷 Этой рассылки больше нет. Вернитесь к списку.
admin-broadcast-photo = 🖼 Фото
admin-broadcast-draft = 📝 <b>Черновик рассылки</b>
admin-broadcast-reach = { $reach ->
        [one] 👥 Получит { $reach } человек
        [few] 👥 Получат { $reach } человека
       *[other] 👥 Получат { $reach } человек
    }
admin-broadcast-confirm = { $reach ->
        [one] 🚀 <b>Отправить { $reach } человеку?</b>
       *[other] 🚀 <b>Отправить { $reach } людям?</b>
    }
admin-broadcast-previewed = 👁 Сообщение отправлено вам: так его увидят все. Если оно не пришло, измените его.
admin-broadcast-started = 🚀 Рассылка началась. Когда закончится, пришлю отчёт.
admin-broadcast-busy = ⏳ Сейчас идёт другая рассылка. Дождитесь её конца или остановите её, потом попробуйте снова.
admin-broadcast-changed = 🔄 За это время рассылка изменилась. Вот какая она сейчас — проверьте и решите ещё раз.
admin-broadcast-nobody = 🤷 Отправлять некому. Выберите других получателей.
admin-broadcast-running = 📣 <b>Рассылка идёт: { $percent } %</b>
admin-broadcast-stopped = ⏸ <b>Рассылка остановлена: { $percent } %</b>
admin-broadcast-done = ✅ <b>Рассылка закончена</b>
admin-broadcast-report = ✅ <b>Рассылка { $id } закончена</b>
admin-broadcast-sent = ✅ Отправлено: { $sent }
admin-broadcast-waiting = ⏳ Ждут: { $waiting }
admin-broadcast-blocked = 🚫 Не принимают сообщений: { $blocked }
admin-broadcast-failed = ⚠️ Не удалось: { $failed }
admin-broadcast-unknown = ❔ Неизвестно, дошло ли (повторять не буду): { $unknown }
admin-broadcast-pace = ⏱ { $time } · { $speed } в секунду
button-admin-broadcasts = 📣 Рассылки
button-admin-compose = ➕ Новая рассылка
button-admin-preview = 👁 Показать мне
button-admin-rewrite = ✏️ Изменить
button-admin-audience-all = Все
button-admin-audience-ru = Русский
button-admin-audience-en = English
button-admin-bare = Без кнопки
button-admin-ask-start = 🚀 Начать рассылку
button-admin-start = 🚀 Да, отправить
button-admin-not-yet = ◀️ Пока нет
button-admin-drop-draft = 🗑 Удалить черновик
button-admin-refresh-broadcast = 🔄 Обновить
button-admin-stop = ⏹ Остановить
button-admin-resume = ▶️ Продолжить
