/** Callbacks: at most three tries of fifteen seconds each, signed over the task id and the time, but not over the body. */
import { createHmac } from 'node:crypto';
import { sleep } from '../../shared/clock.ts';
import { callbackOf } from './record.ts';
import type { Settings } from './settings.ts';
import type { CallbackTry, Task } from './tasks.ts';

export interface Callbacks {
  /** Delivers in the background, when the task asked for it and the settings allow. */
  readonly send: (task: Task) => void;
  readonly stop: () => void;
}

interface CallbacksDeps {
  readonly now: () => number;
  readonly settings: () => Settings;
}

const TRIES = 3;

/** `base64(HMAC-SHA256(key, taskId + "." + timestamp))`, the timestamp in whole seconds. */
function signatureHeaders(task: Task, settings: Settings, now: number): Record<string, string> {
  if (settings.hmacKey === null) return {};
  const timestamp = String(Math.floor(now / 1_000));
  const key = settings.callbacks === 'forged-signature' ? `not ${settings.hmacKey}` : settings.hmacKey;
  const signature = createHmac('sha256', key).update(`${task.taskId}.${timestamp}`).digest('base64');
  return { 'X-Webhook-Timestamp': timestamp, 'X-Webhook-Signature': signature };
}

async function post(url: string, task: Task, headers: Record<string, string>, signal: AbortSignal): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(callbackOf(task)),
    signal,
  });
  await response.arrayBuffer();
  return response.status;
}

export function createCallbacks(deps: CallbacksDeps): Callbacks {
  const stopping = new AbortController();

  const attempt = async (task: Task, url: string): Promise<boolean> => {
    const settings = deps.settings();
    const limit = AbortSignal.timeout(settings.callbackTimeoutMs);
    const at = deps.now();
    let outcome: CallbackTry['outcome'];
    try {
      const signal = AbortSignal.any([limit, stopping.signal]);
      outcome = await post(url, task, signatureHeaders(task, settings, at), signal);
    } catch {
      // Why a listener could not be reached is the listener's affair; the original only counts the try.
      outcome = limit.aborted ? 'timeout' : 'unreachable';
    }
    task.callbackTries.push({ at, outcome });
    return outcome === 200;
  };

  const deliver = async (task: Task, url: string): Promise<void> => {
    for (let tries = 1; tries <= TRIES && !stopping.signal.aborted; tries += 1) {
      if (await attempt(task, url)) return;
      if (tries < TRIES) await sleep(deps.settings().callbackSpacingMs, stopping.signal);
    }
  };

  return {
    send: (task) => {
      const { callbacks } = deps.settings();
      if (task.callBackUrl === undefined || callbacks === 'off') return;
      const url = task.callBackUrl;
      void deliver(task, url);
      if (callbacks === 'duplicate') void deliver(task, url);
    },
    stop: () => stopping.abort(),
  };
}
