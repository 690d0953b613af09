/**
 * `npm run dev`: the whole product on this machine. Whatever of TELEGRAM_BOT_TOKEN, KIE_API_KEY and DATABASE_URL is set
 * (in `.env`) is used for real, the rest is local. Restarts the service when its source changes.
 */
import { watch } from 'node:fs';
import { VARIABLES } from '../src/config/variables.ts';
import { startBot, type BotProcess } from '../src/sandbox/bot-process.ts';
import { startStand } from '../src/sandbox/stand.ts';
import { isStartedByNpm, watchParent } from '../src/supervisor/parent-watch.ts';

const QUIET_MS = 300;

const { TELEGRAM_BOT_TOKEN, KIE_API_KEY, DATABASE_URL, ADMIN_ID } = process.env;
const stand = await startStand({ given: { TELEGRAM_BOT_TOKEN, KIE_API_KEY, DATABASE_URL, ADMIN_ID } });
/** Terms as in production, so that paying can be tried; what `.env` says of the product comes on top. */
const TERMS = {
  FREE_DAILY_LIMIT: '5',
  FREE_MAX_CREDITS: '4',
  PAYMENT_DETAILS: 'Card 0000 0000 0000 0000 (not a real one)',
};
const chosen = Object.keys(VARIABLES).flatMap((name) => {
  const value = process.env[name];
  return value === undefined || value === '' || name in stand.env ? [] : [[name, value] as const];
});
const env: Record<string, string> = {
  ...stand.env,
  ...TERMS,
  ...Object.fromEntries(chosen),
  LOG_FORMAT: 'pretty',
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
};
const start = (): BotProcess => startBot({ env, role: 'web', onLine: (line) => console.log(line) });

console.log(stand.telegramUrl === null ? 'Telegram:  the real one' : `Chat page: ${stand.telegramUrl}/`);
console.log(stand.kieUrl === null ? 'KIE AI:    the real one' : `KIE AI:    ${stand.kieUrl} (local)`);
console.log(`Health:    http://127.0.0.1:${String(env['PORT'])}/ready\nCtrl-C ends it.\n`);

let bot = start();
let isStopping = false;
let restarting = Promise.resolve();
let timer: NodeJS.Timeout | undefined;

async function restart(): Promise<void> {
  await bot.stop();
  if (!isStopping) bot = start();
}

const watcher = watch(new URL('../src/', import.meta.url), { recursive: true }, (_event, file) => {
  if (file === null || file.startsWith('sandbox')) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    console.log(`changed: ${file}, restarting`);
    restarting = restarting.then(restart);
  }, QUIET_MS);
});

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  clearTimeout(timer);
  watcher.close();
  await restarting;
  await bot.stop();
  await stand.stop();
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
// `kill` of npm ends the shell between us and leaves us to nobody.
const { npm_lifecycle_event, npm_execpath } = process.env;
if (isStartedByNpm([npm_lifecycle_event, npm_execpath])) {
  watchParent({ parentPid: () => process.ppid, onLost: () => void stop() });
}
