/** Any person and any catalog, for property tests of the dialog. */
import fc from 'fast-check';
import type { InputRule, Model, PriceRule } from '../../src/domain/catalog/model.ts';
import { MediaKind } from '../../src/domain/catalog/fields.ts';
import type { IncomingFile, WorkFile } from '../../src/domain/chat/contract.ts';
import { baseContext, free, imageModel } from './chat.ts';
import type { Step } from './chat-play.ts';

type Property = Model['input']['properties'][string];

/** Of somebody else: no chat of these tests ever gets one. */
const FOREIGN = 'foreignforei';

/** Telegram's limit of a message, in UTF-16 units. */
const LONGEST = 4_096;

/** Text that breaks things: markup, surrogates in halves, NUL, very long, forged, and words that the dialog knows. */
export const nasty = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '16:9', 'Да', '3', '5', '1e9', '-0', '<b>&"', '\ud83d', '\u0000', '__proto__', 'клинг', 'a\nb\nc'],
    ...['🐈'.repeat(LONGEST / 2), 'я'.repeat(LONGEST), '1, 2, 3', 'https://example.com/a.png'],
    ...[`telegram-file:${FOREIGN}?media=image`, `result-file:${FOREIGN}/0?media=video`, `work-task:${FOREIGN}/0`],
    `work-track:${FOREIGN}/0`,
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }).map((text) => text.slice(0, LONGEST)),
);

const MODEL_IDS = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'] as const;
const media = fc.constantFrom(...MediaKind.options);
const fieldName = fc.oneof(
  fc.constantFrom('aspect_ratio', 'quality', 'duration', 'n', 'seed', 'constructor', 'toString', '__proto__', 'prompt'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);
const items = { minItems: fc.nat(3), maxItems: fc.integer({ min: 1, max: 4 }) };
const scalar = fc.oneof(nasty, fc.integer(), fc.boolean());

const seldom = fc.nat(3).map((number) => number === 0);
const short = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
/** Of kinds that KIE has today. */
const usualLeaf = fc.oneof(
  fc.record(
    { type: fc.constant('string'), enum: fc.uniqueArray(short, { minLength: 1, maxLength: 120 }) },
    { requiredKeys: ['type', 'enum'] },
  ),
  fc.record({ type: fc.constant('boolean') }),
  fc.record({ type: fc.constant('string'), minLength: fc.nat(3), maxLength: fc.integer({ min: 3, max: 9 }) }),
  fc.record({ type: fc.constant('string') }),
  fc.record({
    type: fc.constantFrom('integer', 'number'),
    minimum: fc.integer({ min: -5, max: 5 }),
    maximum: fc.integer({ min: 5, max: 4_000 }),
  }),
  fc.record(
    {
      type: fc.constant('string'),
      'x-media': media,
      'x-accepts': fc.subarray(['image/jpeg', 'image/png', 'video/mp4', 'audio/mpeg']),
      'x-max-size-mb': fc.constantFrom(0.001, 10, 500),
    },
    { requiredKeys: ['type', 'x-media'] },
  ),
  fc.record({
    type: fc.constant('string'),
    'x-source': fc.record({
      what: fc.constantFrom('task', 'track'),
      models: fc.subarray([...MODEL_IDS], { minLength: 1 }),
    }),
  }),
) as fc.Arbitrary<Property>;

/** Whatever KIE may think of next. */
const oddLeaf = fc.oneof(
  fc.record(
    { type: fc.constant('string'), enum: fc.array(nasty, { maxLength: 120 }), default: nasty },
    { requiredKeys: ['type', 'enum'] },
  ),
  fc.record({
    type: fc.constantFrom('integer', 'number'),
    minimum: fc.integer({ min: -5, max: 5 }),
    maximum: fc.integer({ min: -5, max: 4_000 }),
    multipleOf: fc.constantFrom(0.1, 1, 7),
  }),
  fc.dictionary(fc.constantFrom('type', 'enum', 'default', 'items', 'properties', 'x-media', 'const'), fc.jsonValue()),
) as fc.Arbitrary<Property>;

const leaf = fc.oneof({ weight: 9, arbitrary: usualLeaf }, { weight: 1, arbitrary: oddLeaf });

const part: fc.Arbitrary<Property> = fc
  .array(fc.tuple(fieldName, leaf, seldom), { minLength: 1, maxLength: 4 })
  .map((fields) => ({ type: 'object', ...shapeOf(fields) }));

const property: fc.Arbitrary<Property> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('array'), items: leaf, ...items }) },
  { weight: 1, arbitrary: part },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('array'), items: part, ...items }) },
);

