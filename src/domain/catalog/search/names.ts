/** What people call models and their work beside the official names. Spelled as people write; search.ts folds it. */
import type { Task } from '../model.ts';

/** A word of a title or vendor -> how it is heard, where the letters alone do not lead there. */
export const HEARD: Readonly<Record<string, string>> = {
  banana: 'бананы бананка',
  bytedance: 'байтданс байтдэнс',
  edit: 'редактирование правка изменить',
  elevenlabs: 'илевенлабс элевен',
  extend: 'продлить продление',
  fast: 'фаст быстрая',
  flux: 'флакс',
  gemini: 'джемини джеминай',
  google: 'гугл',
  gpt: 'чатгпт chatgpt джипити',
  hailuo: 'хайло',
  happyhorse: 'хэппи хорс',
  image: 'имидж имейдж имэдж',
  imagen: 'имейджен',
  imagine: 'имеджин имейджин',
  infinitalk: 'инфинити ток',
  isolation: 'очистка шум изоляция',
  kling: 'клинг клин',
  lite: 'лайт',
  lyrics: 'слова текст песни',
  mashup: 'мэшап мешап',
  omnihuman: 'омнихьюман',
  openai: 'опенай опенэйай',
  pixverse: 'пикс верс',
  qwen: 'куэн квэн',
  runway: 'ранвей рануэй',
  seedance: 'сиданс сидэнс сиденс',
  seedream: 'сидрим сидрим',
  sounds: 'звуки шумы',
  speech: 'спич речь',
  stem: 'стемы разделить дорожки вокал минус караоке',
  upscale: 'апскейл',
  veo: 'вео вэо',
  video: 'видео ролик',
  voice: 'голос войс',
  wan: 'ван уан',
  wav: 'вав',
};

/** What people ask for when they want a task done. */
export const TASK_WORDS: Readonly<Record<Task, string>> = {
  'text-to-image': 'картинка картинки изображение нарисовать рисунок арт фото image picture draw art t2i text',
  'image-to-image': 'картинка картинки изображение фото редактировать изменить обработать image photo edit i2i',
  'remove-background': 'удалить удаление убрать вырезать фон фона бэкграунд remove background cutout',
  upscale: 'увеличить увеличение улучшить качество апскейл upscale enhance enlarge sharpen',
  'text-to-video': 'видео ролик клип анимация video clip movie t2v text',
  'image-to-video': 'видео ролик оживить анимировать фото картинка video animate photo image i2v',
  'video-to-video': 'видео ролик переделать изменить обработать video edit restyle v2v',
  'lip-sync': 'липсинк липсинг губы говорящий персонаж аватар аватары lipsync lips talking avatar',
  music: 'музыка песня песни трек мелодия music song track',
  speech: 'текст озвучка озвучить речь голос диктор дубляж text speech voice tts voiceover',
  sound: 'звук звуки шум эффект эффекты sound noise effect sfx audio аудио',
  text: 'текст слова text words',
};

/** They say nothing about which model is meant. */
export const FILLERS =
  'a an and by for from in model models of on or the to with without в во для до и из или к как мне модель на не нейронка ' +
  'нейросеть найди от по под при с сделай сделать со у хочу через это ai ии';
