import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Field } from '../../src/domain/chat/form/fields.ts';
import { fieldTitle, valueLabel } from '../../src/domain/chat/words.ts';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { strictTexts } from '../support/chat.ts';

const { ru, en } = strictTexts();

const choice = (name: string, ...options: string[]): Field => ({
  name,
  required: false,
  default: null,
  kind: 'choice',
  options,
});

for (const [field, value, words] of [
  [choice('aspect_ratio'), '1:1', '1:1 квадрат'],
  [choice('aspect_ratio'), '21:9', '21:9 широкий'],
  [choice('aspect_ratio'), '9:16', '9:16 высокий'],
  [choice('image_size'), 'portrait_16_9', '9:16 высокий'],
  [choice('image_size'), 'portrait_4_3', '3:4 высокий'],
  [choice('image_size'), 'landscape_16_9', '16:9 широкий'],
  [choice('output_format'), 'jpeg', 'JPEG'],
  [choice('quality'), 'high', 'Высокое'],
  [choice('acceleration'), 'high', 'Сильное'],
  [choice('rendering_speed'), 'QUALITY', 'Тщательно'],
  [choice('resolution'), '2K', '2K'],
  [choice('unheard_of'), 'deep_space_nine', 'Deep space nine'],
  [choice('unheard_of'), '  ', '·'],
] as const) {
  test(`${field.name} ${JSON.stringify(value)} is called ${words}`, () => {
    assert.equal(valueLabel(ru, field, value), words);
  });
}

test('a field that may be a shape or a resolution is named by what it offers', () => {
  assert.equal(fieldTitle(ru, choice('size', '1:1', '3:2')), 'Формат кадра');
  assert.equal(fieldTitle(ru, choice('size', '1K', '1.5K')), 'Разрешение');
});

test('an unknown field has a readable name', () => {
  assert.equal(fieldTitle(en, choice('some_new_knob')), 'Some new knob');
});

test('in the bundled catalog nothing is shown as the provider’s raw name', () => {
  const tools = createChatTools();
  for (const model of bundledCatalog().models) {
    for (const field of tools.offer(model)?.fields ?? []) {
      for (const t of [ru, en]) assert.doesNotMatch(fieldTitle(t, field), /_|^[a-z]/);
      assert.match(fieldTitle(ru, field), /[а-яё]/i, `${model.id}: ${field.name} has no Russian name`);
      const options = field.kind === 'choice' ? field.options : [];
      for (const option of options) assert.doesNotMatch(valueLabel(ru, field, option), /_/, `${field.name} ${option}`);
    }
  }
});

test('every bundled model can be asked about', () => {
  const tools = createChatTools();
  const unusable = bundledCatalog().models.filter((model) => tools.offer(model) === null);
  assert.deepEqual(
    unusable.map(({ id }) => id),
    [],
  );
});
