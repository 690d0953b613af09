/** The supervisor process from its start to its exit code: lock, children, signals. */
import { hostname, tmpdir } from 'node:os';
import { type ChildRole, type ConfigOf, type Environment, botIdOf } from '../config/env.ts';
import { errorFields, type Log } from '../shared/log.ts';
import { openScratch } from '../shared/scratch.ts';
import { EX_CONFIG } from './exit-reason.ts';
import { type HeldLock, acquireLock, lockPath } from './lock-file.ts';
import { isStartedByNpm, watchParent } from './parent-watch.ts';
import { nodeArgsFor, policyFrom } from './policy.ts';
import { QUIET_FLAGS } from './quiet-flags.ts';
import { type ServiceRole, childrenOf, chooseRole } from './service-role.ts';
import { findSetpriv, type InheritedFds } from './spawn-child.ts';
import { type Supervisor, supervise } from './supervise.ts';

export interface ServiceOptions {
  readonly argument: ServiceRole | undefined;
  readonly config: ConfigOf<'supervisor'>;
  readonly env: Environment;
  /** The program that every child runs, called with the child's name. */
  readonly entry: string;
  /** The whole environment of one child, from that of the service. */
  readonly environmentFor: (child: ChildRole, env: Environment) => Readonly<Record<string, string>>;
  readonly log: Log;
  /** What `findSetpriv` finds, unless given. */
  readonly setpriv?: string | null;
}

/** EX_TEMPFAIL of sysexits.h: try again later. */
const EX_TEMPFAIL = 75;

/**
 * SIGHUP, which a terminal sends when it is closed, would end this process without a stop if nobody listened. Also under
 * `nohup`: Node undoes at its start what it inherited as ignored, so there is nothing to look at here.
 */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Where this machine's files of a service lie. */
const directoryOf = ({ LOCK_DIR }: ConfigOf<'supervisor'>): string => LOCK_DIR ?? tmpdir();

async function takeLock(options: ServiceOptions): Promise<HeldLock | number> {
  const { config, log } = options;
  const path = lockPath(directoryOf(config), botIdOf(config.TELEGRAM_BOT_TOKEN));
  const self = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const outcome = await acquireLock(path, self);
  switch (outcome.kind) {
    case 'acquired':
      log.info('✅ File lock acquired', { path });
      return outcome.lock;
    case 'busy':
      log.error('lock.busy', { code: 'LOCK_BUSY', path, holder: outcome.holder ?? 'unknown' });
      return EX_TEMPFAIL;
    case 'unusable':
      log.error('lock.unusable', { code: 'CONFIG_INVALID', reason: outcome.reason });
      return EX_CONFIG;
  }
}

/** A worker's tasks must not ask for callbacks to a health server that it does not have. */
function environmentOf(options: ServiceOptions, role: ServiceRole): Environment {
  return role === 'worker' ? { ...options.env, ENABLE_HEALTH_SERVER: '0' } : options.env;
}

/**
 * Who sends tells its successor what it was sending; without a place for that, what it held counts as sent or not, who
 * knows. The polling child also holds the lock file, even when it is orphaned.
 */
function inheritedBy(name: ChildRole, lock: HeldLock | null, options: ServiceOptions): InheritedFds {
  if (name === 'health') return [];
  const scratch = scratchFor(name, options);
  return name === 'polling' && lock !== null ? [scratch, lock.fd] : [scratch];
}

function scratchFor(child: ChildRole, { config, log }: ServiceOptions): number | 'ignore' {
  try {
    return openScratch(directoryOf(config));
  } catch (error) {
    log.warn('supervisor.no_scratch', {
      child,
      effect: 'after a crash more messages are sent twice',
      error: errorFields(error),
    });
    return 'ignore';
  }
}

function start(options: ServiceOptions, role: ServiceRole, lock: HeldLock | null): Supervisor {
  const { config, log } = options;
  const names = childrenOf(role, config.ENABLE_HEALTH_SERVER);
  const env = environmentOf(options, role);
  const setpriv = options.setpriv === undefined ? findSetpriv() : options.setpriv;
  if (setpriv === null) log.warn('supervisor.no_setpriv', { effect: 'a blocked child outlives a killed supervisor' });
  const supervisor = supervise({
    children: names.map((name) => ({
      name,
      env: options.environmentFor(name, env),
      ...(name === 'health' ? { nodeArgs: QUIET_FLAGS } : {}),
      inheritFds: inheritedBy(name, lock, options),
    })),
    spawn: { entry: options.entry, execPath: process.execPath, nodeArgs: nodeArgsFor(config), setpriv },
    policy: policyFrom(config),
    log,
  });
  log.info('service.started', { role, children: names, node: process.version });
  return supervisor;
}

/** Returns how to stop watching. */
function watchNpm(env: Environment, onLost: () => void): () => void {
  if (!isStartedByNpm([env['npm_lifecycle_event'], env['npm_execpath']])) return () => undefined;
  return watchParent({ parentPid: () => process.ppid, onLost });
}

/** Resolves with the exit code: 0 clean, 1 gave up or not clean, 75 lock busy, 78 configuration or fatal. */
export async function runService(options: ServiceOptions): Promise<number> {
  const { config, log } = options;
  let early: string | undefined;
  let onSignal = (name: string): void => void (early = name);
  for (const signal of SIGNALS) process.on(signal, (name) => onSignal(name));
  const role = chooseRole(options.argument, config);
  const names = childrenOf(role, config.ENABLE_HEALTH_SERVER);
  const lock = names.includes('polling') ? await takeLock(options) : null;
  if (typeof lock === 'number') return lock;
  if (role !== 'generator' && !names.includes('health')) {
    log.info('ℹ️ Health server disabled (ENABLE_HEALTH_SERVER=0) - running as Worker');
  }
  const { signal, stop, finished } = start(options, role, lock);
  onSignal = signal;
  if (early !== undefined) signal(early);
  const unwatch = watchNpm(options.env, () => stop('npm is gone'));
  const code = await finished;
  unwatch();
  await lock?.release();
  log.info('service.ended', { code });
  return code;
}
