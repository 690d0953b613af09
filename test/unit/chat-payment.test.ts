/** Who pays, how much, and what is said where it cannot be: nobody pays another price than they saw, or from another pocket. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { claimApprovedView } from '../../src/domain/chat/claim-views.ts';
import type { ChatContext, Effect } from '../../src/domain/chat/contract.ts';
import { ChatState } from '../../src/domain/chat/state.ts';
import { baseContext, free, imageModel, startTalk, strictTexts, type Talk } from '../support/chat.ts';

const { purse, terms, pricing } = baseContext;
/** 4 credits at 90 roubles a dollar, doubled. */
const PRICE = 360n;
const PACKAGES = [{ stars: 100, amount: 11_700n }];

const paying = (available: bigint, more: Partial<ChatContext['terms']> = {}): Partial<ChatContext> => ({
  purse: { ...purse, available, daily: { limit: 5, left: 0 } },
  terms: { ...terms, ...more },
});
const paymentIn = (effects: readonly Effect[]) => effects.find((effect) => effect.do === 'generate')?.payment;

function offered(context: Partial<ChatContext>): Talk {
  const talk = startTalk(context);
  talk.say('кот');
  return talk;
}
const createLabel = (talk: Talk): string | undefined => talk.labels().find((label) => label.includes('Создать'));

describe('who pays', () => {
  for (const [name, context, by, label, words] of [
    ['the free one of the day first', free(5, 4), 'daily', 'бесплатно', /осталось 4 из 5/],
    [
      'then what was given',
      { ...free(5, 0), purse: { ...purse, bonus: 2, daily: { limit: 5, left: 0 } } },
      'bonus',
      'бесплатно',
      /подаренных/,
    ],
    ['then money', paying(1_000n), 'money', 'за 3,60', /было 10\s₽, станет 6,40\s₽/],
    [
      'money for what is too dear to be free',
      { ...free(5, 5, 3), purse: { ...purse, available: 1_000n } },
      'money',
      'за 3,60',
      /станет/,
    ],
  ] as const) {
    test(name, () => {
      const talk = offered(context);
      assert.match(talk.last().view.text, words);
      assert.ok(createLabel(talk)?.replace('\u00a0', ' ').includes(label), createLabel(talk));
      assert.deepEqual(paymentIn(talk.tap('Создать')), { by, price: PRICE });
    });
  }
  test('a price of the operator is what is paid, whatever the settings', () => {
    const models = [imageModel('swift', {}, { flatPrice: '1234' })];
    const talk = offered({ ...paying(2_000n, { freeMaxCredits: 0 }), models });
    assert.match(talk.last().view.text, /12,34/);
    assert.deepEqual(paymentIn(talk.tap('Создать')), { by: 'money', price: 1_234n });
  });
  test('what costs nothing uses up neither a free one of the day nor one that was given', () => {
    const models = [imageModel('swift', {}, { flatPrice: '0' })];
    const talk = offered({ ...free(5, 4), purse: { ...purse, bonus: 2, daily: { limit: 5, left: 4 } }, models });
    assert.doesNotMatch(talk.last().view.text, /осталось|подаренных/);
    assert.deepEqual(paymentIn(talk.tap('Создать')), { by: 'nothing', price: 0n });
  });
  test('what nobody knows the cost of is never free', () => {
    const models = [imageModel('swift', {}, { flatPrice: '100', prices: [] })];
    assert.deepEqual(
      paymentIn(offered({ ...free(5, 5), models, purse: { ...purse, available: 100n } }).tap('Создать')),
      {
        ...{ by: 'money', price: 100n },
      },
    );
  });
});

