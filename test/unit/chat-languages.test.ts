/** Every model in both languages: nothing of the one is left in the other, and nothing is too long to be read. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { View } from '../../src/domain/chat/contract.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { buttonsOf, startTalk, strictTexts } from '../support/chat.ts';

const { models } = bundledCatalog();
const tools = createChatTools();
const texts = strictTexts();
/** Beyond this a phone cuts a button that has a row of its own. */
const LONGEST_BUTTON = 64;

/** The card of every model, and the first thing that it asks. */
function viewsIn(clientLanguage: string): readonly (readonly [string, View])[] {
  const talk = startTalk({ models, clientLanguage }, texts, tools);
  return models
    .filter((model) => tools.offer(model) !== null)
    .flatMap(({ id, key }, index): (readonly [string, View])[] => {
      // Somebody who takes their time: no flood.
      talk.setContext({ now: index * 10_000 });
      talk.command('start', `m_${key}`);
      const card = talk.last().view;
      talk.tap('▶️');
      return [
        [id, card],
        [id, talk.last().view],
      ];
    });
}

for (const language of ['ru', 'en'] as const) {
  describe(language, () => {
    const views = viewsIn(language);
    test('every card and every first question are in this language', () => {
      for (const [id, { text, keyboard }] of views) {
        const words = [text, ...keyboard.flat().map((button) => button.text)].join(' ');
        if (language === 'en') assert.doesNotMatch(words, /\p{Script=Cyrillic}/u, id);
        else assert.match(words, /\p{Script=Cyrillic}/u, id);
      }
    });
    test('no button is longer than a phone shows', () => {
      for (const [id, view] of views) {
        for (const { text } of buttonsOf(view)) assert.ok(Array.from(text).length <= LONGEST_BUTTON, `${id}: ${text}`);
      }
    });
  });
}
