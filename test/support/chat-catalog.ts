/** A conversation about the models that are really sold. */
import assert from 'node:assert/strict';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { free, startTalk, strictTexts, type Talk } from './chat.ts';

export const { models } = bundledCatalog();
/** Making them takes a while, so all conversations of a file share them. */
export const tools = createChatTools();
const texts = strictTexts();

export const open = (): Talk => startTalk({ models, ...free(5, 5, 1_000_000) }, texts, tools);

/** The ids on the page of models that is open. */
export function shownOf(talk: Talk): readonly string[] {
  const { screen } = talk.state();
  assert.ok(screen.at === 'models', screen.at);
  return screen.shown;
}

/** On the list of all models. */
export function every(talk: Talk): Talk {
  talk.command('models');
  talk.tap('Показать все');
  return talk;
}

export function tapFirst(talk: Talk): void {
  const [[button] = []] = talk.last().view.keyboard;
  assert.ok(button !== undefined && 'data' in button);
  talk.tapData(button.data, talk.last().id);
}
