### Словарь: параметры моделей, их значения и задачи. Ключи и переменные те же, что в words.en.ftl; за этим следит тест.
### Обычный текст без разметки: он бывает и на кнопках.

## Параметры картинок и общие

field-prompt = Описание
field-negative = Чего не должно быть
field-shape = Формат кадра
field-resolution = Разрешение
field-quality = Качество
field-mode = Режим
field-version = Версия
field-format = Формат файла
field-background = Фон
field-style = Стиль
field-seed = Номер варианта
field-steps = Тщательность
field-guidance = Близость к описанию
field-strength = Сила воздействия
field-motion = Размах движения
field-rendering = Скорость
field-acceleration = Ускорение
field-enhance = Дополнять описание
field-translation = Переводить описание
field-thinking = Обдумывать подольше
field-search = Искать в интернете
field-watermark = Водяной знак
field-watermark-text = Текст водяного знака
field-series = Связанная серия
field-count = Сколько картинок
field-pro = Режим Pro
field-upscale = Во сколько раз увеличить
field-colors = Цвета
field-color = Цвет
field-share = Доля цвета
field-areas = Области правки
field-segments = Номера областей

## Параметры видео

field-duration = Длительность
field-frames = Сколько кадров
field-frame-rate = Кадров в секунду
field-still-camera = Неподвижная камера
field-with-sound = Со звуком
field-source-sound = Звук исходного видео
field-shots = Сцены
field-several-shots = Несколько планов
field-own-shots = Свои сцены
field-elements = Герои и предметы
field-way = Из чего делать
field-effect = Готовый эффект
field-pose = Чьи движения повторять
field-background-source = Откуда фон
field-last-frame-too = Прислать последний кадр
field-extend-at = С какого места продолжить
field-extend-by = На сколько продлить
field-result-index = Какой из результатов
field-fast = Быстрый режим
field-scene-cuts = Находить смену сцен
field-fit-sound = Подгонять под звук
field-fit-backwards = Продлевать обратным ходом
field-voice-apart = Отделить голос от музыки

## Файлы

field-image = Картинка
field-images = Картинки
field-video = Видео
field-videos = Видеоролики
field-audio = Аудио
field-audios = Аудиозаписи
field-two-tracks = Два трека
field-first-frame = Первый кадр
field-last-frame = Последний кадр
field-first-clip = Начало ролика
field-mask = Маска
field-reference-images = Картинки-образцы
field-reference-videos = Видео-образцы
field-reference-audios = Аудио-образцы
field-reference-files = Файлы-образцы
field-reference-links = Ссылки-образцы
field-reference-voice = Образец голоса
field-voice-over = Звуковая дорожка
field-voice-recording = Запись голоса
field-phrase-recording = Запись проверочной фразы
field-reference-name = Имя для описания
field-reference-role = Что на картинке

## Прежние работы

field-earlier-work = Исходная работа
field-track = Исходный трек
field-persona = Персона
field-characters = Персонажи
field-voices = Голоса

## Общие слова

field-title = Название
field-name = Имя
field-description = Что это
field-text = Текст
field-start = Начало
field-end = Конец

## Музыка

field-own-words = Свои слова и стиль
field-own-settings = Свои настройки
field-instrumental = Без вокала
field-lyrics = Слова песни
field-all-lyrics = Слова всей песни
field-avoid = Чего избегать
field-singer = Голос исполнителя
field-style-weight = Верность стилю
field-weirdness = Необычность
field-audio-weight = Верность исходному звуку
field-variety = Разнообразие
field-persona-kind = Что взять у персоны
field-stem = Что выделить
field-style-draft = Стиль в двух словах
field-author = Исполнитель на видео
field-site = Сайт на видео
field-loop = Зациклить
field-tempo = Темп
field-musical-key = Тональность
field-lyrics-too = Прислать и слова
field-skill = Опыт исполнителя
field-vocal-start = Начало вокала
field-vocal-end = Конец вокала

## Речь

field-voice = Голос
field-voice-title = Имя голоса
field-language = Язык
field-stability = Ровность голоса
field-similarity = Сходство с образцом
field-expressiveness = Выразительность
field-pace-number = Скорость речи
field-timestamps = Отметки времени
field-text-before = Что было сказано до
field-text-after = Что будет сказано дальше
field-lines = Реплики
field-speakers = Кто говорит
field-speaker = Имя говорящего
field-voice-profile = Каким голосом
field-accent = Акцент
field-pace = Темп речи
field-scene = Обстановка
field-context = Контекст

