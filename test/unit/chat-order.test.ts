import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../../src/domain/chat/contract.ts';
import { begin, free, imageModel, SHAPE, startTalk, type Talk } from '../support/chat.ts';

const generateOf = (effects: readonly Effect[]) => effects.find((effect) => effect.do === 'generate');

function confirmed(talk: Talk, prompt = 'кот'): number {
  begin(talk, 'careful');
  talk.say(prompt);
  talk.tap('16:9');
  return talk.last().id;
}

describe('creating', () => {
  test('answers first, then turns the message into the progress, then asks for the generation', () => {
    const talk = startTalk();
    const id = confirmed(talk);
    const effects = talk.tap('Создать');
    assert.deepEqual(
      effects.map((effect) => effect.do),
      ['answer', 'edit', 'generate'],
    );
    assert.deepEqual(generateOf(effects), {
      do: 'generate',
      generationId: 'abcdefghijkl',
      modelId: 'careful',
      input: { prompt: 'кот', aspect_ratio: '16:9' },
      credits: 4,
      payment: { by: 'daily', price: 360n },
      progressMessageId: id,
    });
    assert.equal(talk.last().id, id);
    assert.deepEqual(talk.labels(), ['❌ Отменить', '🏠 Меню']);
  });

  test('two taps lead from a prompt to a result, and the first of them is enough', () => {
    const talk = startTalk();
    talk.say('кот');
    assert.ok(generateOf(talk.tap('Создать')));
  });

  test('a double tap makes one generation', () => {
    const talk = startTalk();
    confirmed(talk);
    const { id, view } = talk.last();
    const button = view.keyboard.flat().find(({ text }) => text.includes('Создать'));
    assert.ok(button !== undefined && 'data' in button);
    assert.ok(generateOf(talk.tapData(button.data, id)));
    assert.deepEqual(talk.tapData(button.data, id), [
      { do: 'answer', callbackQueryId: 'q', text: 'Уже в работе 👌', alert: false },
    ]);
  });

  test('values keep their types, and what was not chosen is left out', () => {
    const models = [
      imageModel('m', {
        count: { type: 'integer', minimum: 1, maximum: 4 },
        pro: { type: 'boolean', default: false },
        avoid: { type: 'string' },
        aspect_ratio: SHAPE,
      }),
    ];
    const talk = startTalk({ models });
    talk.say('кот');
    talk.tap('Параметры');
    talk.tap('Count');
    talk.tap('3');
    talk.tap('Pro');
    talk.tap('Да');
    talk.tap('Готово');
    assert.deepEqual(generateOf(talk.tap('Создать'))?.input, { prompt: 'кот', count: 3, pro: true });
  });

  test('text that Postgres and UTF-8 refuse is mended on the way in', () => {
    const talk = startTalk();
    talk.say('кот\u0000 \ud83d и пёс');
    assert.equal(generateOf(talk.tap('Создать'))?.input['prompt'], 'кот \ufffd и пёс');
  });
});

