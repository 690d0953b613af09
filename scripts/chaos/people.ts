/** People who order, hurry, change their minds and talk nonsense. Who hears nothing does nothing clever: they go on. */
import type { SimMessage } from '../../src/sandbox/telegram/contract.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { said } from '../../test/support/service.ts';
import type { Action, Deed } from './schedule.ts';

const FIRST_PERSON = 870_001;
export const personAt = (index: number): number => FIRST_PERSON + index;

const LISTENS_MS = 15_000;
const LOOKS_EVERY_MS = 150;
const HASTY_TAPS = 4;

const NONSENSE = [
  '\u0000\u0000',
  '/start ref_\u202Eabc',
  '/unknown@nobody %00',
  "'; drop table inbox; --",
  '<b>not closed',
  '\uD83D',
  '/start promo_',
  'x'.repeat(4_096),
];

export interface People {
  readonly begin: () => Promise<void>;
  /** Does it when the same person has done what came before. Never rejects. */
  readonly act: (action: Action) => void;
  /** When everybody has done everything. */
  readonly finished: () => Promise<void>;
  /** How often somebody gave up waiting, and how often each thing was done. */
  readonly counts: () => Readonly<Record<string, number>>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function createPeople(sim: Sim, count: number): People {
  const busy = new Map<number, Promise<void>>();
  const counts: Record<string, number> = {};
  const tally = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);

  /** Sends or presses; false when Telegram's own app would not have let them (the button is gone). */
  const tries = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      tally(what);
      return true;
    } catch {
      tally(`${what}: not possible`);
      return false;
    }
  };
  /** A message newer than `after` with such a button; null when it does not come in time. */
  const button = async (id: number, labels: readonly string[], after: number): Promise<[SimMessage, string] | null> => {
    const until = Date.now() + LISTENS_MS;
    while (Date.now() < until) {
      for (const message of (await said(sim, id)).toReversed()) {
        const keys = message.messageId > after ? message.keyboard.flat() : [];
        const key = keys.find(({ text }) => labels.some((label) => text.includes(label)));
        if (key !== undefined) return [message, key.text];
      }
      await pause(LOOKS_EVERY_MS);
    }
    tally('heard nothing');
    return null;
  };
  const tap = (id: number, found: readonly [SimMessage, string]): Promise<boolean> => {
    const [{ messageId }, label] = found;
    return tries('tap', () => sim.press(id, { label, messageId, waitMs: 0 }));
  };
  const send = async (id: number, text: string): Promise<number> => {
    let sentAs = 0;
    await tries('message', async () => (sentAs = (await sim.sendText(id, text)).messageIds.at(-1) ?? 0));
    return sentAs;
  };
  /** With too little money: Stars first. The message of the offer that can be confirmed, if it comes to that. */
  const pays = async (id: number, found: readonly [SimMessage, string]): Promise<[SimMessage, string] | null> => {
    await tap(id, found);
    const pack = await button(id, ['⭐ 100'], 0);
    if (pack === null) return null;
    await tap(id, pack);
    await pause(1_000);
    const invoice = (await said(sim, id)).findLast((one) => one.invoice !== null && one.invoice.paidChargeId === null);
    if (invoice === undefined) return null;
    await tries('payment', () => sim.pay(id, invoice.messageId));
    const back = await button(id, ['Вернуться к заказу'], invoice.messageId);
    if (back === null) return null;
    await tap(id, back);
    return await button(id, ['✅'], 0);
  };
  const order = async (id: number, dice: number, taps: number): Promise<boolean> => {
    const sentAs = await send(id, `Картина ${Math.floor(dice * 1e9)} для ${id}`);
    const offer = await button(id, ['✅', 'Пополнить баланс'], sentAs);
    if (offer === null) return false;
    const final = offer[1].includes('✅') ? offer : await pays(id, offer);
    if (final === null) return false;
    await Promise.all(Array.from({ length: taps }, () => tap(id, final)));
    return true;
  };
  const deeds: Readonly<Record<Deed, (id: number, dice: number) => Promise<unknown>>> = {
    order: (id, dice) => order(id, dice, 1),
    'order-in-haste': (id, dice) => order(id, dice, HASTY_TAPS),
    'order-and-cancel': async (id, dice) => {
      if (!(await order(id, dice, 1))) return;
      const found = await button(id, ['Отменить'], 0);
      if (found !== null) await tap(id, found);
    },
    help: (id) => send(id, '/help'),
    start: (id) => send(id, '/start'),
    cancel: (id) => send(id, '/cancel'),
    nonsense: (id, dice) => send(id, NONSENSE[Math.floor(dice * NONSENSE.length)] ?? '?'),
  };

  return {
    begin: async () => {
      for (let index = 0; index < count; index += 1) {
        await sim.user({ id: personAt(index), firstName: `Х${index}`, languageCode: 'ru' });
      }
    },
    act: ({ person, deed, dice }) => {
      const before = busy.get(person) ?? Promise.resolve();
      const now = before.then(async () => {
        tally(deed);
        await tries('deed', () => deeds[deed](personAt(person), dice));
      });
      busy.set(person, now);
    },
    finished: async () => {
      await Promise.all(busy.values());
    },
    counts: () => counts,
  };
}
