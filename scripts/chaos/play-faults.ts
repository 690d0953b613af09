/** The faults of a schedule, each in its time: injected, left alone for a while, healed. */
import type { Fault, World } from './faults/fault.ts';
import { until } from './pause.ts';
import type { Step } from './schedule.ts';

async function playOne(world: World, { fault: name, lastsMs, dice }: Step, fault: Fault): Promise<void> {
  const { journal } = world;
  try {
    await fault.inject(world, dice);
    journal.injected.push({ fault: name, at: Date.now() });
    await until(Date.now() + lastsMs);
  } catch (error) {
    journal.missed.push({ fault: name, why: String(error) });
  }
  await fault.heal(world);
}

export interface PlayOptions {
  readonly steps: readonly Step[];
  readonly faults: Readonly<Record<string, Fault>>;
  readonly startedAt: number;
  readonly say: (line: string) => void;
}

/** A fault whose recovery takes longer than planned holds up the next one of its group. Ends with the last healing. */
export async function playFaults(world: World, { steps, faults, startedAt, say }: PlayOptions): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  for (const step of steps) {
    await until(startedAt + step.at);
    const fault = faults[step.fault];
    if (fault === undefined) continue;
    const before = busy.get(fault.group) ?? Promise.resolve();
    say(`${((Date.now() - startedAt) / 1_000).toFixed(1)} s: ${step.fault} for ${step.lastsMs} ms`);
    busy.set(
      fault.group,
      before.then(() => playOne(world, step, fault)),
    );
  }
  await Promise.all(busy.values());
}
