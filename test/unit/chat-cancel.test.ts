/** /cancel on whatever screen: what was given is gone, and is said to be. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AdminPage } from '../../src/domain/admin/page.ts';
import { baseContext, begin, imageModel, SHAPE, startTalk, type Talk } from '../support/chat.ts';

describe('/cancel', () => {
  for (const [name, open] of [
    [
      'a prompt that is on its way to another model',
      (talk: Talk) => {
        talk.say('кот');
        talk.tap('Другая модель');
      },
    ],
    ['a file', (talk: Talk) => talk.file({})],
    [
      'the sum of a transfer',
      (talk: Talk) => {
        talk.tapData('o:topup', 7);
        talk.tap('Переводом');
        talk.say('500');
      },
    ],
    [
      'an order that waits for money',
      (talk: Talk) => {
        talk.say('кот');
        talk.tap('Пополнить');
      },
    ],
  ] as const) {
    test(`/cancel says that it has cancelled: ${name}`, () => {
      const { purse, terms } = baseContext;
      const talk = startTalk({
        terms: { ...terms, paymentDetails: 'Карта 1234' },
        purse: { ...purse, daily: { limit: 5, left: 0 } },
      });
      open(talk);
      talk.command('cancel');
      assert.match(talk.last().view.text, /Отменил\. Ничего не списано/);
      assert.deepEqual([talk.state().screen.at, talk.state().pending], ['menu', null]);
    });
  }
  test('/cancel leaves a transfer whose picture has come, and says that there is nothing to cancel', () => {
    const talk = startTalk({ terms: { ...baseContext.terms, paymentDetails: 'Карта 1234' } });
    talk.tapData('o:topup', 7);
    talk.tap('Переводом');
    talk.say('500');
    talk.file({ uniqueId: 'U1' });
    talk.command('cancel');
    assert.match(talk.last().view.text, /Отменять нечего/);
  });
  test('/cancel with nothing under way', () => {
    const talk = startTalk();
    talk.command('cancel');
    assert.match(talk.last().view.text, /Отменять нечего/);
  });
});

describe('an order that was sent for money and is cancelled after all', () => {
  const context = {
    terms: { ...baseContext.terms, paymentDetails: 'Карта 1234' },
    purse: { ...baseContext.purse, daily: { limit: 5, left: 0 } },
    models: [imageModel('swift', { aspect_ratio: SHAPE })],
  };
  const cancel = (talk: Talk): unknown => talk.tap('Отмена');
  for (const [name, leave] of [
    ['on its confirmation', cancel],
    [
      'in its settings',
      (talk: Talk) => {
        talk.tap('Параметры');
        cancel(talk);
      },
    ],
    [
      'at a question of it',
      (talk: Talk) => {
        talk.tap('Назад');
        cancel(talk);
      },
    ],
    ['by /cancel', (talk: Talk) => talk.command('cancel')],
  ] as const) {
    test(`nothing of it comes back: ${name}`, () => {
      const talk = startTalk(context);
      begin(talk, 'swift');
      talk.say('кот');
      talk.tap('Пополнить');
      talk.tap('Вернуться');
      leave(talk);
      assert.match(talk.last().view.text, /Отменил\. Ничего не списано/);
      assert.equal(talk.state().pending, null);
      talk.tapData('o:topup', 7);
      assert.ok(!talk.labels().some((label) => label.includes('Вернуться')), talk.labels().join());
    });
  }
});

describe('/cancel in the panel', () => {
  const toPage = (page: AdminPage, isAdmin = true): Talk => {
    const talk = startTalk({ person: { ...baseContext.person, isAdmin } });
    talk.setState({ ...talk.state(), screen: { at: 'admin', page } });
    return talk;
  };
  const person = { page: 'person', walletId: 7 } as const;
  const model = { page: 'model', modelId: 'swift', query: 'sw', part: 2 } as const;
  const draft = { page: 'broadcast', id: 3, said: null, confirming: null } as const;
  const promo = { code: 'SALE', kind: null, amount: null, uses: null, days: null } as const;
  const cases: readonly (readonly [AdminPage, AdminPage])[] = [
    [
      { page: 'compose', draft: null },
      { page: 'broadcasts', from: 0 },
    ],
    [{ page: 'compose', draft: 3 }, draft],
    [{ ...draft, confirming: 1 }, draft],
    [{ page: 'amount', walletId: 7, kind: 'grant' }, person],
    [{ page: 'transfer', walletId: 7, kind: 'take', amount: '5', key: 'abcdefabcdef' }, person],
    [
      { page: 'refund', walletId: 7, chargeId: 'x' },
      { page: 'payments', walletId: 7 },
    ],
    [{ page: 'setting', name: 'markup' }, { page: 'prices' }],
    [{ page: 'newsetting', name: 'markup', value: '3' }, { page: 'prices' }],
    [
      { page: 'newpromo', ...promo },
      { page: 'promos', at: 0 },
    ],
    [{ ...model, page: 'modelprice' }, model],
  ];
  for (const [page, before] of cases) {
    test(`${JSON.stringify(page)}: cancelled, said, and the page before comes back`, () => {
      const talk = toPage(page);
      const [shown, ...others] = talk.command('cancel');
      assert.deepEqual([shown?.do, others], ['admin', []]);
      assert.ok(shown?.do === 'admin');
      assert.deepEqual(shown.request, { action: null, page: before });
      assert.match(shown.notice ?? '', /Отменил/);
      assert.deepEqual(talk.state().screen, { at: 'admin', page: before });
    });
  }
  test('a page to look at has nothing to cancel, and whoever lost the right is shown no page', () => {
    const talk = toPage({ page: 'home' });
    talk.command('cancel');
    assert.match(talk.last().view.text, /Отменять нечего/);
    const former = toPage({ page: 'setting', name: 'markup' }, false);
    former.command('cancel');
    assert.deepEqual([former.state().screen.at, /Отменять нечего/.test(former.last().view.text)], ['menu', true]);
  });
});
