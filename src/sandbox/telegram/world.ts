/** All bots of one sandbox, and what they have in common: the clock, the faults, the events, the end of the day. */
import { Bot } from './bot.ts';
import { EventBus } from './bus.ts';
import { Faults } from './faults.ts';

export interface WorldOptions {
  /** Epoch milliseconds: message dates, retention, expiry and flood control. Waiting uses real time. */
  readonly now: () => number;
  readonly floodControl: boolean;
  readonly preCheckoutTimeoutMs: number;
}

export class World {
  readonly options: WorldOptions;
  readonly bus = new EventBus();
  readonly faults = new Faults();
  readonly bots = new Map<string, Bot>();
  readonly #stopping = new AbortController();

  constructor(options: WorldOptions) {
    this.options = options;
  }

  /** Aborts when the sandbox stops: everything that waits must give up. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  bot(id: string): Bot {
    const known = this.bots.get(id);
    if (known !== undefined) return known;
    const { now, floodControl } = this.options;
    const bot = new Bot({ id, now, floodControl, bus: this.bus });
    this.bots.set(id, bot);
    return bot;
  }

  /** Forgets one bot, or all of them; a poll that waits for the forgotten one is told to come again. */
  reset(botId: string | undefined): void {
    const ids = botId === undefined ? [...this.bots.keys()] : [botId];
    for (const id of ids) {
      this.bots.get(id)?.poll.release();
      this.bots.delete(id);
      this.bus.emit('reset', { botId: id });
    }
    if (botId === undefined) this.faults.clear();
  }

  stop(): void {
    this.#stopping.abort();
  }
}
