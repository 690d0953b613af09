/** A strict reader of the Prometheus text format with the lints of `promtool check metrics`. Throws on the first fault. */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf))$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/y;

/** Units that are not base units, and type names, have no place in a name. */
const BAD_WORDS = /_(milliseconds|ms|minutes|hours|kilobytes|megabytes|kb|mb|percent|counter|gauge|histogram)(_|$)/;

function labelsOf(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const match = LABEL.exec(text);
    if (match === null) throw new Error(`bad labels: ${line}`);
    const [, name = '', value = ''] = match;
    if (name in labels) throw new Error(`label twice: ${line}`);
    labels[name] = value;
  }
  return labels;
}

const valueOf = (text: string): number => Number(text.replace('Inf', 'Infinity'));

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

function checkName(name: string, type: string): void {
  if (BAD_WORDS.test(name)) throw new Error(`${name}: not a base unit, or a type in the name`);
  if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is a ${type}`);
}

function checkHistogram(family: Family): void {
  const series = Map.groupBy(
    family.samples.filter((sample) => sample.name.endsWith('_bucket')),
    ({ labels }) => JSON.stringify(Object.entries({ ...labels, le: '' }).toSorted()),
  );
  for (const buckets of series.values()) {
    const bounds = buckets.map((bucket) => valueOf(bucket.labels['le'] ?? ''));
    const isAscending = bounds.every((bound, n) => n === 0 || bound > (bounds[n - 1] ?? Infinity));
    if (!isAscending || bounds.at(-1) !== Infinity) throw new Error(`${family.name}: bounds ${bounds.join(' ')}`);
    const isCumulative = buckets.every((bucket, n) => n === 0 || bucket.value >= (buckets[n - 1]?.value ?? 0));
    if (!isCumulative) throw new Error(`${family.name}: buckets are not cumulative`);
  }
}

function checkFamily(family: Family): void {
  checkName(family.name, family.type);
  const suffixes = SUFFIXES[family.type] ?? [''];
  const seen = new Set<string>();
  for (const sample of family.samples) {
    if (!suffixes.some((suffix) => sample.name === family.name + suffix)) throw new Error(`stray ${sample.name}`);
    const identity = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()]);
    if (seen.has(identity)) throw new Error(`sample twice: ${identity}`);
    seen.add(identity);
    if (family.type === 'counter' && sample.value < 0) throw new Error(`${sample.name} is negative`);
  }
  if (family.type === 'histogram') checkHistogram(family);
}

function sampleOf(line: string): Sample {
  const match = SAMPLE.exec(line);
  if (match === null) throw new Error(`not a sample: ${line}`);
  const [, name = '', labels = '', value = ''] = match;
  return { name, labels: labelsOf(labels, line), value: valueOf(value) };
}

type OpenFamily = Family & { readonly samples: Sample[] };

/** The family that a TYPE line opens; its HELP line stands right before it. */
function openFamily(line: string, previous: string): OpenFamily {
  const [, name = '', type = ''] = TYPE.exec(line) ?? [];
  const [, helped = '', help = ''] = HELP.exec(previous) ?? [];
  if (name === '' || helped !== name) throw new Error(`bad type, or no help before it: ${line}`);
  return { name, type, help, samples: [] };
}

function parse(page: string): Map<string, OpenFamily> {
  const families = new Map<string, OpenFamily>();
  const lines = page.split('\n').filter((text) => text !== '');
  let current: OpenFamily | undefined;
  for (const [n, line] of lines.entries()) {
    if (line.startsWith('# HELP ')) continue;
    if (line.startsWith('# TYPE ')) {
      current = openFamily(line, lines[n - 1] ?? '');
      if (families.has(current.name)) throw new Error(`${current.name} comes twice`);
      families.set(current.name, current);
    } else {
      if (current === undefined) throw new Error(`a sample without a family: ${line}`);
      current.samples.push(sampleOf(line));
    }
  }
  return families;
}

/** Reads the whole page line by line: HELP, TYPE, samples, each family once and in one block. */
export function readMetrics(page: string): Map<string, Family> {
  if (!page.endsWith('\n')) throw new Error('the last line has no end');
  const families = parse(page);
  for (const family of families.values()) checkFamily(family);
  return families;
}
