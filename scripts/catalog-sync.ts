/**
 * `npm run catalog:sync -- --from FILE [--to FILE]`: makes the bundled catalog from a facts
 * file, and prints what was taken and what was left out, with the reason. The same facts make the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSnapshot } from '../src/domain/catalog/catalog.ts';
import type { Model } from '../src/domain/catalog/model.ts';
import type { Conversion } from './catalog/convert.ts';
import { convert } from './catalog/convert.ts';
import { FactsFile } from './catalog/facts.ts';

const SNAPSHOT = new URL('../src/domain/catalog/snapshot.json', import.meta.url);

interface Options {
  readonly from: string;
  readonly to: string | URL;
}

/** Null: the call was not understood. */
function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: { from: { type: 'string' }, to: { type: 'string' } },
  });
  if (values.from === undefined) return null;
  return { from: values.from, to: values.to ?? SNAPSHOT };
}

/** One model a line, so that a diff names the models that changed. */
function render(takenFrom: string, models: readonly Model[]): string {
  const lines = models.map((model) => `    ${JSON.stringify(model)}`);
  return `{\n  "takenFrom": ${JSON.stringify(takenFrom)},\n  "models": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

const priceText = ({ prices }: Model): string => {
  const credits = prices.map((rule) => rule.credits);
  const units = [...new Set(prices.map((rule) => rule.unit))].join(', ');
  if (credits.length === 0) return 'no price';
  const [least, most] = [Math.min(...credits), Math.max(...credits)];
  return `${least === most ? least : `${least} to ${most}`} per ${units}`;
};

function report({ models, leftOut }: Conversion): void {
  console.log(`taken: ${models.length}`);
  for (const model of models) console.log(`  ${model.key}  ${model.id}  ${model.title.ru}  ${priceText(model)}`);
  const groups = Map.groupBy(leftOut, (one) => one.reason);
  for (const [reason, group] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`left out, ${reason}: ${group.length}`);
    for (const { id, detail } of group) console.log(`  ${id}${detail === '' ? '' : ` (${detail})`}`);
  }
}

function main(): number {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.error('usage: npm run catalog:sync -- --from FILE [--to FILE]');
    return 2;
  }
  const facts = FactsFile.parse(JSON.parse(readFileSync(options.from, 'utf8')));
  const conversion = convert(facts);
  const text = render(basename(options.from), conversion.models);
  loadSnapshot(JSON.parse(text));
  writeFileSync(options.to, text);
  report(conversion);
  return 0;
}

process.exitCode = main();
