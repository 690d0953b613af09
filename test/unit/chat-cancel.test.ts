/** /cancel on whatever screen: what was given is gone, and is said to be. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { baseContext, startTalk, type Talk } from '../support/chat.ts';

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
