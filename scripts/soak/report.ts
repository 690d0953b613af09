/** A soak in words: a line while it runs, and the table that it ends in. */
import { cpus } from 'node:os';
import type { Latency, Period, Sample } from './figures.ts';
import { median, type Judgement } from './judge.ts';
import type { LoadCounts } from './load.ts';
import type { Outcome } from './run.ts';

const digits = (value: number): string => {
  if (!Number.isFinite(value)) return '-';
  return Math.abs(value) >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
};

/** "name 1 · other 2". */
const list = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([name, value]) => `${name} ${value}`).join(' · ');

const spread = ({ p50, p95 }: Latency): string => `${digits(p50)}/${digits(p95)}`;

export function periodLine(period: Period, sample: Sample, counts: LoadCounts): string {
  const { asked, answered, ordered, delivered } = counts;
  const { inbox, outbox, jobs } = sample.backlog;
  const processes = Object.entries(sample.processes);
  return [
    `${digits(period.at / 60).padStart(4)} min`,
    `updates ${answered}/${asked}, orders ${delivered}/${ordered}`,
    `MB: ${list(processes.map(([name, { rssMb }]) => [name, digits(rssMb)]))}`,
    `handles: ${list(processes.map(([name, { handles }]) => [name, digits(handles)]))}`,
    `connections: ${list(Object.entries(sample.connections).map(([name, count]) => [name, digits(count)]))}`,
    `p50/p95 ms: ${list(Object.entries(period.latencies).map(([name, latency]) => [name, spread(latency)]))}`,
    `backlog ${inbox}/${outbox}/${jobs}`,
    `machine load ${digits(sample.machineLoad)}`,
  ].join(' | ');
}

const HEADINGS = ['', 'first quarter', 'last quarter', 'rise', 'allowed', 'slope an hour', 'highest', 'verdict'];

function row({ name, unit, first, last, allowed, slopePerHour, highest, trend }: Judgement): readonly string[] {
  const title = unit === '' ? name : `${name}, ${unit}`;
  return [title, ...[first, last, last - first, allowed, slopePerHour, highest].map(digits), trend];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADINGS.map((_, index) => Math.max(...rows.map((cells) => cells[index]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return index === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}

/** What has not moved at all says nothing in a table. */
const hasMoved = ({ isGood, first, last, highest }: Judgement): boolean =>
  !isGood || first !== last || highest !== last;

export function reportOf(outcome: Outcome): readonly string[] {
  const { seconds, warmUpSeconds, samples, judgements, totals, losses, log, alerts } = outcome;
  const shown = judgements.filter(hasMoved);
  const { asked, answered, ordered, delivered } = totals;
  const loads = samples.map(({ machineLoad }) => machineLoad);
  const loud = Object.entries(log.loud).map(([line, count]) => [line, String(count)] as const);
  return [
    `\n${digits(seconds / 60)} minutes, the first ${digits(warmUpSeconds / 60)} of them not judged`,
    ...columns([HEADINGS, ...shown.map(row)]),
    `and ${judgements.length - shown.length} figures that did not move`,
    `load of the machine: ${digits(median(loads))} at the median, ${digits(Math.max(...loads))} at most, of ${cpus().length} cores`,
    `\n${answered} of ${asked} updates answered, ${delivered} of ${ordered} orders delivered`,
    `warnings and errors in the log: ${list(loud) || 'none'}`,
    ...log.strange.map((line) => `no log line: ${line}`),
    ...alerts.map((text) => `told to the admin: ${text}`),
    ...losses.map((loss) => `LOST: ${loss}`),
    ...judgements.filter(({ isGood }) => !isGood).map(({ name, trend }) => `NOT FLAT: ${name} is ${trend}`),
  ];
}
