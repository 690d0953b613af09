/** A run in figures. */
import type { Outcome } from './run.ts';

/** Nearest rank; null of nothing. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

function countBy<T>(items: readonly T[], key: (item: T) => string): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

/** "p50 1, p95 2, max 3 ms of 4". */
export function spread(values: readonly number[]): string {
  const of = (share: number): string => String(quantile(values, share) ?? '-');
  return `p50 ${of(0.5)}, p95 ${of(0.95)}, max ${of(1)} ms of ${values.length}`;
}

export function reportOf({ history, journal, endings, deeds, quietAfterMs }: Outcome): readonly string[] {
  const processes = [...new Set(journal.recoveries.map((one) => one.process))].toSorted();
  const recoveries = processes.map((name) => {
    const times = journal.recoveries.filter((one) => one.process === name).map(({ ms }) => ms);
    return `recovery of ${name}: ${spread(times)}`;
  });
  return [
    `faults: ${countBy(journal.injected, ({ fault }) => fault) || 'none'}`,
    ...(journal.missed.length === 0
      ? []
      : [`missed: ${countBy(journal.missed, ({ fault, why }) => `${fault} (${why})`)}`]),
    `people: ${Object.entries(deeds)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}`,
    `updates: ${history.updates.length} from Telegram, ${history.inbox.length} stored, ${history.inbox.filter(({ parkedCode }) => parkedCode !== null).length} parked`,
    `generations: ${countBy(history.generations, ({ state }) => state) || 'none'}; tasks: ${history.tasks.length}`,
    `services that ended by themselves and were started again: ${countBy(endings, (code) => (code === null ? 'killed' : `with ${code}`)) || 'none'}`,
    ...recoveries,
    `quiet after ${quietAfterMs} ms`,
  ];
}
