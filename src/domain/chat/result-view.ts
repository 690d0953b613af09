import { generationButton, menuButton } from './buttons.ts';
import type { Button, Translate, View } from './contract.ts';
import { paragraphs, safeLine } from './html.ts';
import { duration } from './phrases.ts';

export interface ResultFacts {
  /** Plain text. */
  readonly modelTitle: string;
  /** How long it took. */
  readonly seconds: number;
  /** Plain text; null = free. */
  readonly price: string | null;
  readonly generationId: string;
  /** It may have arrived before: Telegram never said whether the first attempt came through. */
  readonly repeated: boolean;
  /** Another model can take it further. */
  readonly hasFile: boolean;
}

export interface ClosingFacts extends ResultFacts {
  /** A text result, as HTML within a message's limit. */
  readonly words: string | null;
  /** Of what no message carries. */
  readonly links: readonly string[];
  /** Telegram: takes it in no form, has kept silent about it twice, has taken no more of them. */
  readonly why: 'too-large' | 'unsure' | 'stopped';
  /** Files that can be had no more. */
  readonly lost: number;
}

const TITLE_LENGTH = 60;
const PRICE_LENGTH = 40;
const LINKS_A_MESSAGE = 20;
const MAX_URL_LENGTH = 2_000;
/** Bot API, sendMessage. */
const MAX_MESSAGE = 4_096;

/** Under the result. HTML, far below the 1024 characters of a caption; the buttons work for ever. */
export function resultCaption(t: Translate, facts: ResultFacts): { caption: string; keyboard: View['keyboard'] } {
  return { caption: captionOf(t, facts), keyboard: resultKeyboard(t, facts) };
}

/** What is said after the media: words, links (as buttons, because they are too long to read), losses; buttons last. */
export function closingViews(t: Translate, facts: ClosingFacts): readonly View[] {
  const links = linkRows(t, facts.links);
  const lost = facts.lost + facts.links.length - links.length;
  const lines = [
    links.length > 0 ? linkWords(t, facts.why) : null,
    lost > 0 ? t('result-lost', { number: lost }) : null,
  ];
  const last = paragraphs(captionOf(t, facts), ...lines);
  const fits = facts.words !== null && facts.words.length + last.length + 2 <= MAX_MESSAGE;
  const spread = Math.max(0, Math.ceil(links.length / LINKS_A_MESSAGE) - 1);
  const before = Array.from({ length: spread }, (_, index): View => ({
    text: paragraphs(...lines),
    keyboard: links.slice(index * LINKS_A_MESSAGE, (index + 1) * LINKS_A_MESSAGE),
  }));
  return [
    ...(facts.words === null || fits ? [] : [{ text: facts.words, keyboard: [] }]),
    ...before,
    {
      text: fits ? paragraphs(facts.words, last) : last,
      keyboard: [...links.slice(spread * LINKS_A_MESSAGE), ...resultKeyboard(t, facts)],
    },
  ];
}

function linkWords(t: Translate, why: ClosingFacts['why']): string {
  switch (why) {
    case 'too-large':
      return t('result-link');
    case 'unsure':
      return t('result-unsure');
    case 'stopped':
      return t('result-stopped');
  }
}

function linkRows(t: Translate, given: readonly string[]): readonly (readonly Button[])[] {
  const urls = given.filter((url) => /^https?:\/\/\S+$/.test(url) && url.length <= MAX_URL_LENGTH);
  return urls.map((url, index) => {
    const text = urls.length === 1 ? t('button-download') : t('button-download-one', { number: index + 1 });
    return [{ text, url }];
  });
}

function captionOf(t: Translate, facts: ResultFacts): string {
  const model = safeLine(facts.modelTitle, TITLE_LENGTH);
  const price = facts.price === null ? t('result-free') : safeLine(facts.price, PRICE_LENGTH);
  return paragraphs(
    t('result', { model, time: duration(t, facts.seconds), price }),
    facts.repeated ? t('result-repeated') : null,
  );
}

/** The same under a result that was opened from the works: there it can be deleted by who ordered it. */
export function workKeyboard(
  t: Translate,
  facts: Pick<ResultFacts, 'generationId' | 'hasFile'>,
  isOwn: boolean,
): View['keyboard'] {
  const keyboard = resultKeyboard(t, facts);
  if (!isOwn) return keyboard;
  return keyboard.toSpliced(-1, 0, [generationButton(t('button-erase'), 'erase', facts.generationId)]);
}

/** The buttons under a result, for ever. */
export function resultKeyboard(
  t: Translate,
  { generationId, hasFile }: Pick<ResultFacts, 'generationId' | 'hasFile'>,
): View['keyboard'] {
  return [
    [
      generationButton(t('button-again'), 'again', generationId),
      generationButton(t('button-edit'), 'edit', generationId),
    ],
    ...(hasFile ? [[generationButton(t('button-use'), 'use', generationId)]] : []),
    [menuButton(t('button-menu'))],
  ];
}
