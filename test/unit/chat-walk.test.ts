/** Every model of the catalog from the menu to an order, by somebody who sees nothing but the chat. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { Model } from '../../src/domain/catalog/model.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';
import { WorkSource } from '../../src/domain/catalog/work-ref.ts';
import type { Effect, GenerationFacts, IncomingFile } from '../../src/domain/chat/contract.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { decide, type Action, type FileKind } from '../../src/sandbox/person/decide.ts';
import { free, startTalk, strictTexts, type Talk } from '../support/chat.ts';
import { NEVER_QUOTED } from '../support/never-quoted.ts';

type Order = Extract<Effect, { do: 'generate' }>;

const { models } = bundledCatalog();
const tools = createChatTools();
const validate = createValidateInput();
const texts = strictTexts();
const MOST_STEPS = 60;

const UNPRICED = [...models.filter((model) => model.prices.length === 0).map(({ id }) => id), ...NEVER_QUOTED];
const PRICED_BY_OPERATOR = [{ when: {}, credits: 7, unit: 'request' as const }];

/** What the models that this one goes on from would have made. */
function worksFor(model: Model): readonly GenerationFacts[] {
  const sources = Object.values(model.input.properties).flatMap((field) => {
    const source = WorkSource.safeParse(field['x-source']);
    return source.success ? source.data.models : [];
  });
  return sources.flatMap((id, index): GenerationFacts[] => {
    const source = models.find((one) => one.id === id);
    if (source === undefined) return [];
    const file = { index: 0, media: 'audio', title: 'Песня', isTrack: true } as const;
    const input = { prompt: 'кот', resolution: '480p', model: 'veo3_fast' };
    const known = Object.entries(input).filter(([name]) => Object.hasOwn(source.input.properties, name));
    const facts = { modelId: id, input: Object.fromEntries(known), files: [file], createdAt: 0 };
    return [{ id: `work${String(index).padStart(8, '0')}`, state: 'delivered', ...facts }];
  });
}

/** As Telegram would tell of such a file. */
const FILES: Readonly<Record<FileKind, Omit<IncomingFile, 'fileId'>>> = {
  image: { media: 'image', mime: 'image/png', bytes: 100_000, width: 1024, height: 768 },
  video: { media: 'video', mime: 'video/mp4', bytes: 900_000, width: 1280, height: 720, seconds: 5 },
  audio: { media: 'audio', mime: 'audio/wav', bytes: 500_000, seconds: 5 },
  document: { media: 'document', mime: 'application/pdf', bytes: 50_000 },
};

function act(talk: Talk, action: Action): readonly Effect[] {
  switch (action.do) {
    case 'say':
      return talk.say(action.text);
    case 'send':
      return talk.file(FILES[action.kind]);
    case 'tap':
      return talk.tapData(action.data, talk.last().id);
  }
}

/** From /start to the order. */
function walk(model: Model): Order {
  const all = models.includes(model) ? models : models.map((one) => (one.id === model.id ? model : one));
  const context = { models: all, works: worksFor(model), ...free(5, 5, 1_000_000) };
  const talk = startTalk(context, texts, tools);
  talk.command('start');
  const seen: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { view } = talk.last();
    const text = view.text
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const again = seen.filter((one) => one === text).length;
    seen.push(text);
    const action = decide({ text, buttons: view.keyboard.flat(), again }, model.title.ru, texts.ru);
    const order = act(talk, action).find((effect) => effect.do === 'generate');
    if (order !== undefined) return order;
  }
  throw new Error(`${model.id}: no order after\n${seen.slice(-4).join('\n---\n')}`);
}

test('the catalog holds 184 models, and 13 of them have no price', () => {
  assert.equal(models.length, 184);
  assert.equal(models.filter((model) => model.prices.length === 0).length, 13);
});

for (const id of NEVER_QUOTED) {
  test(`${id}: its price is not known before, so it is not offered, and whoever asks for it is shown others`, () => {
    const model = models.find((one) => one.id === id);
    assert.ok(model);
    assert.equal(tools.offer(model), null);
    const talk = startTalk({ models }, texts, tools);
    talk.command('models');
    talk.say(model.title.ru);
    assert.ok(!JSON.stringify(talk.state().screen).includes(`"${id}"`));
    talk.command('start', `m_${model.key}`);
    assert.equal(talk.state().screen.at, 'models');
  });
}

for (const model of models) {
  test(`${model.id}: from the menu to an order`, () => {
    const sellable = UNPRICED.includes(model.id) ? { ...model, prices: PRICED_BY_OPERATOR } : model;
    const order = walk(sellable);
    assert.equal(order.modelId, model.id);
    assert.deepEqual(validate(model, order.input), { ok: true });
    const price = quote(sellable, order.input);
    assert.deepEqual(price, { ok: true, credits: order.credits });
  });
}
