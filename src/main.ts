/**
 * Every process: with `web`, `worker`, `generator` or nothing the supervisor of a service (`src/start.js` comes here, too),
 * with `polling`, `generation` or `health` one of its children. Nothing else ends the process.
 */
import { randomUUID } from 'node:crypto';
import module from 'node:module';
import { hostname } from 'node:os';
import { CACHE } from './bundle.ts';
import type { ChildRole, ConfigOf } from './config/env.ts';
import { RUNTIME, startLean } from './lean.ts';
import type { Log } from './shared/log.ts';
import type { ChildLink } from './supervisor/child-link.ts';

// Before everything else is loaded, hence the dynamic imports below: every process starts from compiled code.
module.enableCompileCache(CACHE);
startLean();

const { childEnvironment, describeProblem, loadConfig } = await import('./config/env.ts');
const { createLog } = await import('./shared/log.ts');

const EX_CONFIG = 78;
/** The supervisor's silence that its children bear: a minute by default. Ending it costs the service a restart. */
const SILENT_BEATS = 6;
const FLUSH_CACHE_AFTER_MS = 3_000;
const SECRETS = ['TELEGRAM_BOT_TOKEN', 'KIE_API_KEY', 'DATABASE_URL', 'KIE_WEBHOOK_HMAC_KEY'];

/** Straight to standard error: the log's level and format are part of what is wrong. Names and reasons, never values. */
function refuse(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(EX_CONFIG);
}

function configure<R extends ChildRole | 'supervisor'>(role: R): { config: ConfigOf<R>; log: Log } {
  const loaded = loadConfig(role, process.env);
  if (!loaded.ok) return refuse(loaded.problems.map(describeProblem));
  const { config } = loaded;
  const values: Readonly<Record<string, unknown>> = { ...config };
  // Every role has these two, which TypeScript cannot see through the generic.
  const { LOG_LEVEL, LOG_FORMAT } = config as Pick<ConfigOf<'supervisor'>, 'LOG_LEVEL' | 'LOG_FORMAT'>;
  const log = createLog({
    process: role,
    level: LOG_LEVEL,
    format: LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'),
    secrets: SECRETS.map((name) => values[name]).filter((value) => typeof value === 'string'),
  });
  // What is not caught is not understood: leave, and let the supervisor or the platform start anew.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error(`process.${event}`, { error });
      process.exit(1);
    });
  }
  return { config, log };
}

interface RoleModule<R extends ChildRole> {
  readonly run: (link: ChildLink, config: ConfigOf<R>, log: Log) => Promise<void>;
}

async function runChild<R extends ChildRole>(
  name: R,
  load: (link: ChildLink) => Promise<RoleModule<R>>,
): Promise<number> {
  const { config, log } = configure(name);
  const { connectToSupervisor } = await import('./supervisor/child-link.ts');
  // Before the role's code is loaded, so that the first heartbeat and an early stop do not wait for it.
  // Every child has it, which TypeScript cannot see through the generic.
  const { HEARTBEAT_TIMEOUT } = config as Pick<ConfigOf<'supervisor'>, 'HEARTBEAT_TIMEOUT'>;
  const silenceLimitMs = SILENT_BEATS * HEARTBEAT_TIMEOUT;
  const link = connectToSupervisor({ log, name, silenceLimitMs, exit: (code) => process.exit(code) });
  // A child that is killed would not write the cache at its end, and its successor would start as slowly.
  setTimeout(() => module.flushCompileCache(), FLUSH_CACHE_AFTER_MS).unref();
  let isStopping = false;
  link.onStop(() => Promise.resolve(void (isStopping = true)));
  const crashed = load(link)
    .then((role) => role.run(link, config, log))
    // A role may resolve when it is up or run until it is stopped: only a failure ends the process by itself.
    .then(() => link.stopped.then(() => 0))
    .catch((error: unknown) => {
      log.error('role.failed', { error });
      // What a stop interrupts may well fail; the rest of the stop still has to be done.
      return isStopping ? link.stopped.then(() => 0) : 1;
    });
  return await Promise.race([link.stopped.then(() => 0), crashed]);
}

async function runSupervisor(argument: string | undefined): Promise<number> {
  const { isServiceRole } = await import('./supervisor/service-role.ts');
  const { runService } = await import('./supervisor/run-service.ts');
  if (argument !== undefined && !isServiceRole(argument)) {
    return refuse([`"${argument}" is not a role: web, worker, generator, polling, generation or health`]);
  }
  const { config, log } = configure('supervisor');
  const { env } = process;
  // One name for the life of this supervisor: a poller that is started again takes its own lease back at once.
  const instance = `${config.RENDER_INSTANCE_ID ?? hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  return await runService({
    argument,
    config,
    log,
    env,
    entry: import.meta.filename,
    environmentFor: (child) => ({
      ...childEnvironment(child, { ...env, INSTANCE_ID: instance }),
      ...RUNTIME,
    }),
  });
}

async function main(argument: string | undefined): Promise<number> {
  switch (argument) {
    case 'polling':
      return await runChild('polling', () => import('./roles/polling/run.ts'));
    case 'generation':
      return await runChild('generation', async (link) => {
        const { pollingFirst } = await import('./roles/generation/polling-first.ts');
        await pollingFirst(link);
        return await import('./roles/generation/run.ts');
      });
    case 'health':
      return await runChild('health', () => import('./roles/health/run.ts'));
    default:
      return await runSupervisor(argument);
  }
}

process.exit(await main(process.argv[2]));
