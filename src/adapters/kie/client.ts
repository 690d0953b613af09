/**
 * KIE AI, as far as the product uses it. The envelope's code decides first, HTTP's status second, "not JSON" third;
 * every error is an AppError and none carries the key.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ModelInput } from '../../domain/catalog/model.ts';
import { systemClock, type Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { createRedact } from '../../shared/redact.ts';
import { createCatalogApi, type CatalogApi } from './catalog-api.ts';
import { outcomeOf, type CreateOutcome } from './create-task.ts';
import { createExchange } from './exchange.ts';
import { createRead, type RetryPolicy } from './read.ts';
import { RecordInfo, type TaskRecord } from './task-record.ts';
import { createUpload, type UploadedFile, type UploadFile } from './upload.ts';

export type { CreateOutcome } from './create-task.ts';
export type { TaskRecord } from './task-record.ts';

interface CreateRequest {
  /** KIE's model id, sent as it is. */
  readonly model: string;
  /** Only what has a value: KIE validates empty strings and ignores unknown keys. */
  readonly input: ModelInput;
  /** Its last part is the attempt's token. Null asks for no callback. */
  readonly callBackUrl: string | null;
  readonly signal?: AbortSignal;
}

export interface KieClient extends CatalogApi {
  /**
   * Calls once: never retried on an unknown outcome. Never rejects. The caller has taken a slot of the rate limit before
   * it wrote down that it calls, or a crash while waiting would look like an unknown outcome.
   */
  readonly createTask: (request: CreateRequest) => Promise<CreateOutcome>;
  readonly recordInfo: (taskId: string, signal?: AbortSignal) => Promise<TaskRecord>;
  /** KIE credits left on the account, may be fractional. */
  readonly credits: () => Promise<number>;
  readonly uploadStream: (file: UploadFile) => Promise<UploadedFile>;
  /** A link for people that lives 20 minutes, from the address of a file that KIE made. Others: KIE_REJECTED. */
  readonly downloadUrl: (url: string) => Promise<string>;
}

interface KieTimeouts {
  readonly createMs: number;
  readonly readMs: number;
  /** For the whole file. */
  readonly uploadMs: number;
}

export interface KieClientOptions {
  /** Without a slash at the end, as are all bases. */
  readonly apiBase: string;
  readonly uploadBase: string;
  readonly apiKey: string;
  readonly clock?: Clock;
  readonly newId?: () => string;
  readonly timeouts?: Partial<KieTimeouts>;
  readonly retry?: Partial<RetryPolicy>;
  /** Between two calls of the catalog. */
  readonly catalogIntervalMs?: number;
}

/** createTask validates upstream before it answers, so it gets longest; clients in the field use 30 to 60 s. */
const TIMEOUTS: KieTimeouts = { createMs: 60_000, readMs: 15_000, uploadMs: 180_000 };
const RETRY: RetryPolicy = { tries: 3, firstDelayMs: 300, longestDelayMs: 5_000, random: Math.random };
const CATALOG_INTERVAL_MS = 1_000;

const Link = z.url({ protocol: /^https?$/ });

export function createKieClient(options: KieClientOptions): KieClient {
  const { apiBase, uploadBase, apiKey, clock = systemClock, newId = randomUUID } = options;
  // A header takes only these, and a complaint about one of others might quote it.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new AppError('CONFIG_INVALID', 'the KIE AI key has a character no key has');
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const exchange = createExchange({ apiKey, clock });
  const redact = createRedact([apiKey]);
  const read = createRead(exchange, { ...RETRY, ...options.retry });
  const timeoutMs = timeouts.readMs;

  async function createTask({ model, input, callBackUrl, signal }: CreateRequest): Promise<CreateOutcome> {
    const answer = await exchange({
      method: 'POST',
      url: `${apiBase}/api/v1/jobs/createTask`,
      contentType: 'application/json',
      body: JSON.stringify({ model, ...(callBackUrl === null ? {} : { callBackUrl }), input }),
      timeoutMs: timeouts.createMs,
      signal,
    });
    return outcomeOf(answer);
  }

  return {
    createTask,
    recordInfo: async (taskId, signal) => {
      const url = `${apiBase}/api/v1/jobs/recordInfo?taskId=${encodeURIComponent(taskId)}`;
      const record = await read({ method: 'GET', url, timeoutMs, signal }, RecordInfo, {
        absent: { state: 'missing' },
      });
      // A vendor's words are kept for the operator, and may quote the call that they are about.
      return record.state === 'fail' ? { ...record, message: redact(record.message) } : record;
    },
    credits: () => read({ method: 'GET', url: `${apiBase}/api/v1/chat/credit`, timeoutMs }, z.number()),
    uploadStream: createUpload({ exchange, uploadBase, clock, newId, timeoutMs: timeouts.uploadMs }),
    downloadUrl: (url) => {
      const call = { method: 'POST', url: `${apiBase}/api/v1/common/download-url`, timeoutMs } as const;
      return read({ ...call, contentType: 'application/json', body: JSON.stringify({ url }) }, Link);
    },
    ...createCatalogApi({
      read,
      apiBase,
      clock,
      timeoutMs,
      intervalMs: options.catalogIntervalMs ?? CATALOG_INTERVAL_MS,
    }),
  };
}
