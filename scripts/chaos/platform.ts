/** The platform under the service: it starts what ends, and deploys by overlapping the new instance with the old one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { freePort } from '../../src/sandbox/free-port.ts';
import { childrenOf } from '../../test/support/process-tree.ts';
import { POLLING, type ServiceStand } from '../../test/support/service.ts';
import { waitFor } from '../../test/support/wait-for.ts';

type Env = Readonly<Record<string, string>>;

export interface Instance {
  readonly bot: BotProcess;
  readonly env: Env;
  /** Not to be started again. */
  isLeaving: boolean;
}

/** The end of an instance that nobody asked for. */
export interface Ending {
  readonly at: number;
  readonly code: number | null;
}

export interface Platform {
  /** Those that run, the oldest first. */
  readonly instances: () => readonly Instance[];
  /** Every process that ever was, for its log lines. */
  readonly bots: readonly BotProcess[];
  readonly endings: readonly Ending[];
  readonly begin: (count: number) => Promise<void>;
  /** A new instance beside the oldest, which then gets SIGTERM. */
  readonly deploy: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** How soon a platform starts again what has ended. */
const RESTART_AFTER_MS = 500;
const PATIENCE_MS = 60_000;

export function createPlatform(stand: ServiceStand, base: Env): Platform {
  const running: Instance[] = [];
  const bots: BotProcess[] = [];
  const endings: Ending[] = [];
  const lockDirs: string[] = [];
  let isOver = false;

  const newEnv = async (): Promise<Env> => {
    const lockDir = await mkdtemp(join(tmpdir(), 'kie-ai-bot-chaos-'));
    lockDirs.push(lockDir);
    const port = String(await freePort());
    return { ...base, LOCK_DIR: lockDir, PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  };
  const launch = (env: Env): Instance => {
    const instance: Instance = { bot: stand.start({ env }), env, isLeaving: false };
    bots.push(instance.bot);
    running.push(instance);
    void instance.bot.ended.then((code) => {
      running.splice(running.indexOf(instance), 1);
      if (instance.isLeaving || isOver) return;
      endings.push({ at: Date.now(), code });
      setTimeout(() => isOver || launch(env), RESTART_AFTER_MS);
    });
    return instance;
  };
  const leave = async (instance: Instance): Promise<void> => {
    instance.isLeaving = true;
    await instance.bot.stop();
  };
  /** It polls, or stands by; null when it ended first or takes too long. */
  const isUp = async ({ bot }: Instance): Promise<string | null> =>
    await Promise.any([bot.line(POLLING, PATIENCE_MS), bot.line('lease.standby', PATIENCE_MS)]).catch(() => null);

  return {
    instances: () => running.filter(({ isLeaving }) => !isLeaving),
    ...{ bots, endings },
    begin: async (count) => {
      const envs = await Promise.all(Array.from({ length: count }, newEnv));
      await Promise.all(envs.map((env) => launch(env).bot.line('child.ready', PATIENCE_MS)));
      const [first] = bots;
      if (first === undefined) throw new Error('no instance was asked for');
      await Promise.any(bots.map((bot) => bot.line(POLLING, PATIENCE_MS)));
    },
    deploy: async () => {
      const old = running.find(({ isLeaving }) => !isLeaving);
      const fresh = launch(await newEnv());
      await isUp(fresh);
      if (old !== undefined) await leave(old);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(running.map(leave));
      await Promise.all(lockDirs.map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

/** The process of a role in an instance; null between two lives. */
function pidOf({ bot }: Instance, name: string): number | null {
  if (name === 'supervisor') return bot.pid;
  return childrenOf(bot.pid).find((child) => child.name === name)?.pid ?? null;
}

/** Once it is there. */
export async function livePid(instance: Instance, name: string): Promise<number> {
  return await waitFor(`a ${name} process`, () => pidOf(instance, name), { timeoutMs: PATIENCE_MS });
}
