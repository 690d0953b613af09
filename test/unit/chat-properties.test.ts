/** Any person, any catalog, any order of events: what the dialog promises whatever happens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { Model } from '../../src/domain/catalog/model.ts';
import type { ChatEvent } from '../../src/domain/chat/contract.ts';
import { ChatState, initialState } from '../../src/domain/chat/state.ts';
import { answering, anyStep, nasty, strangers } from '../support/chat-any.ts';
import { baseContext, buttonsOf, free } from '../support/chat.ts';
import { createPlay, type Step } from '../support/chat-play.ts';
import { checkAnswers, checkOrder, checkState, checkView, viewsOf } from '../support/chat-promises.ts';

const { play, react } = createPlay();
const bundled = bundledCatalog().models;
const keys = bundled.map(({ key }) => key);

const catalog: fc.Arbitrary<readonly Model[]> = fc.oneof(
  fc.constant(bundled),
  strangers(12),
  fc.tuple(fc.subarray([...bundled]), strangers(3)).map((both) => both.flat()),
);
const step = anyStep(catalog, keys);

interface Seen {
  orders: number;
  readonly screens: Set<string>;
  readonly ordered: Set<string>;
}
const nothingSeen = (): Seen => ({ orders: 0, screens: new Set(), ordered: new Set() });

function keepsPromises(models: readonly Model[], steps: readonly Step[], seen: Seen = nothingSeen()): void {
  play(models, steps, (event, reduced, context, before, own) => {
    checkAnswers(event, reduced.effects);
    for (const view of viewsOf(reduced.effects)) checkView(view);
    checkState(reduced.state, before, own);
    seen.screens.add(reduced.state.screen.at);
    seen.orders += checkOrder(reduced, context, own);
    for (const effect of reduced.effects) if (effect.do === 'generate') seen.ordered.add(effect.modelId);
  });
}

test('whatever happens, every reaction keeps the promises', () => {
  const seen = nothingSeen();
  fc.assert(
    fc.property(catalog, fc.array(step, { minLength: 5, maxLength: 40 }), (models, steps) => {
      keepsPromises(models, steps, seen);
    }),
    { numRuns: 150 },
  );
  // Or the property would be true of a dialog that does nothing.
  assert.ok(seen.screens.size >= 19, [...seen.screens].join(' '));
  assert.ok(seen.orders > 5, `${seen.orders} orders`);
});

/** Into the form of a model, and whatever is asked there is answered with something. */
const filling = (models: readonly Model[]): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      fc.constantFrom(...models.map(({ key }) => key)),
      fc.array(fc.oneof({ weight: 6, arbitrary: answering }, { weight: 1, arbitrary: step }), { maxLength: 40 }),
    )
    .map(([key, steps]) => [
      { kind: 'context', change: { ...free(5, 5, 1_000_000) } },
      { kind: 'command', name: 'start', argument: `m_${key}` },
      { kind: 'button', message: 0, button: 0, twice: false },
      ...steps,
    ]);

test('in the form of any bundled model too', () => {
  const seen = nothingSeen();
  fc.assert(
    fc.property(filling(bundled), (steps) => keepsPromises(bundled, steps, seen)),
    { numRuns: 200 },
  );
  assert.ok(seen.ordered.size > 8, `${seen.ordered.size} models ordered`);
});

test('and of models of any schema', () => {
  const seen = nothingSeen();
  const some = strangers(4).filter((models) => models.length > 0);
  fc.assert(
    fc.property(
      some.chain((models) => fc.tuple(fc.constant(models), filling(models))),
      ([models, steps]) => keepsPromises(models, steps, seen),
    ),
    { numRuns: 200 },
  );
  assert.ok(seen.orders > 3, `${seen.orders} orders`);
});

