/** The outside world on this machine: a PostgreSQL, a Telegram and a KIE AI, and the environment that points at them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startKieSandbox, type KieSandbox } from './kie/start.ts';
import { startPostgres, type LocalPostgres } from './postgres.ts';
import { startTelegramSandbox, type TelegramSandbox } from './telegram/start.ts';

/** What the operator has of the real world; the rest is local. */
export interface Given {
  readonly TELEGRAM_BOT_TOKEN?: string | undefined;
  readonly KIE_API_KEY?: string | undefined;
  readonly DATABASE_URL?: string | undefined;
  readonly ADMIN_ID?: string | undefined;
}

export interface StandOptions {
  readonly given?: Given;
  readonly telegramPort?: number;
  /** How long the local KIE AI takes for a task. */
  readonly kieLatencyMs?: number;
  /** Telegram's sending limits; on unless switched off. */
  readonly floodControl?: boolean;
}

export interface Stand {
  /** The whole environment of a service on this stand. */
  readonly env: Readonly<Record<string, string>>;
  readonly botId: string;
  /** null where the operator's own is used. */
  readonly telegramUrl: string | null;
  readonly kieUrl: string | null;
  readonly databaseUrl: string;
  readonly stop: () => Promise<void>;
}

const LOCAL_TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const LOCAL_KEY = 'local-kie-key-for-development';
const LOCAL_ADMIN = '900001';

const filled = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

/** What every process needs of the system. */
const SYSTEM = ['PATH', 'HOME', 'TMPDIR', 'LANG'];

interface Local {
  readonly postgres: LocalPostgres | null;
  readonly telegram: TelegramSandbox | null;
  readonly kie: KieSandbox | null;
  readonly lockDir: string;
  readonly healthPort: number;
}

async function startLocal(options: StandOptions): Promise<Local> {
  const given = options.given ?? {};
  const { floodControl = true, kieLatencyMs = 1_500, telegramPort } = options;
  const port = telegramPort === undefined ? {} : { port: telegramPort };
  const [postgres, telegram, kie, lockDir, healthPort] = await Promise.all([
    filled(given.DATABASE_URL) === null ? startPostgres() : null,
    filled(given.TELEGRAM_BOT_TOKEN) === null ? startTelegramSandbox({ ...port, floodControl }) : null,
    filled(given.KIE_API_KEY) === null ? startKieSandbox({ latencyMs: kieLatencyMs }) : null,
    mkdtemp(join(tmpdir(), 'kie-ai-bot-lock-')),
    freePort(),
  ]);
  return { postgres, telegram, kie, lockDir, healthPort };
}

/** Only a KIE AI on this machine can call back to it, and its results lie on a private address. */
const kieEnvironment = (url: string, healthPort: number): Record<string, string> => ({
  KIE_API_BASE: url,
  KIE_UPLOAD_BASE: url,
  PUBLIC_URL: `http://127.0.0.1:${healthPort}`,
  ALLOW_PRIVATE_RESULT_HOSTS: '1',
  // Nobody pays here: every model can be tried.
  FREE_DAILY_LIMIT: '100',
  FREE_MAX_CREDITS: '100000',
});

export async function startStand(options: StandOptions = {}): Promise<Stand> {
  const given = options.given ?? {};
  const { postgres, telegram, kie, lockDir, healthPort } = await startLocal(options);
  const databaseUrl = filled(given.DATABASE_URL) ?? postgres?.url ?? '';
  const local = { TELEGRAM_BOT_TOKEN: LOCAL_TOKEN, KIE_API_KEY: LOCAL_KEY, ADMIN_ID: LOCAL_ADMIN };
  const own = Object.entries(given).filter(([, value]: [string, unknown]) => value !== undefined && value !== '');
  const credentials = { ...local, ...(Object.fromEntries(own) as Record<string, string>), DATABASE_URL: databaseUrl };
  const token = credentials.TELEGRAM_BOT_TOKEN;
  const system = SYSTEM.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]] as const],
  );
  return {
    botId: token.slice(0, token.indexOf(':')),
    telegramUrl: telegram?.url ?? null,
    kieUrl: kie?.url ?? null,
    databaseUrl,
    env: {
      ...(Object.fromEntries(system) as Record<string, string>),
      ...credentials,
      LOCK_DIR: lockDir,
      PORT: String(healthPort),
      ...(telegram === null ? {} : { TELEGRAM_API_ROOT: telegram.url }),
      ...(kie === null ? {} : kieEnvironment(kie.url, healthPort)),
    },
    stop: async () => {
      await Promise.all([telegram?.stop(), kie?.stop()]);
      await postgres?.stop();
      await rm(lockDir, { recursive: true, force: true });
    },
  };
}
