/** What the steps of a generation need; made once in wire.ts. */
import type pg from 'pg';
import type { CreateLimiter } from '../../adapters/kie/limiter.ts';
import type { KieClient } from '../../adapters/kie/client.ts';
import type { FetchResult } from '../../adapters/kie/result-fetch.ts';
import type { Alerts } from '../../adapters/postgres/alerts.ts';
import type { Attempts } from '../../adapters/postgres/attempts.ts';
import type { Intake } from '../../adapters/postgres/intake.ts';
import type { Generations } from '../../adapters/postgres/generations.ts';
import type { PriceDrifts } from '../../adapters/postgres/price-drift.ts';
import type { KieSpend } from '../../adapters/postgres/kie-spend.ts';
import type { Share } from '../../adapters/postgres/shared-transaction.ts';
import type { Outbox } from '../../adapters/postgres/outbox.ts';
import type { Uploads } from '../../adapters/postgres/uploads.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import type { JobQueue } from '../../adapters/queue/boss.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { OpenTelegramFile } from '../../adapters/telegram/file-source.ts';
import type { Pace } from '../../adapters/telegram/pace.ts';
import type { Billing } from '../../domain/billing/ports.ts';
import type { Catalog } from '../../domain/catalog/catalog.ts';
import type { ValidateInput } from '../../domain/catalog/validate.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import type { Log } from '../../shared/log.ts';
import type { DeliveryJournal } from './delivery-journal.ts';
import type { RewardDeps } from './reward-invitation.ts';
import type { WithAttempts } from './with-attempts.ts';

export interface GenerationDeps extends RewardDeps {
  readonly pool: pg.Pool;
  /** By the id of the generation, or of what is booked for it. */
  readonly share: Share;
  readonly withAttempts: (generationId: string) => Promise<WithAttempts>;
  readonly generations: Generations;
  readonly attempts: Attempts;
  readonly uploads: Uploads;
  readonly outbox: Outbox;
  readonly drifts: Pick<PriceDrifts, 'observe'>;
  readonly billing: Billing<Queryable>;
  readonly spend: Pick<KieSpend, 'book'>;
  readonly alerts: Alerts;
  readonly intake: Intake;
  /** Of all money. */
  readonly currency: string;
  readonly queue: JobQueue;
  readonly kie: Pick<KieClient, 'createTask' | 'recordInfo' | 'uploadStream' | 'credits'>;
  readonly limiter: Pick<CreateLimiter, 'tryTake'>;
  readonly fetchResult: FetchResult;
  readonly openFile: OpenTelegramFile;
  readonly validateInput: ValidateInput;
  readonly api: Pick<TelegramApi, 'sendMedia' | 'sendAlbum'>;
  readonly pace: Pace;
  /** As of now: never keep what it told. */
  readonly catalog: Catalog;
  readonly admins: readonly number[];
  /** Without a slash at the end; null where nobody could call back. */
  readonly callbackBase: string | null;
  /** Generations that this process is sending right now: a second job of one of them is not its successor. */
  readonly delivering: Set<string>;
  readonly journal: DeliveryJournal;
  readonly unknownGraceMs: number;
  readonly newToken: () => string;
  readonly now: () => number;
  readonly log: Log;
  readonly at: FailPoint;
  /** KIE credits of a bill that was booked. */
  readonly onSpent: (credits: number) => void;
  /** `outcome`: delivered or a failure reason; seconds since the confirmation. */
  readonly onEnded: (outcome: string, seconds: number) => void;
}
