/** One run: the schedule is played, everything is healed, all becomes quiet, and the history is judged. */
import { violationsOf } from './checks/checker.ts';
import type { Fault, World } from './faults/fault.ts';
import { readHistory, type History } from './history.ts';
import { createPeople } from './people.ts';
import { waitForQuiet } from './quiet.ts';
import type { Action, Schedule, Step } from './schedule.ts';
import { BOT, FREE_A_DAY, openWorld } from './world.ts';

export interface RunOptions {
  readonly schedule: Schedule;
  readonly faults: Readonly<Record<string, Fault>>;
  readonly people: number;
  readonly instances: number;
  readonly quietWithinMs: number;
  readonly say: (line: string) => void;
}

export interface Outcome {
  readonly violations: readonly string[];
  readonly history: History;
  readonly journal: World['journal'];
  readonly endings: number;
  readonly deeds: Readonly<Record<string, number>>;
  /** Milliseconds from the last healing until all was quiet. */
  readonly quietAfterMs: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

async function playFault(world: World, { fault: name, lastsMs, dice }: Step, fault: Fault): Promise<void> {
  const { journal } = world;
  try {
    await fault.inject(world, dice);
    journal.injected.push({ fault: name, at: Date.now() });
    await pause(lastsMs);
  } catch (error) {
    journal.missed.push({ fault: name, why: String(error) });
  }
  await fault.heal(world);
}

/** A fault whose recovery takes longer than planned holds up the next one of its group. */
async function playFaults(world: World, steps: readonly Step[], options: RunOptions, startedAt: number): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  for (const step of steps) {
    await pause(startedAt + step.at - Date.now());
    const fault = options.faults[step.fault];
    if (fault === undefined) continue;
    const before = busy.get(fault.group) ?? Promise.resolve();
    options.say(`${((Date.now() - startedAt) / 1_000).toFixed(1)} s: ${step.fault} for ${step.lastsMs} ms`);
    busy.set(
      fault.group,
      before.then(() => playFault(world, step, fault)),
    );
  }
  await Promise.all(busy.values());
}

async function playDeeds(actions: readonly Action[], act: (action: Action) => void, startedAt: number): Promise<void> {
  for (const action of actions) {
    await pause(startedAt + action.at - Date.now());
    act(action);
  }
}

async function healAll({ stand, proxy }: World): Promise<void> {
  proxy.pass();
  await stand.telegram.clearFaults();
  await stand.kie.clearFaults();
  await stand.kie.settings({ callbacks: 'on' });
}

export async function run(options: RunOptions): Promise<Outcome> {
  const { schedule, people: count, say } = options;
  const { world, secrets, close } = await openWorld({ instances: options.instances });
  try {
    const people = createPeople(world.stand.telegram, count);
    await people.begin();
    const startedAt = Date.now();
    await Promise.all([
      playFaults(world, schedule.steps, options, startedAt),
      playDeeds(schedule.actions, people.act, startedAt),
    ]);
    await healAll(world);
    await people.finished();
    const healedAt = Date.now();
    say('healed; waiting for quiet');
    const open = await waitForQuiet(world, BOT, options.quietWithinMs);
    const quietAfterMs = Date.now() - healedAt;
    const history = await readHistory(world, BOT, count, FREE_A_DAY);
    return {
      violations: [
        ...(open.length === 0
          ? []
          : [`not quiet ${options.quietWithinMs} ms after the last fault: ${open.join('; ')}`]),
        ...world.journal.wrongs,
        ...violationsOf(history, secrets),
      ],
      ...{ history, journal: world.journal, quietAfterMs, deeds: people.counts() },
      endings: world.platform.endings.length,
    };
  } finally {
    await close();
  }
}
