### Поиск модели, её карточка, присланные файлы и сделанные работы.

## Разделы и списки

button-video = 🎬 Видео
button-audio = 🎵 Музыка и звук
button-edit-photo = 🪄 Редактировать фото
button-all-models = 🔎 Все модели
button-works = 🖼 Мои работы
button-favourites = ⭐ Избранное
button-recent = 🕘 Недавние
button-everything = 📚 Показать все
button-vendors = 🏭 Разработчик
button-every-vendor = 🏭 Все разработчики
button-model-price = { $title } · { $price }
button-start = ▶️ Создать
button-star = ☆ В избранное
button-unstar = ⭐ Убрать из избранного
tasks = 🧭 <b>Что будем делать?</b>
models = 🔎 <b>Все модели</b>
models-of-task = <b>{ $task }</b>
models-found = 🔎 <b>Нашлось по запросу «{ $query }»</b>
models-favourite = ⭐ <b>Избранное</b>
models-recent = 🕘 <b>Недавние</b>
models-page = Страница { $page } из { $pages }
models-search-hint = Ищете что-то определённое? Напишите название, можно по-русски: <i>клинг</i>, <i>нано банана</i>.
models-none = 🤷 Здесь пока пусто. Вот что есть.
models-not-found = 🤷 Модели с таким названием не нашлось. Может быть, это описание картинки?
words-taken = 🤷 Модели с таким названием не нашлось. Взял эти слова как описание.
button-draw = 🎨 Нет, нарисовать это
vendors = 🏭 <b>Чьи модели показать?</b>
sort-popular = ↕️ Сначала популярные
sort-price = ↕️ Сначала дешёвые
sort-speed = ↕️ Сначала быстрые
price-from = от { $price }

## Карточка

card-title = <b>{ $model }</b> · { $vendor }
card-makes = Что умеет: { $tasks }
card-needs = Что понадобится: { $needs }
card-price = Цена: { $price }
card-link = 🔗 Ссылка на модель: { $link }

## Присланный файл

intake = 🪄 <b>Что с этим сделать?</b>
intake-none = 🤷 С таким файлом ни одна модель не работает. Пришлите фото, видео или звук.
intake-edit = ✨ Изменить
intake-animate = 🎬 Оживить
intake-upscale = 🔍 Увеличить
intake-cut-out = ✂️ Убрать фон
intake-edit-video = 🎞 Переделать видео
intake-talk = 🗣 Озвучить персонажа
intake-music = 🎵 Сделать музыку
intake-sound = 🔊 Обработать звук
intake-speech = 🎙 Озвучить
intake-text = 📝 Получить текст
button-which-model = 🔎 Выбрать модель
button-all-files = Все
files-count = { $count ->
        [one] { $count } файл
        [few] { $count } файла
       *[other] { $count } файлов
    }
files-left = { $count ->
        [one] 📎 { $count } файл этой модели не подошёл.
        [few] 📎 { $count } файла этой модели не подошли.
       *[other] 📎 { $count } файлов этой модели не подошли.
    }
use-nothing = 🤷 Здесь нет файла, с которым можно работать дальше.

## Мои работы

works = 🖼 <b>Мои работы</b>
    Нажмите на любую — и я пришлю её ещё раз.
works-none = 🖼 Здесь будут ваши работы. Пока их нет — самое время сделать первую.
works-no-file = 🖼 Файл этой работы в Telegram не сохранился. Можно повторить её кнопкой ниже.
button-erase = 🗑 Удалить
erase = 🗑 <b>Удалить эту работу?</b>
    Её описание и ссылки на файлы сотрутся, и в «Моих работах» её больше не будет. Вернуть нельзя. Баланс и операции не изменятся.
    Сообщения, которые уже есть в этом чате, останутся: их можно удалить здесь самим.
button-erase-yes = 🗑 Да, удалить
work-erased = 🗑 Работа удалена.
erase-foreign = 🙅 Эту работу заказывал другой человек: удалить её может только он.
