/** Everything that belongs to one bot. Nothing is shared between bots, as two services must be able to run side by side. */
import { randomInt } from 'node:crypto';
import type { EventBus } from './bus.ts';
import { CallbackQueries } from './chat/callback-queries.ts';
import type { SimCall } from './contract.ts';
import type { SimUpdateFault } from './fault-contract.ts';
import { FileStore } from './files/store.ts';
import { FloodControl } from './limits/flood.ts';
import type { Chat, StoredMessage, User } from './model.ts';
import { Payments } from './payments.ts';
import { LongPoll } from './updates/long-poll.ts';
import { UpdateQueue } from './updates/queue.ts';

export interface BotDeps {
  readonly id: string;
  readonly now: () => number;
  readonly bus: EventBus;
  readonly floodControl: boolean;
}

interface Profile {
  description: string;
  shortDescription: string;
  /** By scope and language. */
  readonly commands: Map<string, readonly unknown[]>;
}

export class Bot {
  readonly id: string;
  readonly username: string;
  readonly createdAt: number;
  readonly now: () => number;
  readonly bus: EventBus;
  readonly users = new Map<number, User>();
  readonly chats = new Map<number, Chat>();
  readonly calls: SimCall[] = [];
  readonly files: FileStore;
  readonly updates: UpdateQueue;
  readonly poll: LongPoll;
  readonly callbackQueries: CallbackQueries;
  readonly payments: Payments;
  readonly flood: FloodControl | null;
  readonly profile: Profile = { description: '', shortDescription: '', commands: new Map() };
  readonly updateFaults: SimUpdateFault[] = [];
  revoked = false;
  /** After logOut: epoch milliseconds until which every call is refused. */
  loggedOutUntil = 0;
  #lastMessageId = 0;

  constructor({ id, now, bus, floodControl }: BotDeps) {
    this.id = id;
    this.username = `sandbox_${id}_bot`;
    this.now = now;
    this.bus = bus;
    this.createdAt = now();
    this.files = new FileStore(id);
    this.updates = new UpdateQueue({
      now,
      firstId: randomInt(100_000_000, 900_000_000),
      onChange: (update) => bus.emit('update', { botId: id, update }),
    });
    this.poll = new LongPoll(this.updates);
    this.callbackQueries = new CallbackQueries(now);
    this.payments = new Payments(now);
    this.flood = floodControl ? new FloodControl(now) : null;
  }

  /** One counter for all private chats and small groups of a bot, as with Telegram. */
  nextMessageId(): number {
    this.#lastMessageId += 1;
    return this.#lastMessageId;
  }

  /** Queues an update and wakes the waiting poll; null when the bot has not asked for this kind. */
  pushUpdate(type: string, payload: unknown): number | null {
    const fault = this.#takeFault(type, payload);
    if (fault === 'lose') return null;
    const id = this.updates.push(type, payload);
    if (fault === 'twice') this.updates.push(type, payload);
    this.poll.wakeUp();
    return id;
  }

  #takeFault(type: string, payload: unknown): SimUpdateFault['behaviour'] | null {
    const fits = ({ kind }: SimUpdateFault): boolean =>
      kind === type || (typeof payload === 'object' && payload !== null && kind in payload);
    const index = this.updateFaults.findIndex(fits);
    const fault = this.updateFaults[index];
    if (fault === undefined) return null;
    const { times = 1 } = fault;
    this.updateFaults.splice(index, 1, ...(times > 1 ? [{ ...fault, times: times - 1 }] : []));
    return fault.behaviour;
  }

  messagesOf(chatId: number): readonly StoredMessage[] {
    return [...(this.chats.get(chatId)?.messages.values() ?? [])];
  }
}