describe('what stands in the way is said, with a way on', () => {
  test('nothing left today: the button is not there, and an old one explains', () => {
    const talk = startTalk();
    const id = confirmed(talk);
    talk.setContext(free(5, 0));
    const effects = talk.tap('Создать', id);
    assert.equal(generateOf(effects), undefined);
    assert.match(talk.last().view.text, /закончились\. Завтра будет снова 5/);
    assert.ok(!talk.labels().some((label) => label.includes('Создать')));
    assert.ok(talk.labels().includes('❌ Отмена'));
  });

  test('as many at once as allowed: nothing is lost, the button stays', () => {
    const talk = startTalk({ running: { limit: 3, count: 3 } });
    confirmed(talk);
    assert.equal(generateOf(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /Уже работаю над 3 вашими заказами сразу/);
    talk.setContext({ running: { limit: 3, count: 2 } });
    assert.ok(generateOf(talk.tap('Создать')));
  });

  test('more than one free generation may cost is refused before it is made, and the way on stays', () => {
    const talk = startTalk();
    const id = confirmed(talk);
    talk.setContext(free(5, 4, 3));
    assert.equal(generateOf(talk.tap('Создать', id)), undefined);
    assert.match(talk.last().view.text, /бесплатно не получится/);
    assert.ok(talk.labels().some((label) => label.includes('Параметры') || label.includes('Другая модель')));
  });

  test('the operator has switched free generations off', () => {
    const talk = startTalk(free(0, 0));
    talk.say('кот');
    assert.match(talk.last().view.text, /на балансе 0\s₽, не хватает 3,60\s₽/);
    assert.ok(!talk.labels().some((label) => label.includes('Создать')));
  });

  const QUALITY = { type: 'string', enum: ['basic', 'high'], default: 'basic' };
  const pricedFor = (quality: string) => {
    const prices = [{ when: { quality }, credits: 4, unit: 'image' as const }];
    return startTalk({ models: [imageModel('odd', { quality: QUALITY }, { prices })] });
  };

  test('no price for this choice, but for another: it is asked, and the priced answer leads to the order', () => {
    const talk = pricedFor('high');
    talk.say('кот');
    assert.equal(generateOf(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /От этого зависит цена[^]*Качество/);
    assert.deepEqual(talk.labels().slice(0, 2), ['✅ Обычное', 'Высокое · 3,60\u00A0₽']);
    talk.tap('Высокое');
    assert.equal(generateOf(talk.tap('Создать'))?.credits, 4);
  });

  test('the same question again when the answer has no price either', () => {
    const talk = pricedFor('high');
    talk.say('кот');
    talk.tap('Создать');
    talk.tap('Обычное');
    assert.match(talk.last().view.text, /От этого зависит цена[^]*Качество/);
  });

  test('no price for any settings: it is not offered at all', () => {
    const talk = pricedFor('ultra');
    talk.say('кот');
    assert.equal(talk.state().screen.at, 'menu');
    assert.match(talk.last().view.text, /все модели отдыхают/);
  });

  test('a schema that cannot be compiled sells nothing and breaks nothing', () => {
    const talk = startTalk({ models: [imageModel('broken', { x: { type: 'string', pattern: '(' } })] });
    talk.say('кот');
    assert.equal(generateOf(talk.tap('Создать')), undefined);
    assert.equal(talk.state().screen.at, 'models');
  });

  test('a value that only the full schema refuses leads to its setting', () => {
    const talk = startTalk({ models: [imageModel('m', { code: { type: 'string', pattern: '^[a-z]+$' } })] });
    talk.say('кот');
    talk.tap('Параметры');
    talk.tap('Code');
    talk.say('123');
    talk.tap('Готово');
    assert.equal(generateOf(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /не подошло вот это: «Code»/);
    talk.say('abc');
    talk.tap('Готово');
    assert.ok(generateOf(talk.tap('Создать')));
  });

  test('settings that do not go together are named', () => {
    const resolution = { type: 'string', enum: ['1K', '4K'], default: '1K' };
    const rules = [{ rule: 'forbid' as const, when: { aspect_ratio: ['1:1'], resolution: ['4K'] } }];
    const talk = startTalk({ models: [imageModel('m', { aspect_ratio: SHAPE, resolution }, { rules })] });
    talk.say('кот');
    talk.tap('Параметры');
    talk.tap('Разрешение');
    talk.tap('4K');
    talk.tap('Готово');
    assert.equal(generateOf(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /не работают вместе: Формат кадра, Разрешение/);
  });

  test('a required choice without a default is asked before the offer becomes an order', () => {
    const style = { type: 'string', enum: ['REALISTIC', 'DESIGN'] };
    const talk = startTalk({ models: [imageModel('m', { style }, { required: ['style'] })] });
    talk.say('кот');
    assert.equal(generateOf(talk.tap('Создать')), undefined);
    talk.tap('Реалистичный');
    assert.deepEqual(generateOf(talk.tap('Создать'))?.input, { prompt: 'кот', style: 'REALISTIC' });
  });
});
