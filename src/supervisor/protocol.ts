/**
 * Everything that crosses a process border, checked with zod on arrival. A message that does not fit is logged and
 * dropped by the receiver, never thrown: a child of another version must not be able to crash its neighbour. What must
 * survive a crash lives in Postgres; losing a message may cost time, never work.
 */
import * as z from 'zod';

export const ChildName = z.enum(['polling', 'generation', 'health']);
export type ChildName = z.infer<typeof ChildName>;

const v = z.literal(1);
const Json = z.record(z.string(), z.json());

/** Relayed between children by the supervisor. `deadlineMs` counts from the moment of sending. */
const Request = z.object({
  v,
  type: z.literal('request'),
  id: z.string().max(64),
  from: ChildName,
  to: ChildName,
  method: z.string().max(64),
  body: Json,
  deadlineMs: z.int().min(1).max(60_000),
});
const Reply = z.object({
  v,
  type: z.literal('reply'),
  id: z.string().max(64),
  to: ChildName,
  ok: z.boolean(),
  body: Json,
});

/** Opaque snapshots of a prom-client registry (`getMetricsAsJSON`). */
const Metrics = z.object({ v, type: z.literal('metrics'), from: ChildName, metrics: z.array(z.json()) });

const Heartbeat = z.object({
  v,
  type: z.literal('heartbeat'),
  rssBytes: z.number().min(0),
  loopDelayMs: z.number().min(0),
  /**
   * `count` grows whenever the child got something done (a finished getUpdates, a job tick). While `withinMs` is a
   * number the supervisor expects it to grow at least that often; null = nothing is expected now (standby, conflict,
   * database away).
   */
  progress: z.object({ count: z.int().min(0), withinMs: z.int().min(1).nullable() }),
});

export const FromChild = z.discriminatedUnion('type', [
  z.object({ v, type: z.literal('ready') }),
  Heartbeat,
  /** What `/ready` shows of this child; opaque to the supervisor. */
  z.object({ v, type: z.literal('status'), status: Json }),
  Metrics,
  /** Restarting would not help: a bad token, a schema newer than the code. */
  z.object({ v, type: z.literal('fatal'), code: z.string(), reason: z.string(), remedy: z.string() }),
  Request,
  Reply,
]);
export type FromChild = z.infer<typeof FromChild>;

export const ChildReport = z.object({
  name: ChildName,
  state: z.enum(['starting', 'ready', 'stopping', 'exited', 'backoff']),
  pid: z.int().nullable(),
  restarts: z.int(),
  /** How often it ended, by reason: killed, memory, fatal, stopped, crashed, hung, deaf. */
  exits: z.record(z.string(), z.int()),
  rssBytes: z.number().nullable(),
  loopDelayMs: z.number().nullable(),
  lastBeatAgeMs: z.number().nullable(),
  status: Json,
});
export type ChildReport = z.infer<typeof ChildReport>;

export const ToChild = z.discriminatedUnion('type', [
  /** Finish or hand back what is in flight within `graceMs`, then disconnect and end. */
  z.object({ v, type: z.literal('stop'), graceMs: z.int().min(0) }),
  /** The supervisor's view of every child, sent every second and on every change. */
  z.object({ v, type: z.literal('peers'), uptimeMs: z.number(), rssBytes: z.number(), children: z.array(ChildReport) }),
  /** The service ends for good in a moment: whoever can still talk to the admins tells them. */
  z.object({ v, type: z.literal('giveUp'), child: ChildName, reason: z.string(), remedy: z.string() }),
  Metrics,
  Request,
  Reply,
]);
export type ToChild = z.infer<typeof ToChild>;

export type JsonObject = z.infer<typeof Json>;

export type Decoded<T> = { readonly ok: true; readonly message: T } | { readonly ok: false; readonly problem: string };

/** Never throws: the caller logs the problem and drops the message. */
export function decode<T>(schema: z.ZodType<T>, raw: unknown): Decoded<T> {
  const parsed = schema.safeParse(raw);
  return parsed.success ? { ok: true, message: parsed.data } : { ok: false, problem: z.prettifyError(parsed.error) };
}
