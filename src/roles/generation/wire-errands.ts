/** What the errands need beside what every generation needs. */
import { renderChart } from '../../adapters/charts/render-chart.ts';
import { createBroadcastSending } from '../../adapters/postgres/broadcast-sending.ts';
import { createChats } from '../../adapters/postgres/chats.ts';
import type { Ledger } from '../../adapters/postgres/ledger.ts';
import { createLedgerExport } from '../../adapters/postgres/ledger-export.ts';
import type { LiveSettings } from '../../adapters/postgres/live-settings.ts';
import type { SchemaNames } from '../../adapters/postgres/names.ts';
import type { People } from '../../adapters/postgres/people.ts';
import { createStatistics } from '../../adapters/postgres/statistics.ts';
import { createTopupClaims } from '../../adapters/postgres/topup-claims.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { ConfigOf } from '../../config/env.ts';
import { sendBroadcast, TURN_MS } from './broadcast.ts';
import type { BroadcastDeps } from './broadcast-deps.ts';
import { checkClaim, type ClaimErrandDeps } from './claim-errand.ts';
import type { GenerationDeps } from './deps.ts';
import type { Errands } from './errands.ts';
import { refund, type RefundDeps } from './refund.ts';
import { makeReport, type ReportDeps } from './report.ts';

/** Bots may send files of 50 MB. */
const REPORT_BYTES = 45_000_000;

interface Around {
  readonly deps: GenerationDeps;
  readonly schemas: SchemaNames;
  readonly ledger: Ledger;
  readonly people: People;
  readonly api: Pick<TelegramApi, 'call'>;
  readonly pace: BroadcastDeps['pace'];
  readonly settings: Pick<LiveSettings, 'current'>;
  readonly money: RefundDeps;
  /** Ends a broadcast between two messages. */
  readonly stopping: AbortSignal;
}

export function wireErrands(
  config: ConfigOf<'generation'>,
  { deps, schemas, ledger, people, api, pace, settings, money, stopping }: Around,
): Errands {
  const { pool, log } = deps;
  const claims: ClaimErrandDeps = {
    ...{ ...deps, people, supportContact: config.SUPPORT_CONTACT ?? null },
    claims: createTopupClaims(schemas, ledger),
  };
  const reports: ReportDeps = {
    ...{ ...deps, settings: settings.current, renderChart, mostBytes: REPORT_BYTES },
    statistics: createStatistics(schemas, config.TIME_ZONE),
    ledgerExport: createLedgerExport(schemas),
  };
  const broadcasting: BroadcastDeps = {
    ...{ pool, log, pace, api, people, outbox: deps.outbox, texts: deps.texts, admins: deps.admins },
    ...{ broadcasts: createBroadcastSending(pool, schemas), chats: createChats(pool, schemas) },
    isMaintenance: () => settings.current().isMaintenance,
    stopping,
    turnMs: TURN_MS,
  };
  return {
    broadcast: (id) => sendBroadcast(Number(id), broadcasting),
    claim: (id) => checkClaim(id, claims),
    report: (id) => makeReport(id, reports),
    refund: (chargeId) => refund(chargeId, money),
  };
}
