/** What the dialog promises of every reaction, whatever happens. */
import assert from 'node:assert/strict';
import { priceInMinorUnits } from '../../src/domain/billing/money.ts';
import { isRecord } from '../../src/domain/catalog/fields.ts';
import { parseFileRef } from '../../src/domain/catalog/file-ref.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';
import { parseWorkRef } from '../../src/domain/catalog/work-ref.ts';
import type { ChatContext, ChatEvent, Effect, Reduced, View } from '../../src/domain/chat/contract.ts';
import { ChatState } from '../../src/domain/chat/state.ts';
import { buttonsOf } from './chat.ts';
import type { Own } from './chat-play.ts';
import { htmlProblem } from './telegram-html.ts';

/** A row of one JSON column, written with every message. */
const LARGEST_STATE = 64 * 1024;

export function viewsOf(effects: readonly Effect[]): View[] {
  return effects.flatMap((effect) => (effect.do === 'send' || effect.do === 'edit' ? [effect.view] : []));
}

export function checkView(view: View): void {
  assert.equal(htmlProblem(view.text), null, view.text);
  assert.ok(view.text.length <= 4096, `${view.text.length} characters`);
  assert.ok(view.text.trim() !== '' && view.text.isWellFormed());
  const buttons = buttonsOf(view);
  assert.ok(buttons.length > 0, 'a way on');
  assert.ok(buttons.length <= 100, `${buttons.length} buttons`);
  for (const one of buttons) {
    assert.ok(one.text.trim() !== '' && one.text.isWellFormed() && Array.from(one.text).length <= 90, one.text);
    if ('data' in one) assert.ok(Buffer.byteLength(one.data) <= 64 && one.data !== '');
  }
  assert.ok(view.keyboard.every((row) => row.length > 0 && row.length <= 8));
}

export function checkAnswers(event: ChatEvent, effects: readonly Effect[]): void {
  const answers = effects.filter((effect) => effect.do === 'answer');
  assert.equal(answers.length, event.kind === 'tap' ? 1 : 0);
  if (event.kind === 'tap') assert.equal(effects[0]?.do, 'answer');
  for (const { text } of answers) assert.ok(text === null || (text !== '' && Array.from(text).length <= 200));
  const visible = effects.filter((effect) => effect.do !== 'answer' || effect.text !== null);
  assert.ok(visible.length > 0, 'something is seen');
}

/** Keeps what it compiles, so that a schema is read once in a whole test file. */
const validate = createValidateInput();

export function checkOrder(reduced: Reduced, context: ChatContext, own: Own): number {
  const orders = reduced.effects.filter((effect) => effect.do === 'generate');
  assert.ok(orders.length <= 1);
  for (const order of orders) {
    const model = context.models.find(({ id }) => id === order.modelId);
    assert.ok(model !== undefined, 'a model that is for sale now');
    assert.deepEqual(validate(model, order.input), { ok: true });
    assert.deepEqual(quote(model, order.input), { ok: true, credits: order.credits });
    assert.ok(context.running.count < context.running.limit);
    checkPayment(order, context);
    assert.ok(reduced.effects.some((effect) => effect.do === 'edit' && effect.messageId === order.progressMessageId));
    for (const reference of referencesIn(model.input, order.input)) checkReference(reference, own);
  }
  return orders.length;
}

/** For nothing at the price of nothing, free within the terms of free ones, or paid with what is there, at the price of now. */
function checkPayment({ credits, payment }: Extract<Effect, { do: 'generate' }>, context: ChatContext): void {
  const { purse, terms, pricing } = context;
  assert.ok(credits !== null && payment.price === priceInMinorUnits(credits, pricing));
  assert.ok(!terms.isMaintenance || context.person.isAdmin);
  assert.ok(context.stoppedFrom === null || credits < context.stoppedFrom);
  if (payment.by === 'nothing') assert.equal(payment.price, 0n);
  else if (payment.by === 'money') assert.ok(payment.price <= purse.available);
  else assert.ok(credits <= terms.freeMaxCredits && (payment.by === 'daily' ? purse.daily.left : purse.bonus) > 0);
}

/** The values of parameters that files and earlier works belong to. */
function referencesIn(schema: unknown, value: unknown): string[] {
  if (!isRecord(schema)) return [];
  if (schema['x-media'] !== undefined || schema['x-source'] !== undefined) {
    return typeof value === 'string' ? [value] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(schema['items'], item));
  const { properties } = schema;
  if (!isRecord(properties) || !isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    Object.hasOwn(properties, name) ? referencesIn(properties[name], inner) : [],
  );
}

function checkReference(reference: string, own: Own): void {
  const file = parseFileRef(reference);
  const work = parseWorkRef(reference);
  const isOwn =
    file === null
      ? work !== null && own.works.has(work.generationId)
      : file.source === 'telegram'
        ? own.fileIds.has(file.fileId)
        : own.works.has(file.generationId);
  assert.ok(isOwn, `${reference} is of this chat`);
}

export function checkState(state: ChatState, before: ChatState, own: Own): void {
  assert.ok(state.rev >= before.rev);
  const json = JSON.stringify(state);
  assert.doesNotMatch(json, /\\u0000|\\ud[89a-f]/i, 'Postgres can store it');
  assert.ok(Buffer.byteLength(json) < LARGEST_STATE, `${Buffer.byteLength(json)} bytes`);
  assert.deepEqual(ChatState.parse(JSON.parse(json)), state);
  if ('carry' in state.screen) for (const file of state.screen.carry.files) checkReference(file, own);
}