## Пояснения

hint-negative = Перечислите через запятую, например: текст, лишние люди.
hint-seed = С одним и тем же номером результаты получаются похожими.
hint-steps = Больше — подробнее, но дольше.
hint-guidance = Больше — ближе к вашим словам, меньше — больше фантазии.
hint-strength = Насколько сильно исходная картинка участвует в работе. Лучше начать с обычного значения.
hint-motion = Больше — заметнее движение.
hint-enhance = Модель сама добавит к вашим словам подробности.
hint-search = Модель найдёт в интернете то, о чём вы пишете.
hint-watermark-text = Эти слова будут видны на результате.
hint-colors = Цвета, которые должны быть на картинке, и доля каждого.
hint-color = Шесть знаков после решётки, например: #ff8800.
hint-share = Например: 25%.
hint-segments = Номера с размеченной картинки, начиная с 1.
hint-mask = Чёрно-белая картинка того же размера: она показывает, что менять.
hint-still-camera = Двигаться будет только то, что в кадре.
hint-shots = Что происходит в каждой сцене и сколько она длится.
hint-elements = Покажите и назовите их, а в описании пишите это имя после @.
hint-effect = С готовым эффектом длительность менять нельзя: она у него своя.
hint-pose = Повторять позу с картинки или движения из видео.
hint-result-index = Если результатов было несколько. Первый — это 0.
hint-first-clip = Модель продолжит этот ролик.
hint-last-frame-too = Пригодится, чтобы продолжить ролик с того же места.
hint-fit-backwards = Если звук длиннее видео, его конец пойдёт задом наперёд.
hint-voice-over = Видео будет двигаться под этот звук.
hint-phrase-recording = Прочитайте вслух фразу, которую прислала модель, и пришлите запись.
hint-reference-name = Короткое слово: в описании оно пишется после @.
hint-own-words = «Да» — вы пишете слова, стиль и название сами. «Нет» — хватит описания.
hint-own-settings = «Нет» — всё будет как у исходного трека.
hint-persona = Исполнитель, которого вы создали раньше.
hint-all-lyrics = Весь текст вместе с новым куском.
hint-avoid = Стили и приёмы через запятую, например: метал, автотюн.
hint-weirdness = Больше — смелее и неожиданнее.
hint-audio-weight = Больше — ближе к вашей записи.
hint-variety = Больше — разнообразнее, меньше — предсказуемее.
hint-stem = Например: голос или ударные — по-английски.
hint-style-draft = Например: весёлый поп. Модель распишет стиль подробно.
hint-stability = Больше — ровнее, меньше — больше чувств.
hint-similarity = Больше — ближе к настоящему голосу.
hint-expressiveness = Больше — сильнее манера говорить, но менее ровно.
hint-text-before = Это не прозвучит, но поможет выбрать интонацию.
hint-speaker = Так же он должен быть назван в репликах.
hint-voice-profile = Например: тёплый мужской голос, лет сорока.
hint-scene = Где это происходит, например: радиостудия ночью.
hint-context = Что слушателю надо почувствовать или уже знать.

## Значения

