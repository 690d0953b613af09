/** The three kinds of runs. */
import { handOverGaps, judgeDeploys, playDeploys, talk } from './deploys.ts';
import type { Fault } from './faults/fault.ts';
import { KILLS_ENV, playKills } from './kills.ts';
import { until } from './pause.ts';
import { personAt } from './people.ts';
import { playFaults } from './play-faults.ts';
import { spread } from './report.ts';
import type { RunOptions } from './run.ts';
import { makeSchedule, type Schedule } from './schedule.ts';

export const PEOPLE = 8;
const TALKERS = 4;
/** Nobody runs out of things to do, however slow the machine is. */
const KILL_TAKES_AT_MOST_MS = 15_000;
const DEPLOY_TAKES_AT_MOST_MS = 30_000;

export interface Common {
  readonly seed: number;
  readonly instances: number;
  readonly quietWithinMs: number;
  readonly say: (line: string) => void;
}

export interface FaultsOptions extends Common {
  readonly schedule: Schedule;
  readonly faults: Readonly<Record<string, Fault>>;
  readonly lastsMs: number;
}

export function faultsProfile({ schedule, faults, lastsMs, ...common }: FaultsOptions): RunOptions {
  return {
    ...common,
    ...{ people: PEOPLE, actions: schedule.actions },
    disturb: async (world, startedAt) => {
      await playFaults(world, { steps: schedule.steps, faults, startedAt, say: common.say });
      await until(startedAt + lastsMs);
    },
  };
}

export function killsProfile({ count, ...common }: Common & { readonly count: number }): RunOptions {
  const { seed, say } = common;
  const lastsMs = count * KILL_TAKES_AT_MOST_MS;
  return {
    ...common,
    ...{ env: KILLS_ENV, kieLatencyMs: 3_000, people: PEOPLE },
    actions: makeSchedule({ seed, faults: {}, people: PEOPLE, lastsMs }).actions,
    disturb: (world) => playKills(world, { seed, count, say }),
    judge: (_, { journal }) => journal.missed.map(({ fault, why }) => `recovery ${fault}: ${why}`),
  };
}

export function deploysProfile({ count, ...common }: Common & { readonly count: number }): RunOptions {
  const { seed, say } = common;
  const lastsMs = count * DEPLOY_TAKES_AT_MOST_MS;
  const orders = makeSchedule({ seed, faults: {}, people: PEOPLE, lastsMs }).actions;
  const talkers = new Set(Array.from({ length: TALKERS }, (_, index) => personAt(PEOPLE + index)));
  return {
    ...common,
    people: PEOPLE + TALKERS,
    actions: [...orders, ...talk(PEOPLE, TALKERS, lastsMs)].toSorted((one, other) => one.at - other.at),
    disturb: (world) => playDeploys(world, count, say),
    judge: (history, world) => {
      say(`from the last poll of the old to the first of the new: ${spread(handOverGaps(history, world))}`);
      return judgeDeploys(history, talkers);
    },
  };
}
