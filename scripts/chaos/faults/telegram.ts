/** Telegram that is tired, strict, deaf or says things twice. */
import type { SimFaultSpec } from '../../../src/sandbox/telegram/fault-contract.ts';
import { nothingToHeal, scale, type Fault } from './fault.ts';

const SENDS = ['sendMessage', 'sendPhoto', 'editMessageText', 'deleteMessage', 'answerCallbackQuery'];

/** Counted faults: whatever is not used up is cleared at the end of the run. */
const answer = (of: (dice: number) => readonly SimFaultSpec[]): Fault => ({
  ...{ group: 'telegram', lastsMs: [500, 3_000] },
  inject: async ({ stand }, dice) => {
    await Promise.all(of(dice).map((spec) => stand.telegram.fault(spec)));
  },
  heal: ({ stand }) => stand.telegram.clearFaults(),
});

/** The newest updates are handed out once more under the ids that they had. */
const duplicateBatch: Fault = {
  ...{ group: 'telegram-updates', lastsMs: [100, 500] },
  inject: async ({ stand }, dice) => {
    const known = await stand.telegram.updates();
    for (const { updateId, type, update } of known.slice(-scale(dice, 1, 5))) {
      await stand.telegram.pushUpdate({ [type]: update[type] }, updateId);
    }
  },
  heal: nothingToHeal,
};

export const TELEGRAM_FAULTS: Readonly<Record<string, Fault>> = {
  'tg-429': answer((dice) => SENDS.map((method) => ({ method, retryAfter: scale(dice, 1, 4), times: 2 }))),
  'tg-502': answer((dice) => [{ behaviour: 'html', times: scale(dice, 3, 15) }]),
  'tg-poll-502': answer((dice) => [{ method: 'getUpdates', behaviour: 'html', times: scale(dice, 1, 4) }]),
  'tg-poll-truncated': answer(() => [{ method: 'getUpdates', behaviour: 'truncated', times: 2 }]),
  'tg-poll-409': answer(() => [
    { method: 'getUpdates', errorCode: 409, description: 'Conflict: terminated', times: 1 },
  ]),
  'tg-poll-hang': { ...answer(() => [{ method: 'getUpdates', behaviour: 'hang', times: 1 }]), lastsMs: [1_000, 5_000] },
  'tg-lost-answer': answer((dice) => [
    { method: 'sendPhoto', behaviour: 'accept-then-drop', times: scale(dice, 1, 2) },
    { method: 'sendMessage', behaviour: 'accept-then-drop' },
  ]),
  'tg-lost-poll': answer(() => [{ method: 'getUpdates', behaviour: 'accept-then-drop', times: 2 }]),
  'tg-reset': answer((dice) => [{ behaviour: 'reset', times: scale(dice, 2, 8) }]),
  'tg-slow': answer((dice) => [
    { method: 'sendPhoto', behaviour: 'delay', delayMs: scale(dice, 500, 4_000), times: 3 },
  ]),
  'tg-twice': duplicateBatch,
};
