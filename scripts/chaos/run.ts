/** One run: the world is disturbed while people act, then healed; all becomes quiet, and the history is judged. */
import { violationsOf } from './checks/checker.ts';
import type { World } from './faults/fault.ts';
import { readHistory, type History } from './history.ts';
import { until } from './pause.ts';
import { createPeople } from './people.ts';
import { waitForQuiet } from './quiet.ts';
import type { Action } from './schedule.ts';
import { BOT, FREE_A_DAY, openWorld, type WorldOptions } from './world.ts';

export interface RunOptions extends WorldOptions {
  /** As long as it lasts, people act. */
  readonly disturb: (world: World, startedAt: number) => Promise<void>;
  readonly actions: readonly Action[];
  readonly people: number;
  /** What must hold beside the invariants. */
  readonly judge?: (history: History, world: World) => readonly string[];
  readonly quietWithinMs: number;
  readonly say: (line: string) => void;
}

export interface Outcome {
  readonly violations: readonly string[];
  readonly history: History;
  readonly journal: World['journal'];
  /** Exit codes of services that ended unasked and were started again; null after a kill. */
  readonly endings: readonly (number | null)[];
  readonly deeds: Readonly<Record<string, number>>;
  /** Milliseconds from the last healing until all was quiet. */
  readonly quietAfterMs: number;
}

async function playDeeds(
  actions: readonly Action[],
  act: (action: Action) => void,
  startedAt: number,
  over: AbortSignal,
): Promise<void> {
  for (const action of actions) {
    await until(startedAt + action.at);
    if (over.aborted) return;
    act(action);
  }
}

async function healAll({ stand, proxy }: World): Promise<void> {
  proxy.pass();
  await stand.telegram.clearFaults();
  await stand.kie.clearFaults();
  await stand.kie.settings({ callbacks: 'on' });
}

async function play(world: World, options: RunOptions): Promise<Omit<Outcome, 'violations' | 'history'>> {
  const people = createPeople(world.stand.telegram, options.people);
  await people.begin();
  const startedAt = Date.now();
  const over = new AbortController();
  await Promise.all([
    options.disturb(world, startedAt).finally(() => over.abort()),
    playDeeds(options.actions, people.act, startedAt, over.signal),
  ]);
  await healAll(world);
  await people.finished();
  const healedAt = Date.now();
  options.say('healed; waiting for quiet');
  const open = await waitForQuiet(world, BOT, options.quietWithinMs);
  if (open.length > 0) world.journal.wrongs.push(`I10 not quiet after ${options.quietWithinMs} ms: ${open.join('; ')}`);
  return {
    ...{ journal: world.journal, deeds: people.counts(), quietAfterMs: Date.now() - healedAt },
    endings: world.platform.endings.map(({ code }) => code),
  };
}

export async function run(options: RunOptions): Promise<Outcome> {
  const { world, secrets, close } = await openWorld(options);
  try {
    const played = await play(world, options);
    const history = await readHistory(world, BOT, options.people, FREE_A_DAY);
    const own = options.judge?.(history, world) ?? [];
    return { ...played, history, violations: [...world.journal.wrongs, ...own, ...violationsOf(history, secrets)] };
  } finally {
    await close();
  }
}