test('from every screen the menu is one tap away', () => {
  fc.assert(
    fc.property(catalog, fc.array(step, { minLength: 1, maxLength: 30 }), (models, steps) => {
      play(models, steps, (_event, reduced, context) => {
        const view = viewsOf(reduced.effects).at(-1);
        // Whoever is banned is led nowhere.
        if (view === undefined || reduced.state.screen.at === 'menu' || context.person.isBanned) return;
        const messageId = reduced.state.screenMessageId ?? 999_999;
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
    { numRuns: 60 },
  );
});

const COMMANDS = [
  ...[
    'create',
    'pick',
    'back',
    'keep',
    'field',
    'done',
    'page',
    'model',
    'other',
    'menu',
    'way',
    'add',
    'part',
    'remove',
  ],
  ...[
    'clear',
    'source',
    'task',
    'file',
    'models',
    'vendors',
    'vendor',
    'sort',
    'star',
    'start',
    'work',
    'reset',
    'every',
  ],
  ...['draw', 'balance', 'promo', 'invite', 'preferences', 'drawing', 'plain', 'forget', 'last', 'topup', 'resume'],
  'erase',
] as const;

test('a stored state of any shape that the schema allows is survived', () => {
  const path = fc.array(
    fc.oneof(fc.constantFrom('prompt', 'aspect_ratio', 'dialogue', 'image_urls', 'gone'), fc.nat(12)),
    {
      maxLength: 4,
    },
  );
  const values = fc.dictionary(
    fc.constantFrom('prompt', 'image_urls', 'dialogue', 'constructor', 'duration'),
    fc.jsonValue(),
  );
  const modelId = fc.constantFrom(...bundled.map(({ id }) => id), 'gone');
  const way = fc.option(fc.nat(6));
  const page = fc.nat(99);
  const shown = fc.array(fc.oneof(modelId, fc.string()));
  const carry = fc.record({ prompt: fc.option(nasty), files: fc.array(nasty) });
  const from = fc.record({
    task: fc.constantFrom(null, 'music', 'text-to-image'),
    vendor: fc.constantFrom(null, 'Google', 'x'),
    query: fc.option(nasty),
    only: fc.constantFrom(null, 'favourite', 'recent'),
    sort: fc.constantFrom('popular', 'price', 'speed'),
  });
  const screen = fc.oneof(
    fc.record({ at: fc.constant('models'), filter: from, page, shown, carry }),
    fc.record({ at: fc.constant('vendors'), filter: from, shown, carry }),
    fc.record({ at: fc.constant('tasks'), section: fc.constantFrom('images', 'video', 'audio', 'edit', 'all'), carry }),
    fc.record({ at: fc.constant('model'), modelId, from, carry }),
    fc.record({ at: fc.constant('intake'), carry, chosen: fc.nat(12) }),
    fc.record({ at: fc.constant('works'), page, shown }),
    fc.record({ at: fc.constant('erase'), generationId: fc.string() }),
    fc.record({ at: fc.constant('offer'), prompt: nasty, modelId }),
    fc.record({ at: fc.constantFrom('form', 'settings', 'confirm'), modelId, values, way, path }),
    fc.record({ at: fc.constant('progress'), generationId: fc.string() }),
    fc.record({ at: fc.constantFrom('balance', 'promo', 'invite', 'preferences', 'forget') }),
    fc.record({ at: fc.constant('drawing'), page, shown }),
    fc.record({ at: fc.constant('paper'), paper: fc.constantFrom('paysupport', 'terms') }),
  );
  fc.assert(
    fc.property(screen, fc.constantFrom(...COMMANDS), fc.nat(40), fc.nat(1e6), (of, name, index, rev) => {
      const state = ChatState.parse({ ...initialState, rev, screen: of, screenMessageId: 5 });
      assert.equal(state.screen.at, of.at, 'the stored screen is one that the schema allows');
      const data = `s:${rev.toString(36)}:${name}:${index}`;
      const events: ChatEvent[] = [
        { kind: 'tap', data, messageId: 5, callbackQueryId: 'q' },
        { kind: 'tap', data: 's:0:x', messageId: 4, callbackQueryId: 'q' },
        { kind: 'text', text: 'кот', messageId: 6 },
        { kind: 'media', what: 'sticker', caption: null, messageId: 6, file: null, albumId: null },
        ...(['image', 'audio'] as const).map((media): ChatEvent => ({
          ...{ kind: 'media', what: 'photo', caption: 'кот', messageId: 6, albumId: 'a' },
          file: { fileId: 'f', media },
        })),
      ];
      for (const event of events) {
        const { effects } = react(state, event, { ...baseContext, models: bundled });
        checkAnswers(event, effects);
        for (const view of viewsOf(effects)) checkView(view);
      }
    }),
    { numRuns: 300 },
  );
});
