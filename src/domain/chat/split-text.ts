/**
 * Telegram's apps send what is longer than one message as several. Which of them belong together, and what they say
 * together. Lengths in UTF-16 units, as Telegram counts them.
 */
import type { ChatState, Screen, SplitText } from './state.ts';

/** Telegram's limit for a message; whoever finds no better place cuts exactly here. */
const MESSAGE_LENGTH = 4096;
/**
 * The apps look for the end of a paragraph or a word to cut at: on phones in the last few hundred units, on desktops as
 * far back as half a message, which loses the white space around it.
 */
const CUT_FROM = 2000;
/** Telegram's dates are whole seconds. */
const WINDOW_MS = 2_000;
/** Half as much again as any model takes: it is stored with the chat until the next message. */
export const LONGEST_TEXT = 30_000;

/** One message of a person; `at` in epoch milliseconds. */
export interface Part {
  readonly by: number;
  readonly at: number;
  readonly messageId: number;
  readonly text: string;
}

type Parts = SplitText['parts'];

/** What may go on in the next message; null = it is too short for that. */
export function mayGoOn({ by, at, messageId, text }: Part, before: Screen): SplitText | null {
  if (!isCut(text)) return null;
  return { by, at, id: messageId, parts: [{ messageId, text }], isTooLong: false, before };
}

/**
 * The text with this part; null = it is a text of its own. The ids only say the order: a bot counts the messages of all
 * its private chats together, so that between two parts there may be those of other people. A part that was edited takes
 * its own place.
 */
export function goesOn(split: ChatState['split'], { by, at, messageId, text }: Part): SplitText | null {
  if (split?.by !== by || Math.abs(at - split.at) > WINDOW_MS) return null;
  const latest = Math.max(at, split.at);
  if (split.isTooLong) return { ...split, at: latest };
  const others = split.parts.filter((part) => part.messageId !== messageId);
  const parts = [...others, { messageId, text }].toSorted((a, b) => a.messageId - b.messageId);
  if (parts.length === 1 || !parts.slice(0, -1).every((part) => isCut(part.text))) return null;
  const isTooLong = wholeText(parts).length > LONGEST_TEXT;
  return { ...split, at: latest, parts: isTooLong ? [] : parts, isTooLong };
}

/** What was lost at a cut is put back as far as the rest tells: lines where there are lines, else a space. */
export function wholeText(parts: Parts): string {
  const between = parts.some(({ text }) => text.includes('\n')) ? '\n' : ' ';
  return parts.reduce((whole, { text }, index) => {
    const before = parts[index - 1]?.text.length ?? MESSAGE_LENGTH;
    return `${whole}${before < MESSAGE_LENGTH ? between : ''}${text}`;
  }, '');
}

const isCut = (text: string): boolean => text.length >= CUT_FROM;