type Fields = readonly (readonly [string, Property, boolean])[];

function shapeOf(fields: Fields): { properties: Record<string, Property>; required: string[] } {
  return {
    properties: Object.fromEntries(fields.map(([name, value]) => [name, value])),
    required: [...new Set(fields.flatMap(([name, , isRequired]) => (isRequired ? [name] : [])))],
  };
}

function rulesOver(names: readonly string[]): fc.Arbitrary<InputRule[]> {
  if (names.length < 2) return fc.constant([]);
  const some = fc.subarray([...names], { minLength: 1 });
  const condition = fc.dictionary(fc.constantFrom(...names), fc.array(scalar, { minLength: 1, maxLength: 2 }));
  const branch = fc.record({ title: fc.string(), fields: some, required: some });
  const rule: fc.Arbitrary<InputRule> = fc.oneof(
    fc.record({ rule: fc.constantFrom('at-least-one' as const, 'exactly-one' as const), of: some }),
    fc.record({ rule: fc.constant('exclusive' as const), groups: fc.array(some, { minLength: 2, maxLength: 3 }) }),
    fc.record({ rule: fc.constant('requires' as const), field: fc.constantFrom(...names), needs: some }),
    fc.record({ rule: fc.constant('forbid' as const), when: condition }),
    fc.record({ rule: fc.constant('one-of' as const), branches: fc.array(branch, { minLength: 2, maxLength: 3 }) }),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant<InputRule[]>([]) },
    { weight: 1, arbitrary: fc.array(rule, { maxLength: 2 }) },
  );
}

const price: fc.Arbitrary<PriceRule> = fc.record({
  when: fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('quality', 'duration', '$videoInput'), scalar) },
  ),
  credits: fc.constantFrom(0, 0.5, 4, 25),
  unit: fc.constantFrom('image', 'request', 'second', 'megapixel', 'input-second', '1000-characters'),
});

const words = fc.string({ unit: 'binary', maxLength: 200 });

/** A model that nobody has thought of. */
const strange: fc.Arbitrary<Model> = fc
  .record({
    id: fc.oneof(fc.constantFrom(...MODEL_IDS), fc.string({ unit: 'binary', minLength: 1, maxLength: 200 })),
    titles: fc.record({ ru: words, en: words }),
    fields: fc.array(fc.tuple(fieldName, property, seldom), { maxLength: 8 }),
    usualSeconds: fc.oneof(fc.double(), fc.integer({ min: 1, max: 900 })),
    tasks: fc.subarray(['text-to-image', 'image-to-video', 'music', 'text'] as const, { minLength: 1 }),
    prices: fc.oneof(
      fc.constant<PriceRule[]>([{ when: {}, credits: 4, unit: 'request' }]),
      fc.array(price, { minLength: 1, maxLength: 3 }),
    ),
  })
  .chain(({ id, titles, fields, usualSeconds, tasks, prices }) => {
    const { properties, required } = shapeOf(fields);
    const more = { title: titles, usualSeconds, required, key: 'k', vendor: titles.en, tasks, prices };
    const model = imageModel(id, properties, more);
    return rulesOver(Object.keys(model.input.properties)).map((rules) => ({ ...model, rules }));
  });

export const strangers = (maxLength: number): fc.Arbitrary<Model[]> =>
  fc.uniqueArray(strange, { maxLength, selector: ({ id }) => id });

const MB = 1024 ** 2;