value-usual = как обычно
value-yes = Да
value-no = Нет
value-auto = Авто
value-none = Нет
value-any = Любая
value-basic = Обычное
value-regular = Обычное
value-low = Низкое
value-medium = Среднее
value-high = Высокое
value-ultra = Максимальное
value-opaque = Обычный
value-transparent = Прозрачный
value-turbo = Быстро
value-balanced = Сбалансированно
value-rendering-quality = Тщательно
value-acceleration-high = Сильное
value-general = Универсальный
value-realistic = Реалистичный
value-design = Дизайн
value-fiction = Фантазия
value-square = Квадрат
value-square-hd = Квадрат, чётче
value-random = Случайный
value-as-source = Как в исходном видео
value-male = Мужской
value-female = Женский
value-source-sound = Оставить как есть
value-from-image = Как на картинке
value-from-video = Как в видео
value-way-text = Из описания
value-way-frames = Из первого и последнего кадра
value-way-references = Из картинок-образцов
value-persona-style = Стиль
value-persona-voice = Голос
value-stem-vocal = Голос и музыка
value-stem-all = Все инструменты
value-skill-beginner = Новичок
value-skill-intermediate = Любитель
value-skill-advanced = Опытный
value-skill-professional = Профессионал
value-accent-neutral = Нейтральный
value-accent-american = Американский
value-accent-valley = Американский, Калифорния
value-accent-south = Американский, Юг
value-accent-british = Британский классический
value-accent-brixton = Британский, Брикстон
value-accent-transatlantic = Трансатлантический
value-accent-australian = Австралийский
value-speech-smile = С улыбкой
value-speech-news = Как в новостях
value-speech-whisper = Шёпот
value-speech-empathetic = С сочувствием
value-speech-promo = Как в рекламе
value-speech-deadpan = Невозмутимо
value-pace-natural = Естественный
value-pace-rapid = Скороговорка
value-pace-drift = Неспешный
value-pace-staccato = Отрывистый
value-mode-standard = Обычный
value-mode-lite = Упрощённый
value-mode-pro = Pro
value-mode-fun = Весёлый
value-mode-spicy = Дерзкий
value-role-subject = Герой или предмет
value-role-background = Фон
value-stability-lively = Живо
value-stability-natural = Естественно
value-stability-even = Ровно
value-voice = Голос { $number }
value-effect = Эффект { $number }
value-minor = { $note } минор
value-major = { $note } мажор
ratio-square = { $ratio } квадрат
ratio-wide = { $ratio } широкий
ratio-tall = { $ratio } высокий
amount-seconds = { $value } с
amount-beats = { $value } уд./мин
amount-times = ×{ $value }
decimal-mark = ,
language-tag = ru

## Задачи

task-text-to-image = 🎨 Картинка по описанию
task-image-to-image = 🖌 Изменить картинку
task-remove-background = ✂️ Убрать фон
task-upscale = 🔍 Улучшить качество
task-text-to-video = 🎬 Видео по описанию
task-image-to-video = 📸 Оживить картинку
task-video-to-video = 🎞 Изменить видео
task-lip-sync = 🗣 Говорящий персонаж
task-music = 🎵 Музыка
task-speech = 🎙 Озвучка текста
task-sound = 🔊 Звуки
task-text = 📝 Тексты песен и не только

## Готовые эффекты

effect-blue-love = Глубины любви (2 фото)
effect-skyline-flag = Флаг над городом
effect-vibe = Танец с подружкой
effect-crowd-focus = В центре трибун
effect-poke = Ткни милашку
effect-birthday = Сегодня мой день рождения
effect-mini-hero = Мини-герой футбола
effect-magma = Из магмы
effect-cyber-armor = Кибердоспех под дождём
effect-landmark = Товар как здание
effect-mini-pitch = Мини-поле в товаре
effect-world-kick = Удар через весь мир
effect-town-footballer = Футболист из городка
effect-one-battle = Герой одного матча
effect-thriller = Танец «Триллер»
effect-dai-dai = Танец «Дай-дай»
effect-fluffy-chef = Пушистый повар
effect-postcard = Летняя открытка
effect-product-universe = Вселенная товара
effect-fluffy-factory = Пушистая фабрика
effect-surfing = Лето на сёрфе
effect-love-launcher = Залп любви
effect-kitty-shop = Кошачья лавка
effect-courtyard = Двор преображается
effect-ski = Весёлые лыжи
effect-nails = Маникюрный салон
effect-rhythm-dash = Рывок в ритме
effect-screen-king = Сквозь экран
effect-football-poster = Футбольный плакат
effect-football-live = Звезда прямого эфира
effect-trophy-breakthrough = Прорыв к кубку
effect-interview = Слово после матча
effect-stadium-legend = Легенда стадиона
effect-step-by-step = Шаг за шагом
effect-superstar-lobby = В холле суперзвёзд
effect-interview-second = Слово после матча 2
effect-top-of-world = На вершине мира (2 фото)
effect-last-hug = Последнее объятие (2 фото)
effect-future = Моё большое будущее
effect-apex-dance = Танец на вершине
effect-idol = Кадр кумира
effect-motogp = Мотогонки в эфире
effect-knee-slide = Подкат на коленях
effect-captain = Из тоннеля в капитаны
effect-golden-field = Хозяин поля
effect-trophy = Праздник с кубком
effect-crowd-jump = Прыжок в толпу
effect-champion-lift = Чемпион поднимает кубок
effect-ball-boy = Мальчик с мячом у кромки
effect-epic-save = Сейв всей жизни
