/** What a test or a developer may change while the sandbox runs: the bodies of the control calls under `/sim/`. */
import * as z from 'zod';

export const Settings = z.object({
  /** Usual run time of a task, from createTask to its result, in milliseconds. */
  latencyMs: z.number().min(0),
  callbacks: z.enum(['on', 'off', 'duplicate', 'forged-signature']),
  /** Longest wait for the answer to a callback, in milliseconds. */
  callbackTimeoutMs: z.number().positive(),
  /** Wait between the tries of one callback, in milliseconds; the original's spacing is not documented. */
  callbackSpacingMs: z.number().min(0),
  /** The account's `webhookHmacKey`; callbacks are unsigned while it is null. */
  hmacKey: z.string().min(1).nullable(),
  /** `april`: recordInfo as recorded in April 2026; `september`: with the fields that the documentation added later. */
  shape: z.enum(['april', 'september']),
  /** `false` switches every limit off. */
  rateLimit: z.boolean(),
  createsPer10s: z.number().int().positive(),
  /** Whether a task passes through `queuing`, which is documented but was never recorded. */
  queuing: z.boolean(),
  /** Credits of an account that is seen for the first time. */
  startCredits: z.number().min(0),
  resultTtlMs: z.number().positive(),
  uploadTtlMs: z.number().positive(),
  downloadUrlTtlMs: z.number().positive(),
  /** An input file of ours that is gone: the task fails, or createTask refuses it. */
  deadMedia: z.enum(['fail', 'refuse']),
  /** Input files on other hosts: taken on trust, or as files that cannot be fetched. */
  foreignMedia: z.enum(['accept', 'dead']),
  /** `half`: the catalog tells the first half of its models only, as a list that was cut off. */
  catalogList: z.enum(['full', 'half', 'empty']),
  /** By model id: what the catalog answers instead of the model's own document; null = it has none. */
  documents: z.record(z.string(), z.json()),
  /** By model id: the price prose, where it is not the one that the model's price rules make. */
  pricing: z.record(z.string(), z.string().nullable()),
});
export type Settings = z.infer<typeof Settings>;

export const SettingsPatch = Settings.partial().strict();
export type SettingsPatch = z.infer<typeof SettingsPatch>;

const HOUR_MS = 3_600_000;

export const DEFAULT_SETTINGS: Settings = {
  latencyMs: 1_500,
  callbacks: 'on',
  callbackTimeoutMs: 15_000,
  callbackSpacingMs: 1_000,
  hmacKey: null,
  shape: 'april',
  rateLimit: true,
  createsPer10s: 20,
  queuing: true,
  startCredits: 1_000,
  resultTtlMs: 14 * 24 * HOUR_MS,
  uploadTtlMs: 24 * HOUR_MS,
  downloadUrlTtlMs: HOUR_MS / 3,
  deadMedia: 'fail',
  foreignMedia: 'accept',
  catalogList: 'full',
  // Some models of the original wait for their documents.
  documents: { 'ai-music-api/suno-recovery-audio': null, 'bytedance/seedream': null },
  pricing: {},
};

/** Changes the next `times` requests that match. Without `behaviour` the answer is an error envelope. */
export const Fault = z.object({
  method: z.enum(['GET', 'POST']).optional(),
  /** Matches when the request's path contains it. */
  path: z.string().optional(),
  /** `code` of the error envelope. */
  code: z.number().int().default(500),
  msg: z.string().optional(),
  httpStatus: z.number().int().min(200).max(599).optional(),
  /**
   * `hang`: accepted, never answered · `reset`: connection reset before anything happens · `html`: a proxy's error page ·
   * `empty`: no body · `truncated`: the work is done, half of the answer comes · `accept-then-drop`: the work is done,
   * the connection is cut instead of an answer · `accept-then-hang`, `accept-then-html`: the work is done, and no answer or
   * a proxy's error page comes · `delay`: a normal answer, `delayMs` late.
   */
  behaviour: z
    .enum([
      ...(['hang', 'reset', 'html', 'empty', 'truncated', 'delay'] as const),
      ...(['accept-then-drop', 'accept-then-hang', 'accept-then-html'] as const),
    ])
    .optional(),
  delayMs: z.number().min(0).default(1_000),
  times: z.number().int().positive().default(1),
});
export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

/** Makes the next `times` tasks (of `model`, when given) end as failed. */
export const Failure = z.object({
  model: z.string().optional(),
  failCode: z.string().default('500'),
  failMsg: z.string().default('Internal Error, Please try again later.'),
  times: z.number().int().positive().default(1),
});
export type Failure = z.infer<typeof Failure>;
export type FailureInput = z.input<typeof Failure>;

/** Makes every task of one model end as failed, until `failure` is null. */
export const ModelFailure = z.strictObject({
  id: z.string().min(1),
  failure: Failure.pick({ failCode: true, failMsg: true }).strict().nullable(),
});
