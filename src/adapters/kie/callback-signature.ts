/**
 * KIE's webhook signature (docs.kie.ai, "webhook verification"): base64(HMAC-SHA256(key, taskId + "." + timestamp)),
 * with the timestamp in unix seconds. It does not cover the body, so even a good one is only a hint to read recordInfo.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type CallbackVerdict =
  { readonly ok: true } | { readonly ok: false; readonly reason: 'missing' | 'stale' | 'mismatch' };

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** No replay window is documented by KIE; five minutes either way is the custom of the field. */
const WINDOW_MS = 5 * 60_000;

/** `headers` with lower-case names, as Node gives them; `now` in epoch milliseconds. Never throws. */
export function verifyCallback(headers: Headers, taskId: string, key: string, now: number): CallbackVerdict {
  const timestamp = headers['x-webhook-timestamp'];
  const signature = headers['x-webhook-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return { ok: false, reason: 'missing' };
  const expected = createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');
  const isSigned = timingSafeEqual(digest(signature), digest(expected));
  if (!isSigned || !/^\d{1,15}$/.test(timestamp)) return { ok: false, reason: 'mismatch' };
  if (Math.abs(now - Number(timestamp) * 1_000) > WINDOW_MS) return { ok: false, reason: 'stale' };
  return { ok: true };
}

/** One length for whatever was sent, which `timingSafeEqual` demands. */
function digest(text: string): Buffer {
  return createHmac('sha256', 'one length').update(text).digest();
}
