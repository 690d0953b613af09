/** Generations that have their results, and a host for results with whatever manners. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { SimCall, SimMessage } from '../../src/sandbox/telegram/contract.ts';
import { createResultFetch } from '../../src/adapters/kie/result-fetch.ts';
import { drawPicture } from '../../src/sandbox/kie/media/picture.ts';
import type { ResultFile } from '../../src/domain/generation/generation.ts';
import type { GenerationStand, Order } from './generation.ts';
import { bareFile } from './result-file.ts';

const MEDIA_METHODS = new Set([
  'sendPhoto',
  'sendVideo',
  'sendAudio',
  'sendVoice',
  'sendAnimation',
  'sendDocument',
  'sendMediaGroup',
]);

/** For a host that is slow on purpose: nobody waits for it as long as the stand would. */
export const impatientFetch = createResultFetch({
  allowPrivateHosts: true,
  slowness: { windowMs: 150, minBytesPerWindow: 1_024 },
});

export interface Delivering extends Order {
  /** The calls with media of this chat, in order. */
  readonly sends: () => Promise<readonly SimCall[]>;
  /** Messages with media that the person sees. */
  readonly seen: () => Promise<readonly SimMessage[]>;
  /** Messages that the outbox will send after the media. */
  readonly notices: () => ReturnType<GenerationStand['rows']['outbox']>;
  readonly assertDelivered: () => Promise<void>;
  readonly assertUndeliverable: () => Promise<void>;
}

/** A generation whose results are there and whose delivery is due. */
export async function startDelivering(
  stand: GenerationStand,
  made: readonly (string | ResultFile)[],
  options: { readonly text?: string; readonly deadlineMs?: number } = {},
): Promise<Delivering> {
  const { text = null, ...rest } = options;
  const order = await stand.order(rest);
  const { generationId, chatId } = order;
  await stand.rows.put(generationId, {
    state: 'delivering',
    results: JSON.stringify({ files: made.map((one) => (typeof one === 'string' ? bareFile(one) : one)), text }),
    submitted_at: new Date(),
    finished_at: new Date(),
  });
  const notices = async () => (await stand.rows.outbox(chatId)).filter(({ purpose }) => purpose === 'notice');
  return {
    ...order,
    notices,
    sends: async () =>
      (await stand.telegram.calls()).filter(
        ({ method, params }) => MEDIA_METHODS.has(method) && Number(params['chat_id']) === chatId,
      ),
    seen: async () => (await stand.telegram.transcript(chatId)).messages.filter(({ media }) => media !== null),
    assertDelivered: async () => {
      const { state, sending, messages, ended_at } = await stand.rows.generation(generationId);
      assert.deepEqual({ state, sending }, { state: 'delivered', sending: false });
      assert.ok(ended_at !== null);
      assert.ok(messages !== null);
      assert.equal(await stand.rows.hold(generationId), 'captured');
      const removed = (await stand.rows.outbox(chatId)).filter(({ method }) => method === 'deleteMessage');
      assert.deepEqual(
        removed.map(({ payload }) => payload.message_id),
        [order.progressMessageId],
      );
    },
    assertUndeliverable: async () => {
      const { state, sending, failure } = await stand.rows.generation(generationId);
      assert.deepEqual({ state, sending, failure }, { state: 'failed', sending: false, failure: 'undeliverable' });
      assert.equal(await stand.rows.hold(generationId), 'released');
      const said = await notices();
      assert.equal(said.length, 1);
      assert.ok(said[0]?.payload.text?.includes(stand.deps.texts.ru('failure-undeliverable')));
    },
  };
}

export const picture = (prompt = 'a red cube'): Promise<Buffer> =>
  drawPicture({ prompt, seed: 1, caption: 'test', input: { aspect_ratio: '1:1' } });

export function serve(response: ServerResponse, bytes: Buffer, contentType = 'image/png'): void {
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length }).end(bytes);
}

/** Without a length, as a host that streams. */
export function serveChunked(response: ServerResponse, bytes: Buffer): void {
  response.writeHead(200, { 'content-type': 'image/png' });
  response.write(bytes.subarray(0, 5_000));
  response.end(bytes.subarray(5_000));
}