describe('where it cannot be paid', () => {
  test('short: what is missing, and the way to fill it, from which the order comes back whole', () => {
    const talk = offered(paying(100n, { starPackages: PACKAGES }));
    assert.match(talk.last().view.text, /не хватает 2,60/);
    assert.equal(createLabel(talk), undefined);
    talk.tap('Пополнить');
    assert.equal(talk.state().screen.at, 'topup');
    talk.setContext(paying(1_000n, { starPackages: PACKAGES }));
    talk.tap('Вернуться');
    assert.match(talk.last().view.text, /<blockquote>кот<\/blockquote>/);
    assert.deepEqual(paymentIn(talk.tap('Создать')), { by: 'money', price: PRICE });
    assert.equal(talk.state().pending, null, 'nothing waits any more');
  });
  test('the order also comes back by a lasting button, after a promo code and other screens', () => {
    const talk = offered(paying(100n, { starPackages: PACKAGES }));
    talk.tap('Пополнить');
    talk.tap('Промокод');
    assert.equal(talk.state().screen.at, 'promo');
    talk.tap('Баланс');
    assert.equal(talk.state().screen.at, 'balance');
    talk.tap('Промокод');
    talk.say('SALE-26');
    talk.command('help');
    talk.setContext(paying(1_000n));
    talk.tapData('o:resume', 9_999);
    assert.match(talk.last().view.text, /кот/);
    assert.ok(paymentIn(talk.tap('Создать')));
  });
  test('the way back to the order leads over a transfer, a promo code and the balance', () => {
    const talk = offered(paying(100n, { starPackages: PACKAGES, paymentDetails: 'Карта 1234' }));
    talk.tap('Пополнить');
    for (const [there, back] of [
      ['Переводом', ['Назад']],
      ['Промокод', ['Баланс', 'Пополнить']],
    ] as const) {
      talk.tap(there);
      for (const label of back) talk.tap(label);
      assert.equal(talk.state().screen.at, 'topup');
      assert.ok(talk.labels().includes('▶️ Вернуться к заказу'), talk.labels().join());
    }
    talk.tap('Вернуться');
    assert.match(talk.last().view.text, /<blockquote>кот<\/blockquote>/);
  });
  test('no order waits, or its model has gone: nothing promises the way back', () => {
    const idle = startTalk(paying(0n, { starPackages: PACKAGES }));
    idle.tapData('o:topup', 7);
    assert.ok(!idle.labels().includes('▶️ Вернуться к заказу'));
    const talk = offered(paying(100n, { starPackages: PACKAGES }));
    talk.tap('Пополнить');
    talk.command('start');
    talk.setContext({ models: [] });
    talk.tapData('o:topup', 7);
    assert.ok(!talk.labels().includes('▶️ Вернуться к заказу'));
    for (const hasPending of [true, false]) {
      const { keyboard } = claimApprovedView(strictTexts().ru, { amount: '500 ₽', balance: '500 ₽', hasPending });
      assert.equal(
        keyboard.flat().some(({ text }) => text.includes('Вернуться к заказу')),
        hasPending,
      );
    }
  });
  test('short with no way to fill it: no button that leads nowhere', () => {
    assert.deepEqual(
      offered(paying(100n))
        .labels()
        .filter((label) => /Создать|Пополнить/.test(label)),
      [],
    );
  });
  test('over the limit of the day', () => {
    const talk = offered(paying(1_000n, { dailySpendLimit: 300n, starPackages: PACKAGES }));
    assert.match(talk.last().view.text, /больше, чем можно потратить за день/);
    assert.ok(!talk.labels().some((label) => /Создать|Пополнить/.test(label)), 'more money would not help');
  });
  test('maintenance: nothing is sold, but to admins; what was chosen stays', () => {
    const talk = offered(paying(1_000n));
    talk.setContext(paying(1_000n, { isMaintenance: true }));
    assert.equal(paymentIn(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /обслуживание[^]*кот/);
    talk.setContext({ person: { ...baseContext.person, isAdmin: true } });
    assert.ok(paymentIn(talk.tap('Создать')));
  });
  for (const language of ['ru', 'en'] as const) {
    const [create, words] =
      language === 'ru'
        ? (['Создать', /Ничего не списано[^]*кот[^]*на паузе/] as const)
        : (['Create', /Nothing was charged[^]*кот[^]*paused/] as const);
    test(`KIE refuses the account (${language}): said beside the price, nothing is sold, also not to admins, and nobody is sent to pay`, () => {
      const talk = offered({ ...paying(1_000n), clientLanguage: language, stoppedFrom: 0 });
      assert.match(talk.last().view.text, language === 'ru' ? /на паузе/ : /paused/);
      talk.setContext({ person: { ...baseContext.person, isAdmin: true } });
      assert.equal(paymentIn(talk.tap(create)), undefined);
      assert.match(talk.last().view.text, words);
      talk.setContext({ stoppedFrom: null });
      assert.equal(paymentIn(talk.tap(create))?.by, 'money', 'the order was kept');
      const poor = offered({ ...paying(1_000n), clientLanguage: language });
      poor.setContext({ ...paying(0n, { starPackages: PACKAGES }), stoppedFrom: 0 });
      assert.equal(paymentIn(poor.tap(create)), undefined);
      assert.match(poor.last().view.text, words);
    });
  }
  for (const [stoppedFrom, isTaken] of [
    [4, false],
    [4.1, true],
  ] as const) {
    test(`credits lack from ${stoppedFrom} on: one of 4 is ${isTaken ? 'taken' : 'not taken'}`, () => {
      const talk = offered({ ...paying(1_000n), stoppedFrom });
      assert.equal(/Такие генерации сейчас на паузе/.test(talk.last().view.text), !isTaken);
      assert.equal(paymentIn(talk.tap('Создать')) !== undefined, isTaken);
    });
  }
  test('credits lack: what nobody knows the cost of is not taken', () => {
    const models = [imageModel('swift', {}, { flatPrice: '100', prices: [] })];
    const talk = offered({ ...paying(1_000n), models, stoppedFrom: 500 });
    assert.equal(paymentIn(talk.tap('Создать')), undefined);
  });
});

describe('what changes while it is shown', () => {
  test('the price: the new one is shown and has to be tapped again', () => {
    const talk = offered(paying(10_000n));
    talk.setContext({ pricing: { ...pricing, usdRate: '180' } });
    assert.equal(paymentIn(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /была 3,60\s₽, стала 7,20/);
    assert.deepEqual(paymentIn(talk.tap('Создать')), { by: 'money', price: 720n });
  });
  test('the payer: the free ones ran out, and money is not taken instead unasked', () => {
    const talk = offered(free(5, 1));
    talk.setContext(paying(1_000n));
    assert.equal(paymentIn(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /чем это оплачивается[^]*станет 6,40/);
    assert.equal(paymentIn(talk.tap('Создать'))?.by, 'money');
  });
  test('the balance: gone meanwhile, the order waits on the way to fill it', () => {
    const talk = offered(paying(1_000n, { starPackages: PACKAGES }));
    talk.setContext(paying(0n, { starPackages: PACKAGES }));
    assert.equal(paymentIn(talk.tap('Создать')), undefined);
    assert.equal(talk.state().screen.at, 'topup');
    assert.match(talk.last().view.text, /Не хватает 3,60/);
  });
  test('the model: its own price came, and the old button does not buy at it', () => {
    const talk = offered(paying(10_000n));
    talk.setContext({ models: [imageModel('swift', {}, { flatPrice: '5000' })] });
    assert.equal(paymentIn(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /обновилась[^]*50\s₽/);
    assert.equal(paymentIn(talk.tap('Создать'))?.price, 5_000n);
  });
});

describe('a state of before there was money', () => {
  const old = (talk: Talk): void => {
    const { v, rev, screen, screenMessageId, language, flood } = talk.state();
    talk.setState(ChatState.parse(JSON.parse(JSON.stringify({ v, rev, screen, screenMessageId, language, flood }))));
  };
  test('buys nothing for money that was never shown', () => {
    const talk = offered(paying(1_000n));
    old(talk);
    assert.equal(paymentIn(talk.tap('Создать')), undefined);
    assert.match(talk.last().view.text, /Проверьте цену[^]*станет 6,40/);
    assert.equal(paymentIn(talk.tap('Создать'))?.by, 'money');
  });
  test('still makes what is free', () => {
    const talk = offered(free(5, 4));
    old(talk);
    assert.equal(paymentIn(talk.tap('Создать'))?.by, 'daily');
  });
});

test('a group reads along: no balance, no gifts, no way to fill it, and the price of whoever taps', () => {
  const context = { ...paying(123_400n, { starPackages: PACKAGES }), chatKind: 'group' } as const;
  const talk = startTalk({ ...context, purse: { ...context.purse!, bonus: 7 } });
  talk.command('start');
  talk.reply('кот');
  for (const command of ['start', 'balance', 'help', 'settings']) {
    talk.command(command);
    assert.doesNotMatch(talk.last().view.text, /1\s?234|подарен/, command);
    assert.ok(!talk.labels().some((label) => /Баланс|Удалить/.test(label)), command);
  }
  talk.setContext(paying(0n, { starPackages: PACKAGES }));
  talk.reply('кот');
  assert.ok(!talk.labels().some((label) => label.includes('Пополнить')));
  talk.tapData('o:topup', 9_999);
  assert.match(talk.last().view.text, /t\.me\/test_bot/);
});

test('a banned person is told whom to ask, also where somebody paid and wants it back', () => {
  const talk = startTalk({ person: { ...baseContext.person, isBanned: true } });
  talk.command('paysupport');
  assert.match(talk.last().view.text, /не можете пользоваться[\s\S]*Вопросы об оплате[\s\S]*@support/);
  talk.say('кот');
  assert.match(talk.last().view.text, /не можете пользоваться[\s\S]*@support/);
  const [toast] = talk.tapData('menu', 5);
  assert.ok(toast?.do === 'answer' && toast.text?.includes('@support') === true && !toast.text.includes('<'));
  talk.setContext({ supportContact: null });
  talk.say('кот');
  assert.match(talk.last().view.text, /не можете пользоваться[\s\S]*\/paysupport/);
  talk.command('paysupport');
  assert.match(talk.last().view.text, /Вопросы об оплате[\s\S]*дал вам ссылку/);
});
