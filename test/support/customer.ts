/** A person in the local Telegram who reads what the bot says and taps what it offers, for system tests. */
import type { SimMessage, SimPayResult } from '../../src/sandbox/telegram/contract.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { waitFor } from './wait-for.ts';

export interface Customer {
  readonly id: number;
  /** Sends a text and waits for what the bot says next. */
  readonly say: (text: string) => Promise<SimMessage>;
  /** Taps the newest button whose label contains `label`, once there is one; then waits for what the bot says next. */
  readonly tap: (label: string) => Promise<SimMessage>;
  /** The same without waiting for anything but the answer to the tap. */
  readonly touch: (label: string) => Promise<string | null>;
  /** The newest message whose text or caption contains all of `parts`, once it is there. */
  readonly reads: (...parts: readonly string[]) => Promise<SimMessage>;
  /** Pays the newest invoice, once there is one. */
  readonly pay: () => Promise<SimPayResult>;
  /** Everything the bot said and has not deleted, the oldest first. */
  readonly said: () => Promise<readonly SimMessage[]>;
  /** Messages that carry a result. */
  readonly results: () => Promise<readonly SimMessage[]>;
}

export interface CustomerOptions {
  readonly sim: Sim;
  readonly id: number;
  readonly patienceMs?: number;
}

export const wordsOf = (message: SimMessage): string => message.text ?? message.caption ?? '';
const labelsOf = (message: SimMessage): readonly string[] => message.keyboard.flat().map(({ text }) => text);

export function createCustomer({ sim, id, patienceMs = 60_000 }: CustomerOptions): Customer {
  const wait = { timeoutMs: patienceMs, everyMs: 40 };
  const said = async (): Promise<readonly SimMessage[]> => {
    const { messages } = await sim.transcript(id);
    return messages.filter((message) => message.from === 'bot' && !message.deleted);
  };
  /** Changes whenever the bot says or edits something. */
  const stamp = (messages: readonly SimMessage[]): string =>
    messages.map(({ messageId, edits }) => `${messageId}:${edits}`).join();
  const next = async (what: string, before: string): Promise<SimMessage> =>
    await waitFor(
      what,
      async () => {
        const now = await said();
        return stamp(now) === before ? undefined : now.toSorted(byChange(before)).at(-1);
      },
      wait,
    );
  const withButton = async (label: string): Promise<SimMessage> =>
    await waitFor(
      `a button "${label}" for ${id}`,
      async () => (await said()).findLast((message) => labelsOf(message).some((text) => text.includes(label))),
      wait,
    );

  return {
    id,
    said,
    say: async (text) => {
      const before = stamp(await said());
      await sim.sendText(id, text);
      return await next(`an answer to "${text}" for ${id}`, before);
    },
    tap: async (label) => {
      const { messageId } = await withButton(label);
      const before = stamp(await said());
      await sim.tap(id, { label, messageId });
      return await next(`what follows "${label}" for ${id}`, before);
    },
    touch: async (label) => {
      const { messageId } = await withButton(label);
      return (await sim.tap(id, { label, messageId }))?.text ?? null;
    },
    reads: async (...parts) =>
      await waitFor(
        `"${parts.join('" and "')}" for ${id}`,
        async () => (await said()).findLast((message) => parts.every((part) => wordsOf(message).includes(part))),
        wait,
      ),
    pay: async () => {
      const invoice = await waitFor(
        `an invoice for ${id}`,
        async () => (await said()).findLast((message) => message.invoice !== null),
        wait,
      );
      return await sim.pay(id, invoice.messageId);
    },
    results: async () => (await said()).filter((message) => message.media !== null),
  };
}

/** What changed last comes last: a new message, or one that was edited since `before`. */
function byChange(before: string): (one: SimMessage, other: SimMessage) => number {
  const known = new Set(before.split(','));
  const isNew = ({ messageId, edits }: SimMessage): boolean => !known.has(`${messageId}:${edits}`);
  return (one, other) => Number(isNew(one)) - Number(isNew(other)) || one.messageId - other.messageId;
}
