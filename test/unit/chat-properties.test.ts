/** Any person, any catalog, any order of events: what the dialog promises whatever happens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { Model } from '../../src/domain/catalog/model.ts';
import type { ChatContext, ChatEvent, Effect, Reduced, View } from '../../src/domain/chat/contract.ts';
import { ChatState, initialState } from '../../src/domain/chat/state.ts';
import { baseContext, buttonsOf, imageModel } from '../support/chat.ts';
import { createPlay, type Step } from '../support/chat-play.ts';
import { htmlProblem } from '../support/telegram-html.ts';

const { play, react } = createPlay();
const bundled = bundledCatalog().models;

/** Text that breaks things: markup, surrogates in halves, NUL, very long, and words that the dialog knows. */
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '16:9',
    'Да',
    '3',
    '1e9',
    '-0',
    '<b>&"',
    '\ud83d',
    '\u0000',
    '🐈'.repeat(4_000),
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
);

type Property = Model['input']['properties'][string];
const title = fc.string({ unit: 'binary', maxLength: 200 });
const property: fc.Arbitrary<Property> = fc.oneof(
  fc.record({ type: fc.constant('string'), enum: fc.array(nasty, { maxLength: 120 }), default: nasty }),
  fc.record({ type: fc.constant('boolean') }),
  fc.record({ type: fc.constant('string'), minLength: fc.nat(3), maxLength: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    type: fc.constantFrom('integer', 'number'),
    minimum: fc.integer({ min: -5, max: 5 }),
    maximum: fc.integer({ min: -5, max: 4_000 }),
    multipleOf: fc.constantFrom(0.1, 1, 7),
  }),
  // Whatever KIE may think of next.
  fc.dictionary(fc.constantFrom('type', 'enum', 'default', 'items', 'properties', 'x-media', 'const'), fc.jsonValue()),
) as fc.Arbitrary<Property>;
const fieldName = fc.oneof(
  fc.constantFrom('aspect_ratio', 'size', 'quality', 'seed', 'constructor', 'toString', '__proto__', 'n'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);

const strange: fc.Arbitrary<Model> = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 200 }),
    titles: fc.record({ ru: title, en: title }),
    properties: fc.array(fc.tuple(fieldName, property, fc.boolean()), { maxLength: 8 }),
    usualSeconds: fc.oneof(fc.double(), fc.integer({ min: 1, max: 900 })),
  })
  .map(({ id, titles, properties, usualSeconds }) => {
    const required = properties.flatMap(([name, , isRequired]) => (isRequired ? [name] : []));
    const more = { title: titles, usualSeconds, required, key: 'k', vendor: titles.en };
    return imageModel(id, Object.fromEntries(properties.map(([name, value]) => [name, value])), more);
  });

const catalog = fc.oneof(
  fc.constant(bundled),
  fc.uniqueArray(strange, { maxLength: 20, selector: ({ id }) => id }),
  fc
    .tuple(fc.subarray([...bundled]), fc.uniqueArray(strange, { maxLength: 3, selector: ({ id }) => id }))
    .map((both) => both.flat()),
);

const button = fc.record({
  kind: fc.constant('button' as const),
  message: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
  button: fc.nat(30),
  twice: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: button },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('text' as const), text: nasty }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('data' as const), text: nasty }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      name: fc.constantFrom('start', 'models', 'help', 'cancel', 'settings', 'language', 'toString', ''),
      argument: fc.oneof(nasty, fc.constant('m_nano-banana-2'), fc.constant('ref_abc')),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'media' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('catalog' as const), models: catalog }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('context' as const),
      change: fc.constantFrom<Partial<ChatContext>>(
        { allowance: { limit: 5, left: 0, maxCredits: 24 } },
        { allowance: { limit: 0, left: 0, maxCredits: 24 } },
        { allowance: { limit: 5, left: 5, maxCredits: 24 } },
        { running: { limit: 1, count: 1 } },
        { clientLanguage: 'en' },
        { firstName: '<\ud83d&'.repeat(50), supportContact: '<b>"'.repeat(25) },
      ),
    }),
  },
);

function viewsOf(effects: readonly Effect[]): View[] {
  return effects.flatMap((effect) => (effect.do === 'send' || effect.do === 'edit' ? [effect.view] : []));
}

function checkView(view: View): void {
  assert.equal(htmlProblem(view.text), null, view.text);
  assert.ok(view.text.length <= 4096, `${view.text.length} characters`);
  assert.ok(view.text.trim() !== '' && view.text.isWellFormed());
  const buttons = buttonsOf(view);
  assert.ok(buttons.length <= 100, `${buttons.length} buttons`);
  for (const one of buttons) {
    assert.ok(one.text.trim() !== '' && one.text.isWellFormed() && Array.from(one.text).length <= 80, one.text);
    if ('data' in one) assert.ok(Buffer.byteLength(one.data) <= 64 && one.data !== '');
  }
  assert.ok(view.keyboard.every((row) => row.length > 0 && row.length <= 8));
}

