/**
 * One request over connections that are kept. `fetch` does the same for three times of the processor's time and ten
 * megabytes more of memory; and here it is known whether anything of a request that failed can have left this machine.
 */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { Readable, pipeline } from 'node:stream';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent as it comes, in chunks where no header says its length. */
  readonly body?: string | AsyncIterable<Uint8Array>;
  /** Ends everything, the answer's body included. */
  readonly signal?: AbortSignal | undefined;
}

/** There was no connection, so not one byte of the request can have arrived. */
export class NotConnectedError extends Error {
  constructor(cause: unknown) {
    super('no connection', { cause });
  }
}

/** Looking up the host, connecting and the handshake. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Unless a server says in its answer how long it keeps them; nginx, which does not say it, keeps them for 75 s. */
const KEPT = { keepAlive: true, timeout: 30_000 };
const plain = new http.Agent(KEPT);
const secure = new https.Agent(KEPT);

/**
 * Resolves when the head of the answer is there; a redirect is an answer too. Rejects with the signal's reason when that
 * is why, with NotConnectedError, or with what the connection or the body failed with.
 */
export function request(
  address: string,
  { method, headers = {}, body, signal }: HttpRequest,
): Promise<IncomingMessage> {
  const url = new URL(address);
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const call = isSecure
      ? https.request(url, { method, headers, agent: secure })
      : http.request(url, { method, headers, agent: plain });
    const isConnected = watchConnection(call, isSecure);
    let answer: IncomingMessage | null = null;
    const abort = (): void => {
      answer?.destroy(signal?.reason as Error);
      call.destroy(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    call.once('close', () => signal?.removeEventListener('abort', abort));

    const fail = (error: Error): void => {
      // Who stops gets their own reason back; that time is up is a failure like any other.
      const isMeant = signal?.aborted === true && (signal.reason as Error).name !== 'TimeoutError';
      reject(isMeant || isConnected() ? error : new NotConnectedError(error));
    };
    call.on('error', fail);
    call.once('response', (response) => {
      // Whoever answers before the body has arrived wants no more of it.
      response.once('end', () => {
        if (!call.writableFinished) call.destroy();
      });
      answer = response;
      resolve(response);
    });
    if (typeof body !== 'object') call.end(body);
    else {
      pipeline(Readable.from(body), call, (error) => {
        if (error instanceof Error) fail(error);
      });
    }
  });
}

/** Ends a request that gets no connection in time. The answer: whether it has one. */
function watchConnection(call: ClientRequest, isSecure: boolean): () => boolean {
  let isConnected = false;
  const timer = setTimeout(() => call.destroy(new Error('no connection in time')), CONNECT_TIMEOUT_MS);
  const connected = (): void => {
    isConnected = true;
    clearTimeout(timer);
  };
  call.once('socket', (socket) => {
    if (call.reusedSocket) connected();
    else socket.once(isSecure ? 'secureConnect' : 'connect', connected);
  });
  call.once('close', () => clearTimeout(timer));
  return () => isConnected;
}

/** The answer's text; null when it has more bytes than `most`. Rejects when it breaks off. */
export async function readText(response: IncomingMessage, most: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > most) return null; // leaving the loop ends the connection
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether a failure, or what caused it, says that there was no connection. */
export function neverSent(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof NotConnectedError) return true;
  }
  return false;
}
