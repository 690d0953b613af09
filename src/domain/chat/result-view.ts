import { generationButton, menuButton } from './buttons.ts';
import type { Button, Translate, View } from './contract.ts';
import { paragraphs, safeLine } from './html.ts';
import { duration } from './phrases.ts';

export interface ResultFacts {
  /** Plain text. */
  readonly modelTitle: string;
  /** How long it took. */
  readonly seconds: number;
  readonly generationId: string;
  /** It may have arrived before: Telegram never said whether the first attempt came through. */
  readonly repeated: boolean;
}

const TITLE_LENGTH = 60;
const MAX_LINKS = 20;
const MAX_URL_LENGTH = 2_000;

/** Under the result. HTML, far below the 1024 characters of a caption; the buttons work for ever. */
export function resultCaption(t: Translate, facts: ResultFacts): { caption: string; keyboard: View['keyboard'] } {
  return { caption: captionOf(t, facts), keyboard: resultKeyboard(t, facts.generationId) };
}

/** For a result that Telegram does not take: the links are buttons, because they are too long to read. */
export function resultLinkView(t: Translate, facts: ResultFacts & { readonly urls: readonly string[] }): View {
  const urls = facts.urls.filter((url) => /^https?:\/\/\S+$/.test(url) && url.length <= MAX_URL_LENGTH);
  const links = urls.slice(0, MAX_LINKS).map((url, index): Button[] => {
    const text = urls.length === 1 ? t('button-download') : t('button-download-one', { number: index + 1 });
    return [{ text, url }];
  });
  return {
    text: paragraphs(captionOf(t, facts), t('result-link')),
    keyboard: [...links, ...resultKeyboard(t, facts.generationId)],
  };
}

function captionOf(t: Translate, facts: ResultFacts): string {
  const model = safeLine(facts.modelTitle, TITLE_LENGTH);
  return paragraphs(
    t('result', { model, time: duration(t, facts.seconds) }),
    facts.repeated ? t('result-repeated') : null,
  );
}

function resultKeyboard(t: Translate, generationId: string): View['keyboard'] {
  return [
    [
      generationButton(t('button-again'), 'again', generationId),
      generationButton(t('button-edit'), 'edit', generationId),
    ],
    [menuButton(t('button-menu'))],
  ];
}
