import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareable } from '../../src/roles/polling/may-share.ts';
import { tap, text } from '../support/dialog.ts';

const from = { id: 5, is_bot: false, first_name: 'A' };
const chat = { id: -7, type: 'supergroup' };
const said = (more: object): object => ({ message: { message_id: 1, date: 1, chat, from, ...more } });

const STARS = { currency: 'XTR', total_amount: 5, telegram_payment_charge_id: 'c', invoice_payload: 'x' };

/** What becomes of an update that is the oldest of its chat. */
function shares(update: object, attempts = 0): 'talk' | 'idle' | 'left' {
  const row = { updateId: 1, traceId: 't', payload: { update_id: 1, ...update }, attempts, receivedAt: new Date(0) };
  const { talks, idle } = shareable(new Map([[1, row]]), 'KieBot');
  return talks.length === 1 ? 'talk' : idle.length === 1 ? 'idle' : 'left';
}

for (const [what, update, expected] of [
  ['words', text(1, 'кот'), 'talk'],
  ['a command', text(1, '/help'), 'talk'],
  ['a tap', tap(1, 's:0:create'), 'talk'],
  ['words in a group', said({ text: 'chatter' }), 'talk'],
  ['a command for another bot', text(1, '/start@OtherBot'), 'idle'],
  ['a service message of a group', said({ new_chat_title: 'New' }), 'idle'],
  ['a message in the name of a channel', said({ text: 'x', sender_chat: { id: -9 } }), 'idle'],
  ['an update of a kind that is not known', { something_new: {} }, 'idle'],
  ['a pre-checkout', { pre_checkout_query: { id: 'p', from, ...STARS } }, 'idle'],
  ['a photo', said({ photo: [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1 }] }), 'left'],
  ['a payment', said({ successful_payment: STARS }), 'left'],
  ['a refund', said({ refunded_payment: STARS }), 'left'],
  ['a block', { my_chat_member: { chat, from, new_chat_member: { status: 'kicked' } } }, 'left'],
] as const) {
  test(`${what}: ${expected}`, () => {
    assert.equal(shares(update), expected);
    assert.equal(shares(update, 1), 'left', 'what has failed before fails alone');
  });
}