function checkAnswers(event: ChatEvent, effects: readonly Effect[]): void {
  const answers = effects.filter((effect) => effect.do === 'answer');
  assert.equal(answers.length, event.kind === 'tap' ? 1 : 0);
  if (event.kind === 'tap') assert.equal(effects[0]?.do, 'answer');
  for (const { text } of answers) assert.ok(text === null || (text !== '' && Array.from(text).length <= 200));
  const visible = effects.filter((effect) => effect.do !== 'answer' || effect.text !== null);
  assert.ok(visible.length > 0, 'something is seen');
}

function checkOrder(reduced: Reduced, context: ChatContext): void {
  const orders = reduced.effects.filter((effect) => effect.do === 'generate');
  assert.ok(orders.length <= 1);
  for (const order of orders) {
    const model = context.models.find(({ id }) => id === order.modelId);
    assert.ok(model !== undefined, 'a model that is for sale now');
    const ajv = new Ajv2020({ strict: false, logger: false });
    assert.ok(ajv.validate(model.input, order.input), ajv.errorsText());
    assert.ok(order.credits >= 0 && context.allowance.left > 0 && context.running.count < context.running.limit);
    assert.ok(reduced.effects.some((effect) => effect.do === 'edit' && effect.messageId === order.progressMessageId));
  }
}

test('whatever happens, every reaction keeps the promises', () => {
  let orders = 0;
  const screens = new Set<string>();
  fc.assert(
    fc.property(catalog, fc.array(step, { minLength: 5, maxLength: 40 }), (models, steps) => {
      play(models, steps, (event, reduced, context, before) => {
        checkAnswers(event, reduced.effects);
        for (const view of viewsOf(reduced.effects)) checkView(view);
        checkOrder(reduced, context);
        assert.ok(reduced.state.rev >= before.rev);
        assert.doesNotMatch(JSON.stringify(reduced.state), /\\u0000|\\ud[89a-f]/i, 'Postgres can store it');
        assert.deepEqual(ChatState.parse(JSON.parse(JSON.stringify(reduced.state))).screen.at, reduced.state.screen.at);
        screens.add(reduced.state.screen.at);
        orders += reduced.effects.filter((effect) => effect.do === 'generate').length;
      });
    }),
    { numRuns: 300 },
  );
  // Or the property would be true of a dialog that does nothing.
  assert.equal(screens.size, 9, [...screens].join(' '));
  assert.ok(orders > 20, `${orders} orders`);
});

test('from every screen the menu is one tap away', () => {
  fc.assert(
    fc.property(catalog, fc.array(step, { minLength: 1, maxLength: 30 }), (models, steps) => {
      play(models, steps, (event, reduced, context) => {
        const view = viewsOf(reduced.effects).at(-1);
        if (view === undefined || reduced.state.screen.at === 'menu') return;
        const messageId = event.kind === 'tap' && reduced.state.screenMessageId !== null ? event.messageId : 999_999;
        const leads = buttonsOf(view).some((one) => {
          if (!('data' in one)) return false;
          const tap = { kind: 'tap', data: one.data, messageId, callbackQueryId: 'q' } as const;
          return react(reduced.state, tap, context).state.screen.at === 'menu';
        });
        assert.ok(
          leads,
          `${reduced.state.screen.at}: ${buttonsOf(view)
            .map(({ text }) => text)
            .join(' | ')}`,
        );
      });
    }),
    { numRuns: 100 },
  );
});

test('a stored state of any shape that the schema allows is survived', () => {
  const values = fc.dictionary(fieldName, fc.jsonValue());
  const modelId = fc.constantFrom(...bundled.map(({ id }) => id), 'gone');
  const field = fc.constantFrom('prompt', 'aspect_ratio', 'gone');
  const screen = fc.oneof(
    fc.record({ at: fc.constant('models'), page: fc.nat(99), shown: fc.array(fc.string()), prompt: nasty }),
    fc.record({ at: fc.constant('offer'), prompt: nasty, modelId }),
    fc.record({ at: fc.constantFrom('form', 'settings', 'confirm'), modelId, values, field }),
    fc.record({ at: fc.constant('progress'), generationId: fc.string() }),
  );
  const command = fc.constantFrom('create', 'pick', 'back', 'keep', 'field', 'done', 'page', 'model', 'other', 'menu');
  fc.assert(
    fc.property(screen, command, fc.nat(40), fc.nat(1e6), (of, name, index, rev) => {
      const state = ChatState.parse({ ...initialState, rev, screen: of, screenMessageId: 5 });
      const data = `s:${rev.toString(36)}:${name}:${index}`;
      const events: ChatEvent[] = [
        { kind: 'tap', data, messageId: 5, callbackQueryId: 'q' },
        { kind: 'tap', data: 's:0:x', messageId: 4, callbackQueryId: 'q' },
        { kind: 'text', text: 'кот', messageId: 6 },
        { kind: 'media', what: 'photo', caption: null, messageId: 6 },
      ];
      for (const event of events) {
        const { effects } = react(state, event, { ...baseContext, models: bundled });
        checkAnswers(event, effects);
        for (const view of viewsOf(effects)) checkView(view);
      }
    }),
    { numRuns: 500 },
  );
});
