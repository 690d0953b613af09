/** Topping up by a transfer: the amount, the details, the picture, and what an admin's button may do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../../src/domain/chat/contract.ts';
import { adminButton, parseButton } from '../../src/domain/chat/buttons.ts';
import { baseContext, startTalk, type Talk } from '../support/chat.ts';
import { table } from '../support/chat-table.ts';

const terms = { ...baseContext.terms, paymentDetails: 'Карта <b>1234</b> & имя' };

const open = (talk: Talk): void => {
  talk.setContext({ terms });
  talk.tapData('o:topup', 7);
  talk.tap('Переводом');
};
const priced = (talk: Talk): void => {
  open(talk);
  talk.say('500');
};
const claims = (effects: readonly Effect[]): readonly Effect[] => effects.filter((effect) => effect.do === 'claim');
const picture = { fileId: 'F1', uniqueId: 'U1', media: 'image', mime: 'image/jpeg' } as const;

table('transfer', open, [
  { name: 'asks for the amount', do: () => undefined, at: 'transfer', shows: 'Какую сумму' },
  {
    name: 'then shows the details, escaped',
    do: (talk) => talk.say('99,50 ₽'),
    at: 'transfer',
    shows: /99,50[^]*&lt;b&gt;1234&lt;\/b&gt; &amp; имя/,
    screen: { amount: '9950' },
  },
  ...['0', '-5', '1e9', '٣', '1,005', '0,99', '1000001', '9999999999', 'сто', 'NaN', '5 и 6'].map((amount) => ({
    ...{ name: `"${amount}" is no amount`, do: (talk: Talk) => talk.say(amount), at: 'transfer' as const },
    ...{ shows: 'не похоже на сумму', screen: { amount: null } },
  })),
  { name: 'a million is one', do: (talk) => talk.say('1000000'), at: 'transfer', screen: { amount: '100000000' } },
  { name: 'a picture before the amount', do: (talk) => talk.file(picture), at: 'transfer', shows: 'Сначала напишите' },
  { name: 'back', do: (talk) => talk.tap('Назад'), at: 'topup' },
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
]);

table('transfer with an amount', priced, [
  { name: 'text is another one', do: (talk) => talk.say('700'), at: 'transfer', screen: { amount: '70000' } },
  { name: 'what is no amount leaves it', do: (talk) => talk.say('x'), at: 'transfer', screen: { amount: '50000' } },
  { name: 'a button too', do: (talk) => talk.tap('Другая сумма'), at: 'transfer', screen: { amount: null } },
  {
    name: 'a sound is refused with words',
    do: (talk) => talk.file({ ...picture, media: 'audio', mime: 'audio/mpeg' }),
    at: 'transfer',
    shows: 'не картинка и не PDF',
  },
  {
    name: 'a drawing in SVG too',
    do: (talk) => talk.file({ ...picture, mime: 'image/svg+xml' }),
    at: 'transfer',
    shows: 'не картинка и не PDF',
  },
  {
    name: 'more than a bot may read',
    do: (talk) => talk.file({ ...picture, bytes: 21 * 1024 * 1024 }),
    at: 'transfer',
    shows: 'слишком большой',
  },
  {
    name: 'a file that Telegram gives no lasting id',
    do: (talk) => talk.file({ ...picture, uniqueId: undefined }),
    at: 'transfer',
    shows: 'не картинка',
  },
  {
    name: 'the operator has stopped taking transfers',
    do: (talk) => {
      talk.setContext({ terms: baseContext.terms });
      assert.deepEqual(claims(talk.file(picture)), []);
    },
    at: 'topup',
    shows: 'Переводом сейчас пополнить нельзя',
  },
]);

test('the picture is a claim, and the shell tells what became of it', () => {
  const talk = startTalk();
  priced(talk);
  assert.deepEqual(talk.file(picture), [
    { do: 'claim', amount: 50_000n, fileId: 'F1', fileKind: 'photo', uniqueId: 'U1' },
  ]);
  assert.doesNotMatch(JSON.stringify(talk.state()), /U1|F1/);
});

test('of an album the first picture counts, and a later file is a file like any other', () => {
  const talk = startTalk();
  priced(talk);
  assert.equal(claims(talk.file(picture, { albumId: 'a' })).length, 1);
  assert.deepEqual(claims(talk.file({ ...picture, uniqueId: 'U2' }, { albumId: 'a' })), []);
  assert.match(talk.last().view.text, /Одной картинки достаточно/);
  assert.deepEqual(claims(talk.file({ ...picture, uniqueId: 'U3' })), []);
  assert.equal(talk.state().screen.at, 'intake');
});

test('the id by which Telegram knows a file again is in no reference', () => {
  const talk = startTalk();
  talk.file(picture);
  assert.match(JSON.stringify(talk.state()), /telegram-file:F1/);
  assert.doesNotMatch(JSON.stringify(talk.state()), /U1/);
});

test('without details, and in a group, there is no such button', () => {
  for (const change of [{}, { terms, chatKind: 'group' as const }]) {
    const talk = startTalk(change);
    talk.tapData('o:topup', 7);
    assert.ok(!talk.labels().some((label) => label.includes('Переводом')), talk.labels().join());
  }
});

test('the buttons of a decision read back; only an admin in their own chat decides', () => {
  const button = adminButton('x', 'claimyes', 'abcdefabcdef');
  const data = 'data' in button ? button.data : '';
  assert.deepEqual(parseButton(data), { kind: 'admin', verb: 'claimyes', id: 'abcdefabcdef' });
  for (const bad of ['a:claimall:abc', 'a:claimyes:', 'a:claimyes:a b', 'a:CLAIMYES:abc']) {
    assert.equal(parseButton(bad).kind, 'unknown', bad);
  }
  const asAdmin = { ...baseContext.person, isAdmin: true };
  const decided = startTalk({ person: asAdmin }).tapData(data, 9);
  assert.deepEqual(decided.at(-1), { do: 'decideClaim', claimId: 'abcdefabcdef', approve: true, messageId: 9 });
  for (const change of [{}, { person: asAdmin, chatKind: 'group' as const }]) {
    const effects = startTalk(change).tapData(data, 9);
    assert.deepEqual(
      effects.map((effect) => effect.do),
      ['answer', 'send'],
    );
  }
});
