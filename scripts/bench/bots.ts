/** The bots that are compared: each a process tree of its own, on its own Telegram and its own database. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startBot, type BotProcess } from '../../src/sandbox/bot-process.ts';
import { startStand } from '../../src/sandbox/stand.ts';
import { startLoadTelegram, TOKEN, type LoadTelegram } from './load-telegram.ts';
import { OURS } from './report.ts';

export type Environment = Readonly<Record<string, string>>;

export interface Running {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface Bot {
  readonly name: string;
  readonly telegram: LoadTelegram;
  readonly databaseUrl: string;
  /** Starts the process; resolves when its first getUpdates has arrived. */
  readonly start: (more?: Environment) => Promise<Running>;
  readonly close: () => Promise<void>;
}

const PEERS = { 'grammY+runner': 'grammy-bot.js', Telegraf: 'telegraf-bot.js' } as const;
export const BOT_NAMES = [OURS, ...Object.keys(PEERS)];

/** Limits that would measure themselves are lifted; everything else is as an operator has it. */
const LIFTED: Environment = {
  ...{ TELEGRAM_MESSAGES_PER_SECOND: '1000', MAX_MESSAGES_PER_MINUTE: '10000', CATALOG_SYNC_MINUTES: '0' },
  ...{ RESTARTS_PER_MINUTE: '1000', RESTARTS_PER_HOUR: '10000', LOG_FORMAT: 'json' },
  KIE_TASKS_PER_10_SECONDS: '10000',
};

let databases = 0;

export async function createDatabase(server: string): Promise<string> {
  const name = `bench_${(databases += 1)}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export const systemEnvironment = (): Environment =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_OPTIONS'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

export const peerScript = (file: string): string => fileURLToPath(new URL(`./peers/${file}`, import.meta.url));

/** What it says on stderr is shown: a peer that fails must not look slow. */
export function startProcess(args: readonly string[], env: Environment): Running & { readonly ended: Promise<void> } {
  const child = spawn(process.execPath, args, { env: { ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'close').then(() => undefined);
  return {
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** With what only ours has: a process that works off generations and does nothing else. */
export interface OurBot extends Bot {
  readonly startGenerator: (more?: Environment) => Running;
}

export async function openOurs(server: string): Promise<OurBot> {
  const databaseUrl = await createDatabase(server);
  const telegram = await startLoadTelegram();
  const stand = await startStand({ given: { DATABASE_URL: databaseUrl, TELEGRAM_BOT_TOKEN: TOKEN }, kieLatencyMs: 0 });
  const env = { ...systemEnvironment(), ...stand.env, ...LIFTED, TELEGRAM_API_ROOT: telegram.url };
  const running = (bot: BotProcess): Running => ({
    pid: bot.pid,
    stop: async () => {
      await bot.stop();
    },
  });
  return {
    ...{ name: OURS, telegram, databaseUrl },
    start: async (more = {}) => {
      const polled = telegram.nextPoll();
      const bot = startBot({ role: 'web', env: { ...env, ...more } });
      await Promise.race([polled, bot.ended.then((code) => Promise.reject(new Error(`ended with ${String(code)}`)))]);
      return running(bot);
    },
    startGenerator: (more = {}) => running(startBot({ role: 'generator', env: { ...env, ...more } })),
    close: async () => {
      await stand.stop();
      await telegram.stop();
    },
  };
}

async function openPeer(name: string, file: string, server: string): Promise<Bot> {
  const databaseUrl = await createDatabase(server);
  const telegram = await startLoadTelegram();
  const env = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: telegram.url, DATABASE_URL: databaseUrl };
  return {
    ...{ name, telegram, databaseUrl, close: telegram.stop },
    start: async (more = {}) => {
      const polled = telegram.nextPoll();
      const peer = startProcess([peerScript(file)], { ...systemEnvironment(), ...env, ...more });
      await Promise.race([polled, peer.ended.then(() => Promise.reject(new Error(`${name} ended at its start`)))]);
      return peer;
    },
  };
}

export async function openBot(name: string, server: string): Promise<Bot> {
  if (name === OURS) return await openOurs(server);
  const file = PEERS[name as keyof typeof PEERS];
  return await openPeer(name, file, server);
}
