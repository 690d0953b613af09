/** What sending a broadcast needs; made once in wire.ts. */
import type pg from 'pg';
import type { BroadcastSending } from '../../adapters/postgres/broadcast-sending.ts';
import type { Chats } from '../../adapters/postgres/chats.ts';
import type { Outbox } from '../../adapters/postgres/outbox.ts';
import type { People } from '../../adapters/postgres/people.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { BulkPace } from '../../adapters/telegram/pace.ts';
import type { Texts } from '../../domain/chat/contract.ts';
import type { Log } from '../../shared/log.ts';

export interface BroadcastDeps {
  readonly pool: pg.Pool;
  readonly broadcasts: BroadcastSending;
  readonly chats: Pick<Chats, 'markBlocked'>;
  readonly people: Pick<People, 'languageOf'>;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly api: Pick<TelegramApi, 'call'>;
  readonly pace: BulkPace;
  readonly texts: Texts;
  readonly admins: readonly number[];
  /** The maintenance mode holds it up; it goes on by itself afterwards. */
  readonly isMaintenance: () => boolean;
  /** Of this process. */
  readonly stopping: AbortSignal;
  readonly turnMs: number;
  readonly log: Log;
}
