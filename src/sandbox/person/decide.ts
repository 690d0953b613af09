/**
 * A person who orders a certain model and sees nothing but the chat: taps what leads on, answers what is asked. Speaks
 * Russian.
 */
import { parseButton } from '../../domain/chat/buttons.ts';
import type { Button, Translate } from '../../domain/chat/contract.ts';

export type FileKind = 'image' | 'video' | 'audio' | 'document';

export type Action =
  | { readonly do: 'tap'; readonly data: string }
  | { readonly do: 'say'; readonly text: string }
  | {
      readonly do: 'send';
      readonly kind: FileKind;
      /** As the bot names them: `PNG, JPEG`. */ readonly formats: string;
    };

export interface Seen {
  /** Without markup. */
  readonly text: string;
  readonly buttons: readonly Button[];
  /** How often the person has stood before these very words already. */
  readonly again: number;
}

interface Choice {
  readonly text: string;
  readonly data: string;
  readonly command: string;
}

const WORDS = 'Рыжий кот смотрит на море, тихо и светло';
const SHORT_WORDS = 'Рыжий кот';
const MARK = '✅ ';
/** Buttons that are always the way to the order. */
const LEADING = ['create', 'start', 'all'];

/** `title`: of the wanted model. Throws when the person would not know what to do. */
export function decide({ text, buttons, again }: Seen, title: string, t: Translate): Action {
  const choices = buttons.flatMap(choiceOf);
  const has = (command: string): boolean => choices.some((choice) => choice.command === command);
  const leading = choices.find(({ command }) => LEADING.includes(command));
  if (leading !== undefined) return tap(leading);
  if (has('model')) return tap(listed(choices, title) ?? nextPage(choices, title));
  if (has('every')) return { do: 'say', text: title };
  const wanted = has('done') ? null : fileWanted(text, t);
  if (wanted !== null) return { do: 'send', ...wanted };
  return tapAnswer(choices, again) ?? { do: 'say', text: words(text, again) };
}

const tap = ({ data }: Choice): Action => ({ do: 'tap', data });

function choiceOf(button: Button): Choice[] {
  if (!('data' in button)) return [];
  const parsed = parseButton(button.data);
  return parsed.kind === 'screen' ? [{ text: button.text, data: button.data, command: parsed.command }] : [];
}

/** A button may show only the beginning and the end of a long title. */
function listed(choices: readonly Choice[], title: string): Choice | undefined {
  return choices.find(({ command, text }) => {
    const name = (text.split(' · ')[0] ?? '').replace('⭐ ', '');
    const [beginning = '', end = null] = name.split('…');
    return command === 'model' && (end === null ? name === title : title.startsWith(beginning) && title.endsWith(end));
  });
}

function nextPage(choices: readonly Choice[], title: string): Choice {
  const turn = choices.findLast(({ command }) => command === 'page');
  if (turn === undefined)
    throw new Error(`${title} is not in the list: ${choices.map(({ text }) => text).join(' | ')}`);
  return turn;
}

/** The way, the marked answer or the next one after a vain try, a part that is done, or one to add. */
function tapAnswer(choices: readonly Choice[], again: number): Action | null {
  const of = (command: string): readonly Choice[] => choices.filter((choice) => choice.command === command);
  const nth = (list: readonly Choice[], first: number): Choice | undefined =>
    list[(first + again) % Math.max(1, list.length)];
  const picks = of('pick');
  const marked = picks.findIndex(({ text }) => text.startsWith(MARK));
  // Nothing there to go on from: another way, perhaps.
  const back = of('source').length === 0 ? undefined : of('back')[0];
  const way = nth(of('way'), Math.max(0, of('way').length - 1));
  const answer = back ?? way ?? nth(picks, Math.max(0, marked)) ?? of('done')[0] ?? of('add')[0];
  return answer === undefined ? null : tap(answer);
}

function fileWanted(text: string, t: Translate): { kind: FileKind; formats: string } | null {
  const asked: readonly (readonly [FileKind, string])[] = [
    ['image', t('file-want-image')],
    ['video', t('file-want-video')],
    ['audio', t('file-want-audio')],
    ['document', t('file-want-document')],
  ];
  const [kind] = asked.find(([, words]) => text.includes(words)) ?? [];
  if (kind === undefined) return null;
  const [before = '', after = ''] = t('file-types', { types: '|' }).split('|');
  const from = text.indexOf(before);
  const formats =
    from < 0
      ? ''
      : text
          .slice(from + before.length)
          .split('\n')[0]
          ?.replace(after, '');
  return { kind, formats: formats ?? '' };
}

/** A number within the limits that the question names, or a few words; fewer after a vain try. */
function words(text: string, again: number): string {
  const range = /От (-?[\d.]+) до (-?[\d.]+)|Не меньше (-?[\d.]+)|Не больше (-?[\d.]+)/u.exec(text);
  const from = range?.[1] ?? range?.[3];
  if (from !== undefined) return String(Math.max(Number(from), Math.min(1, Number(range?.[2] ?? 1))));
  if (range !== null || text.includes('число')) return '1';
  return again === 0 ? WORDS : SHORT_WORDS;
}
