/**
 * KIE's envelope, `{code, msg, data}`. Its `code` is the real status: HTTP says 200 for most failures too (recorded
 * traffic, April 2026). Some older pages say `message` instead of `msg`.
 */
import * as z from 'zod';

const Code = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{3}$/)
    .transform(Number),
]);
const Text = z.string().nullish().catch(null);

const Envelope = z
  .object({ code: Code, msg: Text, message: Text, data: z.unknown().optional() })
  .transform(({ code, msg, message, data }) => ({ code, message: msg ?? message ?? '', data }));
export type Envelope = z.infer<typeof Envelope>;

/** `null` when the text is not JSON, or is JSON of something else than KIE (a gateway's error page). */
export function parseEnvelope(text: string): Envelope | null {
  const parsed = Envelope.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

/** `undefined` when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // "not JSON" is an answer here, not a failure
  }
}
