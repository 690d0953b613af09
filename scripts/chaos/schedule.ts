/** What happens when: faults and what people do, decided before the run by the seed alone. Pure. */
import { createRandom, type Random } from './random.ts';

/** What a fault may be given: how long it lasts, and how strong it is. */
export interface FaultShape {
  /** Shortest and longest time from injection to healing, in milliseconds. */
  readonly lastsMs: readonly [number, number];
  /** Two faults of one group never overlap. */
  readonly group: string;
}

export interface Step {
  /** Milliseconds after the start of the run. */
  readonly at: number;
  readonly fault: string;
  readonly lastsMs: number;
  /** From 0 to 1: which instance, how many times, how slow; each fault reads it in its own way. */
  readonly dice: number;
}

export const DEEDS = ['order', 'order-in-haste', 'order-and-cancel', 'help', 'cancel', 'nonsense', 'start'] as const;
export type Deed = (typeof DEEDS)[number];

export interface Action {
  readonly at: number;
  /** Index of the person. */
  readonly person: number;
  readonly deed: Deed;
  readonly dice: number;
}

export interface Schedule {
  readonly steps: readonly Step[];
  readonly actions: readonly Action[];
}

export interface ScheduleOptions {
  readonly seed: number;
  readonly lastsMs: number;
  readonly faults: Readonly<Record<string, FaultShape>>;
  readonly people: number;
  /** Mean time between two faults, in milliseconds. */
  readonly everyMs?: number;
}

/** Before the first fault the service serves somebody in peace. */
const QUIET_START_MS = 2_000;
const REST_MS = 500;
const MEAN_BETWEEN_DEEDS_MS = 6_000;

/** Orders are what the invariants are about. */
const HABITS: readonly Deed[] = ['order', 'order', 'order', 'order-in-haste', 'order-in-haste', ...DEEDS];

function planFaults(random: Random, options: ScheduleOptions): readonly Step[] {
  const names = Object.keys(options.faults).toSorted();
  const everyMs = options.everyMs ?? 2_500;
  const busyUntil = new Map<string, number>();
  const steps: Step[] = [];
  let at = QUIET_START_MS;
  while (names.length > 0) {
    at += random.between(Math.round(everyMs / 4), Math.round((everyMs * 7) / 4));
    if (at >= options.lastsMs) break;
    const fault = random.pick(names);
    const { lastsMs: lasts, group } = options.faults[fault] ?? { lastsMs: [0, 0], group: fault };
    const lastsMs = random.between(lasts[0], lasts[1]);
    const dice = random.next();
    if (at < (busyUntil.get(group) ?? 0)) continue;
    busyUntil.set(group, at + lastsMs + REST_MS);
    steps.push({ at, fault, lastsMs, dice });
  }
  return steps;
}

function planDeeds(random: Random, { people, lastsMs }: ScheduleOptions): readonly Action[] {
  const actions: Action[] = [];
  for (let person = 0; person < people; person += 1) {
    let at = random.between(0, MEAN_BETWEEN_DEEDS_MS);
    // Everybody orders first, so that a short run has something to lose.
    actions.push({ at, person, deed: 'order', dice: random.next() });
    for (;;) {
      at += random.between(MEAN_BETWEEN_DEEDS_MS / 3, (MEAN_BETWEEN_DEEDS_MS * 5) / 3);
      if (at >= lastsMs) break;
      actions.push({ at, person, deed: random.pick(HABITS), dice: random.next() });
    }
  }
  return actions.toSorted((one, other) => one.at - other.at || one.person - other.person);
}

/** The same options give the same schedule; the deeds do not depend on which faults there are. */
export function makeSchedule(options: ScheduleOptions): Schedule {
  return {
    steps: planFaults(createRandom(options.seed), options),
    actions: planDeeds(createRandom(options.seed ^ 0x9e_37_79_b9), options),
  };
}
