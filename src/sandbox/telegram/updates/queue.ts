/**
 * The updates of one bot, with the rules of Telegram's own server (tdlib/telegram-bot-api, `do_get_updates`; tdlib/td,
 * TQueue): an offset confirms what lies below it, a negative one keeps only the last n, one far in the future or in the
 * past starts again at the head; unconfirmed updates die of old age.
 */
import type { SimUpdate } from '../contract.ts';
import { isAllowed, type AllowedUpdates } from './allowed.ts';

type Payload = Readonly<Record<string, unknown>>;

/** From the server's source: how far beyond the last id an offset is taken at its word. */
const FUTURE_TOLERANCE = 10;
const RESPONSE_LIMIT_BYTES = 4 * 1024 * 1024;
const UPDATE_LIMIT_BYTES = 64 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;

/** How long an unconfirmed update waits, by its kind; a day for everything not named. */
const RETENTION_MS: Readonly<Record<string, number>> = {
  callback_query: 150_000,
  pre_checkout_query: 150_000,
  shipping_query: 150_000,
  inline_query: 30_000,
  chosen_inline_result: 600_000,
};

interface Entry {
  readonly id: number;
  readonly type: string;
  readonly update: Payload;
  readonly bytes: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly handedOutAt: number[];
  confirmedAt: number | null;
  droppedAt: number | null;
}

export interface UpdateQueueDeps {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly firstId: number;
  /** Called whenever an update was queued, handed out, confirmed or dropped. */
  readonly onChange: (update: SimUpdate) => void;
}

export class UpdateQueue {
  allowed: AllowedUpdates = null;
  readonly #deps: UpdateQueueDeps;
  readonly #journal: Entry[] = [];
  #pending: Entry[] = [];
  #nextId: number;

  constructor(deps: UpdateQueueDeps) {
    this.#deps = deps;
    this.#nextId = deps.firstId;
  }

  /** Its id, or null when the bot has not asked for this kind or the update is over 64 KiB. */
  push(type: string, payload: unknown): number | null {
    if (!isAllowed(this.allowed, type)) return null;
    const id = this.#nextId;
    if (!this.#add(id, { [type]: payload }, UPDATE_LIMIT_BYTES)) return null;
    this.#nextId += 1;
    return id;
  }

  /** Anything at all, under any id; for tests of what must not happen. */
  pushRaw(update: Payload, id: number | undefined): number {
    const chosen = id ?? this.#nextId;
    this.#add(chosen, update, Infinity);
    this.#nextId = Math.max(this.#nextId, chosen + 1);
    return chosen;
  }

  /** Makes the next id another one, higher or lower, as after a week of silence. */
  jumpTo(id: number): void {
    this.#nextId = id;
  }

  /** What one getUpdates answers at this moment; confirms and marks as handed out. */
  read(offset: number, limit: number): Payload[] {
    this.#expire();
    if (offset < 0) this.#drop(this.#pending.slice(0, offset));
    else if (offset <= this.#nextId + FUTURE_TOLERANCE) this.#confirmBelow(offset);
    const batch: Entry[] = [];
    let bytes = 0;
    for (const entry of this.#pending.slice(0, limit)) {
      bytes += entry.bytes;
      if (bytes > RESPONSE_LIMIT_BYTES && batch.length > 0) break;
      batch.push(entry);
    }
    for (const entry of batch) {
      entry.handedOutAt.push(this.#deps.now());
      this.#changed(entry);
    }
    return batch.map((entry) => entry.update);
  }

  dropAll(): void {
    this.#drop([...this.#pending]);
  }

  get pendingCount(): number {
    this.#expire();
    return this.#pending.length;
  }

  journal(): SimUpdate[] {
    this.#expire();
    return this.#journal.map((entry) => describe(entry));
  }

  #add(id: number, payload: Payload, limitBytes: number): boolean {
    const update = { update_id: id, ...payload };
    const bytes = Buffer.byteLength(JSON.stringify(update));
    if (bytes > limitBytes) return false;
    const type = Object.keys(payload)[0] ?? 'unknown';
    const createdAt = this.#deps.now();
    const expiresAt = createdAt + (RETENTION_MS[type] ?? DAY_MS);
    const entry: Entry = {
      ...{ id, type, update, bytes, createdAt, expiresAt },
      handedOutAt: [],
      confirmedAt: null,
      droppedAt: null,
    };
    this.#journal.push(entry);
    this.#pending.push(entry);
    this.#changed(entry);
    return true;
  }

  #confirmBelow(offset: number): void {
    const confirmed = this.#pending.filter((entry) => entry.id < offset);
    this.#pending = this.#pending.filter((entry) => entry.id >= offset);
    for (const entry of confirmed) {
      entry.confirmedAt = this.#deps.now();
      this.#changed(entry);
    }
  }

  #expire(): void {
    const now = this.#deps.now();
    this.#drop(this.#pending.filter((entry) => entry.expiresAt <= now));
  }

  #drop(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#pending = this.#pending.filter((entry) => !entries.includes(entry));
    for (const entry of entries) {
      entry.droppedAt = this.#deps.now();
      this.#changed(entry);
    }
  }

  #changed(entry: Entry): void {
    this.#deps.onChange(describe(entry));
  }
}

function describe({ id, type, update, createdAt, handedOutAt, confirmedAt, droppedAt }: Entry): SimUpdate {
  return { updateId: id, type, update, createdAt, handedOutAt: [...handedOutAt], confirmedAt, droppedAt };
}
