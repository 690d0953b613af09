/** Every price row of the facts file (see test/fixtures/kie/README.md), through the real quote and a valid input. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import * as z from 'zod';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { mediaField } from '../../src/domain/catalog/fields.ts';
import { workFacts } from '../../src/domain/catalog/input-facts.ts';
import type { Model, ModelInput } from '../../src/domain/catalog/model.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';
import { WorkSource } from '../../src/domain/catalog/work-ref.ts';
import { type Given, leastInput, sampleFile, sampleValue } from '../support/model-input.ts';

const Row = z.object({
  id: z.string(),
  when: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  credits: z.number(),
  unit: z.string(),
});
type Row = z.infer<typeof Row>;

const FILE = new URL('../fixtures/kie/price-rows.json', import.meta.url);
const rows = z.array(Row).parse(JSON.parse(readFileSync(FILE, 'utf8')));
const catalog = bundledCatalog();
const validate = createValidateInput();

const modelOf = ({ id }: Row): Model => {
  const model = catalog.byId(id);
  assert.ok(model, id);
  return model;
};
const nameOf = ({ id, when, unit }: Row): string => `${id} ${JSON.stringify(when)} per ${unit}`;

const fieldOf = (model: Model, kind: 'image' | 'video'): string | undefined =>
  Object.entries(model.input.properties).find(([, field]) => mediaField(field)?.kind === kind)?.[0];

/** What an earlier work may really say: something that one of the models it can come from takes. */
function earlierWork(model: Model, { when }: Row): Pick<Given, 'resolution' | 'tier'> {
  const sources = Object.values(model.input.properties).flatMap((field) => {
    const source = WorkSource.safeParse(field['x-source']);
    return source.success ? source.data.models : [];
  });
  const wanted = { resolution: when['$resolution'] ?? when['$from'], tier: when['$tier'] };
  for (const source of sources.flatMap((id) => catalog.byId(id) ?? [])) {
    const choices = (name: string): readonly string[] => {
      const values = source.input.properties[name]?.['enum'];
      return Array.isArray(values) ? values.map(String) : [''];
    };
    for (const resolution of choices('resolution')) {
      for (const name of choices('model')) {
        const facts = workFacts(source, { resolution, model: name });
        const fits = (fact: 'resolution' | 'tier'): boolean =>
          wanted[fact] === undefined || facts[fact] === wanted[fact];
        if (fits('resolution') && fits('tier')) return facts;
      }
    }
  }
  return {};
}

/** The side of a picture that is twice as long afterwards. */
const SIDES: Readonly<Record<string, number>> = { '<=2K': 1024, '4K': 1025, '8K': 2049 };

/** One second, one megapixel, one picture, one begun thousand of characters. */
function inputOf(row: Row, given: Given = {}): ModelInput {
  const model = modelOf(row);
  const conditions = Object.entries(row.when).filter(([name]) => !name.startsWith('$'));
  const video = row.when['$videoInput'] === true ? fieldOf(model, 'video') : undefined;
  const side = SIDES[String(row.when['$outputSize'])];
  const told: Given = {
    ...earlierWork(model, row),
    ...(side === undefined ? {} : { width: side, height: 1 }),
    ...given,
  };
  const values = {
    ...('num_frames' in model.input.properties ? { num_frames: 60, frames_per_second: 60 } : {}),
    ...(video === undefined ? {} : { [video]: sampleValue(model.input.properties[video] ?? {}, told) }),
    ...BESIDE[row.id],
    ...Object.fromEntries(conditions),
  };
  return leastInput(model, values, told);
}

function creditsOf(row: Row, input: ModelInput): number | null {
  const model = modelOf(row);
  if (!validate(model, input).ok) return null;
  const made = quote(model, input);
  return made.ok ? made.credits : null;
}

