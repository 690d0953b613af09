/** The outside world on this machine: a PostgreSQL, a Telegram and a KIE AI, and the environment that points at them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startKieSandbox } from './kie/start.ts';
import { startPostgres } from './postgres.ts';
import { startTelegramSandbox } from './telegram/start.ts';

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
  /** The size of Telegram's limits, as the original has them unless switched off. */
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

export const LOCAL_TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const LOCAL_KEY = 'local-kie-key-for-development';
export const LOCAL_ADMIN = 900001;

const filled = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

export async function startStand(options: StandOptions = {}): Promise<Stand> {
  const given = options.given ?? {};
  const token = filled(given.TELEGRAM_BOT_TOKEN);
  const key = filled(given.KIE_API_KEY);
  const dsn = filled(given.DATABASE_URL);
  const { floodControl = true, kieLatencyMs = 1_500 } = options;
  const port = options.telegramPort === undefined ? {} : { port: options.telegramPort };
  const [postgres, telegram, kie, lockDir, healthPort] = await Promise.all([
    dsn === null ? startPostgres() : null,
    token === null ? startTelegramSandbox({ ...port, floodControl }) : null,
    key === null ? startKieSandbox({ latencyMs: kieLatencyMs }) : null,
    mkdtemp(join(tmpdir(), 'kie-ai-bot-lock-')),
    freePort(),
  ]);
  const databaseUrl = dsn ?? postgres?.url;
  if (databaseUrl === undefined) throw new Error('no database');
  const botToken = token ?? LOCAL_TOKEN;
  return {
    botId: botToken.slice(0, botToken.indexOf(':')),
    telegramUrl: telegram?.url ?? null,
    kieUrl: kie?.url ?? null,
    databaseUrl,
    env: {
      ...Object.fromEntries(['PATH', 'HOME', 'TMPDIR', 'LANG'].map((name) => [name, process.env[name] ?? ''])),
      TELEGRAM_BOT_TOKEN: botToken,
      KIE_API_KEY: key ?? LOCAL_KEY,
      DATABASE_URL: databaseUrl,
      ADMIN_ID: filled(given.ADMIN_ID) ?? String(LOCAL_ADMIN),
      LOCK_DIR: lockDir,
      PORT: String(healthPort),
      ...(telegram === null ? {} : { TELEGRAM_API_ROOT: telegram.url }),
      // Only a KIE AI on this machine can call back to it, and its results lie on a private address.
      ...(kie === null
        ? {}
        : {
            KIE_API_BASE: kie.url,
            KIE_UPLOAD_BASE: kie.url,
            PUBLIC_URL: `http://127.0.0.1:${healthPort}`,
            ALLOW_PRIVATE_RESULT_HOSTS: '1',
          }),
    },
    stop: async () => {
      await Promise.all([telegram?.stop(), kie?.stop()]);
      await postgres?.stop();
      await rm(lockDir, { recursive: true, force: true });
    },
  };
}
