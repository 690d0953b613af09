/**
 * Metrics on their way between processes. A snapshot comes from another process, perhaps of another version, so it is
 * checked before one line of it may reach the exposition: a bad name or a wrong type would spoil the whole page.
 */
import { AggregatorRegistry, type PrometheusContentType } from 'prom-client';
import * as z from 'zod';

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const Value = z.object({
  /** Null stands for NaN, which JSON does not know: an average of nothing yet. */
  value: z.number().nullable(),
  labels: z.record(z.string().regex(LABEL), z.union([z.string(), z.number()])).default({}),
  /** With its suffix (`_bucket`, `_sum`, `_count`), where it is not the metric's own name. */
  metricName: z.string().regex(NAME).optional(),
});

const MetricSnapshot = z.object({
  name: z.string().regex(NAME),
  help: z.string().min(1),
  type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
  values: z.array(Value),
});
export type MetricSnapshot = z.output<typeof MetricSnapshot>;

/** Through JSON once: that is what IPC does, and here NaN becomes null where nobody trips over it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Never throws: what does not fit is left out. */
export function toSnapshots(metrics: readonly unknown[]): MetricSnapshot[] {
  return metrics.flatMap((metric) => {
    const parsed = MetricSnapshot.safeParse(plain(metric));
    return parsed.success ? [parsed.data] : [];
  });
}

export interface MetricSource {
  /** Becomes the label `process`; undefined = the figures name their subject themselves. */
  readonly process?: string;
  readonly metrics: readonly MetricSnapshot[];
}

interface Labelled extends MetricSnapshot {
  /** Labels keep the sources apart, so the library's aggregation has nothing to add up and only groups by name. */
  readonly aggregator: 'sum';
}

function labelled(source: MetricSource): Labelled[] {
  const own = source.process === undefined ? {} : { process: source.process };
  return source.metrics.map((metric) => ({
    ...metric,
    aggregator: 'sum',
    values: metric.values
      .filter((sample) => sample.value !== null)
      .map((sample) => ({ ...sample, labels: { ...sample.labels, ...own } })),
  }));
}

/** The Prometheus text of all sources as one page: each name once, under the first source's type and help. */
export async function renderMetrics(sources: readonly MetricSource[]): Promise<string> {
  const all = sources.flatMap(labelled);
  const types = new Map(all.toReversed().map((metric) => [metric.name, metric.type]));
  const agreeing = all.filter((metric) => types.get(metric.name) === metric.type);
  return await AggregatorRegistry.aggregate<PrometheusContentType>([agreeing]).metrics();
}

export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
