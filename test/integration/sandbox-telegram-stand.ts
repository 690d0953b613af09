/** A local Telegram with a clock that the test owns, a bot's hand (`api`) and a person's (`sim`). */
import type { TestContext } from 'node:test';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox, type TelegramSandboxOptions } from '../../src/sandbox/telegram/start.ts';

const BOT_ID = '700001';
export const TOKEN = `${BOT_ID}:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0`;
export const OTHER_TOKEN = '700002:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
export const ANNA = 4_201;

type Fields = Record<string, unknown>;

/** A whole answer of the Bot API. `result` is what the test knows it to be. */
export interface Answer<T = Fields> {
  readonly status: number;
  readonly ok: boolean;
  readonly result: T;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number };
}

export interface Update {
  readonly update_id: number;
  readonly message?: Fields & { readonly message_id: number; readonly text?: string };
  readonly callback_query?: Fields & { readonly id: string };
  readonly pre_checkout_query?: Fields & { readonly id: string };
  readonly [kind: string]: unknown;
}

export interface Stand {
  readonly url: string;
  readonly sim: Sim;
  /** JSON call with the first token. */
  readonly api: <T = Fields>(method: string, params?: Fields) => Promise<Answer<T>>;
  readonly as: <T = Fields>(token: string, method: string, params?: Fields) => Promise<Answer<T>>;
  /** Multipart call with the first token. */
  readonly upload: <T = Fields>(method: string, fields: Readonly<Record<string, string | Blob>>) => Promise<Answer<T>>;
  readonly clock: { now: number };
  readonly stop: () => Promise<void>;
}

async function read<T>(response: Response): Promise<Answer<T>> {
  return { status: response.status, ...((await response.json()) as Omit<Answer<T>, 'status'>) };
}

/** Anna has started the bot; the queue is empty. */
export async function startStand(t: TestContext, options: TelegramSandboxOptions = {}): Promise<Stand> {
  const clock = { now: 1_800_000_000_000 };
  const sandbox = await startTelegramSandbox({ now: () => clock.now, floodControl: false, ...options });
  t.after(() => sandbox.stop());
  const sim = createSim(sandbox.url, BOT_ID);
  const as: Stand['as'] = async (token, method, params = {}) => {
    const headers = { 'content-type': 'application/json' };
    return await read(
      await fetch(`${sandbox.url}/bot${token}/${method}`, { method: 'POST', headers, body: JSON.stringify(params) }),
    );
  };
  const upload: Stand['upload'] = async (method, fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return await read(await fetch(`${sandbox.url}/bot${TOKEN}/${method}`, { method: 'POST', body }));
  };
  await sim.user({ id: ANNA, firstName: 'Анна', languageCode: 'ru' });
  await sim.sendText(ANNA, '/start');
  await as(TOKEN, 'getUpdates', { offset: -1 });
  await as(TOKEN, 'deleteWebhook', { drop_pending_updates: true });
  const { url, stop } = sandbox;
  return { url, stop, sim, as, upload, clock, api: (method, params) => as(TOKEN, method, params) };
}

/** The header of a PNG is all that anybody looks at. */
export function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('\x89PNG\r\n\x1a\n', 0, 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.set([8, 2, 0, 0, 0], 24);
  return bytes;
}

/** JPEG: start of image and a baseline frame header. */
export function jpeg(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 16], 0);
  bytes.write('JFIF\0', 6, 'latin1');
  bytes.set([0xff, 0xc0, 0, 17, 8], 20);
  bytes.writeUInt16BE(height, 25);
  bytes.writeUInt16BE(width, 27);
  return bytes;
}

export const mp4 = (): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(40)]);
export const blob = (bytes: Buffer): Blob => new Blob([Uint8Array.from(bytes)]);

export const inline = (...rows: readonly (readonly Fields[])[]): Fields => ({ inline_keyboard: rows });