const MIMES = [
  'image/jpeg',
  'image/png',
  'video/mp4',
  'audio/mpeg',
  'audio/wav',
  'application/pdf',
  '',
  ';',
  'IMAGE/PNG',
];
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Any kind, type and size, as far as Telegram tells. */
const file: fc.Arbitrary<IncomingFile> = fc
  .record({
    fileId: fc.integer({ min: 1, max: 99 }).map((number) => `file-${number}`),
    media,
    mime: maybe(fc.constantFrom(...MIMES)),
    bytes: maybe(fc.constantFrom(0, 1, 90_000, 20 * MB, 20 * MB + 1, 4_000 * MB)),
    width: maybe(fc.constantFrom(0, 1, 1280, 20_000)),
    height: maybe(fc.constantFrom(0, 1, 720)),
    seconds: maybe(fc.constantFrom(0, 1, 5, 3_600)),
    name: maybe(nasty.map((name) => name.slice(0, 255))),
  })
  .map(withoutUnknown);

/** A file that most models take. */
const usualFile: fc.Arbitrary<IncomingFile> = fc
  .record({ number: fc.integer({ min: 1, max: 99 }), kind: fc.constantFrom('image', 'video', 'audio') })
  .map(({ number, kind }) => ({
    ...{ fileId: `file-${number}`, media: kind, bytes: 90_000, width: 1280, height: 720, seconds: 5 },
    mime: { image: 'image/png', video: 'video/mp4', audio: 'audio/mpeg' }[kind],
  }));

function withoutUnknown(sent: IncomingFile): IncomingFile {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as IncomingFile;
}

const results: fc.Arbitrary<WorkFile[]> = fc
  .array(fc.record({ media, title: fc.option(nasty), isTrack: fc.boolean() }), { maxLength: 4 })
  .map((made) => made.map((one, index) => ({ ...one, index })));

const button = fc.record({
  kind: fc.constant('button' as const),
  message: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
  button: fc.nat(30),
  twice: fc.boolean(),
});

/** Whatever a person and the world around can do. `catalog`: what the models become. */
export function anyStep(catalog: fc.Arbitrary<readonly Model[]>, keys: readonly string[]): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 10, arbitrary: button },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('text' as const), text: nasty }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('data' as const), text: nasty }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('command' as const),
        name: fc.constantFrom(
          'start',
          'models',
          'help',
          'cancel',
          'settings',
          'history',
          'balance',
          'terms',
          'toString',
          '',
        ),
        argument: fc.oneof(
          nasty,
          fc.constantFrom(...keys.map((key) => `m_${key}`)),
          fc.constantFrom('ref_abc', 'promo_abc'),
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('media' as const),
        file: fc.oneof(file, usualFile, usualFile, fc.constant(null)),
        caption: fc.oneof(fc.constant(''), nasty),
        albumId: fc.constantFrom(null, null, 'a', 'b'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('deliver' as const), files: results }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('catalog' as const), models: catalog }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('context' as const),
        change: fc.constantFrom(
          free(5, 0),
          free(5, 5, 1_000_000),
          { purse: { available: 100_000n, held: 7n, bonus: 2, daily: { limit: 0, left: 0 }, spentToday: 5n } },
          { terms: { ...baseContext.terms, dailySpendLimit: 1n, starPackages: [{ stars: 1, amount: 130n }] } },
          { terms: { ...baseContext.terms, isMaintenance: true } },
          { stoppedFrom: 0 },
          { stoppedFrom: 8 },
          { stoppedFrom: null },
          { pricing: { currency: 'RUB', usdRate: '95', markup: '3' } },
          { person: { ...baseContext.person, isAdmin: true } },
          { person: { ...baseContext.person, isBanned: true } },
          { person: { ...baseContext.person, isNew: true }, terms: { ...baseContext.terms, referralBonus: 2 } },
          { statement: null, invitations: null },
          { person: baseContext.person },
          { running: { limit: 1, count: 1 } },
          { running: { limit: 3, count: 0 } },
          { clientLanguage: 'en' },
          { firstName: '<\ud83d&'.repeat(50), supportContact: '<b>"'.repeat(25) },
        ),
      }),
    },
  );
}

/** The steps of somebody who answers what is asked. */
export const answering: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ kind: fc.constant('button' as const), message: fc.constant(0) },
      button: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) }),
      twice: fc.constant(false),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('text' as const), text: fc.constantFrom('кот', '5', '3', 'a, b') }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ kind: fc.constant('media' as const), file: usualFile },
      ...{ caption: fc.constantFrom('', 'пёс'), albumId: fc.constantFrom(null, null, 'a') },
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deliver' as const), files: results }) },
);
