/** `--kills N`: SIGKILL of one process after another, as fast as each comes back, while people order. */
import { killAndRecover } from './faults/processes.ts';
import type { World } from './faults/fault.ts';
import { createRandom } from './random.ts';

/** The supervisor from time to time: everything has to come up again after it. */
const VICTIMS = [
  ...['polling', 'polling', 'polling', 'generation', 'generation', 'generation', 'health', 'health', 'supervisor'],
] as const;

/** The budget of restarts is for crash loops; here it would only measure how fast this platform starts services. */
export const KILLS_ENV = { RESTARTS_PER_MINUTE: '1000', RESTARTS_PER_HOUR: '10000' };

interface KillsOptions {
  readonly seed: number;
  readonly count: number;
  readonly say: (line: string) => void;
}

/** Rejects never: what did not come back in time stands in the journal. */
export async function playKills(world: World, { seed, count, say }: KillsOptions): Promise<void> {
  const random = createRandom(seed);
  for (let nth = 1; nth <= count; nth += 1) {
    const victim = random.pick(VICTIMS);
    try {
      await killAndRecover(world, victim, random.next());
      world.journal.injected.push({ fault: `kill-${victim}`, at: Date.now() });
    } catch (error) {
      world.journal.missed.push({ fault: `kill-${victim}`, why: String(error) });
    }
    if (nth % 10 === 0) say(`${nth} of ${count} kills`);
  }
}