/** What the row's own conditions do not go with, by default. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'gpt-image-2-text-to-image': { aspect_ratio: '3:2' },
  'gpt-image-2-image-to-image': { aspect_ratio: '3:2' },
};

const UNREACHABLE: readonly string[] = [
  // Which tier KIE takes is nowhere among the parameters.
  'flux1-kontext {"$tier":"pro"} per image',
  'flux1-kontext {"$tier":"max"} per image',
  // No model that it goes on from makes 360p.
  'grok-imagine/upscale {"$from":"360p","resolution":"720p"} per request',
  // The schema has no 580p.
  'wan/2-2-a14b-text-to-video-turbo {"resolution":"580p"} per video',
  'wan/2-2-a14b-image-to-video-turbo {"resolution":"580p"} per video',
  // How many tokens the speech will have is known only afterwards.
  'google/gemini-3-8-flash-lite-tts {"$token":"output"} per 1M output audio tokens',
  'google/gemini-3-8-flash-tts {"$token":"output"} per 1M output audio tokens',
  // The documented parameter names stems, the price list says a type.
  'ai-music-api/separate-vocals {"$type":"separate_vocal"} per request',
  'ai-music-api/separate-vocals {"$type":"split_stem"} per request',
];

const SURCHARGES = ['input image', 'input image after the first', 'input video second'];
const base = rows.filter(({ unit }) => !SURCHARGES.includes(unit));

test('a price row is quoted exactly, or is known to be out of reach', () => {
  const missed = base.filter((row) => creditsOf(row, inputOf(row)) === null).map(nameOf);
  assert.deepEqual(missed, UNREACHABLE);
});

/** Of the files that an input of the row cannot do without. */
const ONE_FILE: Readonly<Record<string, number>> = {
  'qwen3/image-to-image': 0.5,
  'qwen3/pro-image-to-image': 0.5,
  'minimax-h3/image-to-video': 4,
};
/** Where a given video is billed too, its one second costs what a second of the result costs. */
const surchargeOf = ({ id, when, unit, credits }: Row): number =>
  unit === 'second' && (when['$videoInput'] === true || id === 'happyhorse/video-edit') ? credits : (ONE_FILE[id] ?? 0);
/** Without pictures it takes no duration, although one is sent: the result is as long as the video. */
const AS_LONG_AS_VIDEO = 'kling-3.0-omni/transformation';

function secondsOf(row: Row, input: ModelInput): number {
  const isSaid = row.unit === 'second' && row.id !== AS_LONG_AS_VIDEO;
  return isSaid && Number(input['duration']) > 0 ? Number(input['duration']) : 1;
}

for (const row of base.filter((one) => !UNREACHABLE.includes(nameOf(one)))) {
  test(`price of ${nameOf(row)}`, () => {
    const input = inputOf(row);
    const expected = row.credits * secondsOf(row, input) + surchargeOf(row);
    assert.equal(creditsOf(row, input), Math.round(expected * 1_000) / 1_000, JSON.stringify(input));
  });
}

/** One more picture than the least there can be, or one more second of video. */
function larger(row: Row): readonly [ModelInput, ModelInput] {
  const model = modelOf(row);
  if (row.unit === 'input video second') return [inputOf(row, { seconds: 1 }), inputOf(row, { seconds: 2 })];
  const least = inputOf(row);
  const name = Object.keys(model.input.properties).find(
    (field) => mediaField(model.input.properties[field] ?? {})?.kind === 'image' && typeof least[field] !== 'string',
  );
  assert.ok(name);
  const list = least[name];
  const more =
    model.input.properties[name]?.['type'] === 'array'
      ? [...(Array.isArray(list) ? list : []), sampleFile('image')]
      : sampleFile('image');
  return [least, { ...least, [name]: more }];
}

for (const row of rows.filter(({ unit }) => SURCHARGES.includes(unit))) {
  test(`surcharge of ${nameOf(row)}`, () => {
    const [less, more] = larger(row).map((input) => creditsOf(row, input));
    assert.ok(typeof less === 'number' && typeof more === 'number', JSON.stringify(larger(row)));
    assert.equal(more - less, row.credits);
  });
}
