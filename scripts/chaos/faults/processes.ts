/** Processes that are killed, stand still or are replaced. */
import type { BotProcess } from '../../../src/sandbox/bot-process.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { linesSaying } from '../log-lines.ts';
import { livePid, type Instance } from '../platform.ts';
import { nothingToHeal, type Fault, type World } from './fault.ts';

const RECOVERS_WITHIN_MS = 60_000;

function chosen({ platform }: World, dice: number): Instance {
  const instances = platform.instances();
  const instance = instances[Math.floor(dice * instances.length)];
  if (instance === undefined) throw new Error('no instance runs at the moment');
  return instance;
}

/** Epoch milliseconds of the first line from `after` on that says that such a child is ready. */
function readyAt(bots: readonly BotProcess[], name: string, after: number): number | null {
  const times = bots
    .flatMap((bot) => linesSaying(bot, 'child.ready'))
    .filter(({ child }) => child === name)
    .map(({ time }) => Date.parse(time))
    .filter((time) => time >= after);
  return times.length === 0 ? null : Math.min(...times);
}

/** Kills it and waits until its successor says that it is ready; a supervisor takes its polling child along. */
export async function killAndRecover(world: World, name: string, dice: number): Promise<void> {
  const instance = chosen(world, dice);
  const pid = await livePid(instance, name);
  const { bots } = world.platform;
  const known = bots.length;
  const killedAt = Date.now();
  process.kill(pid, 'SIGKILL');
  const kin = name === 'supervisor' ? ['supervisor', 'polling', 'generation', 'health'] : [name];
  for (const one of kin) world.journal.harms.push({ process: one, from: killedAt, to: killedAt });
  const successor = name === 'supervisor' ? 'polling' : name;
  // Its own service forks it again, or the platform starts that service again.
  // One that was leaving for a deploy is not started again.
  const backAt = (): number | null =>
    instance.isLeaving ? killedAt : readyAt([instance.bot, ...bots.slice(known)], successor, killedAt);
  const back = await waitFor(`${name} to be back`, backAt, { timeoutMs: RECOVERS_WITHIN_MS, everyMs: 50 });
  if (!instance.isLeaving) world.journal.recoveries.push({ process: name, ms: back - killedAt });
}

/** It must be over before the next fault of its group, however long the machine takes. */
const kill = (name: string): Fault => ({
  ...{ group: `process-${name}`, lastsMs: [1_000, 3_000] },
  inject: (world, dice) => killAndRecover(world, name, dice),
  heal: nothingToHeal,
});

function freeze(name: string): Fault {
  const frozen = new Map<number, number>();
  return {
    ...{ group: `process-${name}`, lastsMs: [500, 14_000] },
    inject: async (world, dice) => {
      const pid = await livePid(chosen(world, dice), name);
      frozen.set(pid, Date.now());
      process.kill(pid, 'SIGSTOP');
    },
    heal: ({ journal }) => {
      for (const [pid, from] of frozen) {
        try {
          process.kill(pid, 'SIGCONT');
        } catch {
          // The supervisor has replaced it meanwhile.
        }
        journal.harms.push({ process: name, from, to: Date.now() });
      }
      frozen.clear();
      return Promise.resolve();
    },
  };
}

const deploy: Fault = {
  ...{ group: 'deploy', lastsMs: [4_000, 8_000] },
  inject: async ({ platform, journal }) => {
    const from = Date.now();
    await platform.deploy();
    for (const name of ['polling', 'generation', 'health']) {
      journal.harms.push({ process: name, from, to: Date.now() });
    }
  },
  heal: nothingToHeal,
};

export const PROCESS_FAULTS: Readonly<Record<string, Fault>> = {
  'kill-polling': kill('polling'),
  'kill-generation': kill('generation'),
  'kill-health': kill('health'),
  'kill-supervisor': kill('supervisor'),
  'stop-polling': freeze('polling'),
  'stop-generation': freeze('generation'),
  deploy,
};
