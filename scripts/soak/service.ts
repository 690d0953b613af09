/** The real service between a lean Telegram and a lean KIE AI, with limits as an operator has them or close to them. */
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { startBot, type BotProcess } from '../../src/sandbox/bot-process.ts';
import { startStand } from '../../src/sandbox/stand.ts';
import { systemEnvironment } from '../bench/bots.ts';
import { startLoadKie, type LoadKie } from '../bench/load-kie.ts';
import { startLoadTelegram, TOKEN, type LoadTelegram } from '../bench/load-telegram.ts';

export const SCHEMAS = schemaNames(TOKEN.slice(0, TOKEN.indexOf(':')));
/** After those of the day a customer pays with money, so that half an hour goes over all the ways to pay. */
export const FREE_A_DAY = 1;
/** From createTask to the result: not a multiple of the two seconds between looks. */
const KIE_LATENCY_MS = 3_300;

export interface LogCounts {
  readonly errors: number;
  /** How often each `level message` came, of warnings and errors. */
  readonly loud: Readonly<Record<string, number>>;
  /** Lines that are no JSON: a runtime's own words. The first few. */
  readonly strange: readonly string[];
}

export interface Service {
  readonly bot: BotProcess;
  readonly telegram: LoadTelegram;
  readonly kie: LoadKie;
  readonly log: () => LogCounts;
  /** Asks it to end, and what it ended with. */
  readonly end: () => Promise<number | null>;
  /** Closes everything else too. */
  readonly close: () => Promise<void>;
}

const STRANGE_KEPT = 20;

function listenToLog(): { readonly take: (line: string) => void; readonly counts: () => LogCounts } {
  const loud: Record<string, number> = {};
  const strange: string[] = [];
  let errors = 0;
  return {
    take: (line) => {
      if (!line.startsWith('{')) {
        if (strange.length < STRANGE_KEPT) strange.push(line);
        return;
      }
      // Most lines are of level info, and parsing them all would be a load of its own.
      if (!/"level":"(?:warn|error)"/.test(line)) return;
      const { level, message } = JSON.parse(line) as { readonly level: string; readonly message: string };
      if (level === 'error') errors += 1;
      const key = `${level} ${message}`;
      loud[key] = (loud[key] ?? 0) + 1;
    },
    counts: () => ({ errors, loud, strange }),
  };
}

/** Every limit of a rate that this load would run into; all others stay as they are. */
const limitsFor = (updates: number, generations: number): Readonly<Record<string, string>> => ({
  TELEGRAM_MESSAGES_PER_SECOND: String(Math.max(30, Math.ceil(3 * updates + 10 * generations))),
  KIE_TASKS_PER_10_SECONDS: String(Math.max(20, Math.ceil(20 * generations))),
  FREE_DAILY_LIMIT: String(FREE_A_DAY),
});

export interface ServiceOptions {
  /** Empty; the service migrates it. */
  readonly databaseUrl: string;
  readonly updates: number;
  readonly generations: number;
  /** More of its environment, or other. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Resolves when it polls. */
export async function openService({ databaseUrl, updates, generations, env }: ServiceOptions): Promise<Service> {
  const telegram = await startLoadTelegram();
  const kie = await startLoadKie({ latencyMs: KIE_LATENCY_MS, callbacks: true });
  const given = { DATABASE_URL: databaseUrl, TELEGRAM_BOT_TOKEN: TOKEN, KIE_API_KEY: 'soak-kie-key' };
  const stand = await startStand({ given });
  const log = listenToLog();
  const polled = telegram.nextPoll();
  const bot = startBot({
    role: 'web',
    env: {
      ...{ ...systemEnvironment(), ...stand.env, ...limitsFor(updates, generations), LOG_FORMAT: 'json' },
      ...{ TELEGRAM_API_ROOT: telegram.url, KIE_API_BASE: kie.url, KIE_UPLOAD_BASE: kie.url },
      ...{ PUBLIC_URL: `http://127.0.0.1:${stand.env['PORT'] ?? ''}`, ALLOW_PRIVATE_RESULT_HOSTS: '1' },
      ...{ CATALOG_SYNC_MINUTES: '0', ...env },
    },
    ...{ onLine: log.take, keepLines: false, detached: true },
  });
  const service: Service = {
    ...{ bot, telegram, kie, log: log.counts, end: bot.stop },
    close: async () => {
      await bot.stop();
      await kie.stop();
      await telegram.stop();
      await stand.stop();
    },
  };
  const died = bot.ended.then((code) => Promise.reject(new Error(`the service ended with ${String(code)}`)));
  try {
    await Promise.race([polled, died]);
  } catch (error) {
    await service.close();
    throw error;
  }
  return service;
}
