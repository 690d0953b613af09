/**
 * `npm run catalog:diff [-- --base URL]`: what KIE's live catalog says otherwise than the bundled one. The key is
 * KIE_API_KEY, the address KIE_API_BASE unless `--base` says otherwise. KIE lets its catalog be asked once a second, so
 * this takes minutes. Differences are no failure: it ends with 0.
 */
import { parseArgs } from 'node:util';
import { bundledCatalog } from '../src/adapters/catalog/bundled.ts';
import { createKieClient } from '../src/adapters/kie/client.ts';
import { learnModel } from '../src/domain/catalog/learn/learn-model.ts';
import { createValidateInput } from '../src/domain/catalog/validate.ts';
import type { Difference } from './catalog/differences.ts';
import { differenceOf, goneModels } from './catalog/differences.ts';

const KIE = 'https://api.kie.ai';
const KINDS: readonly Difference['kind'][] = ['new', 'gone', 'changed', 'not understood'];

function report(differences: readonly Difference[], asked: number): void {
  for (const kind of KINDS) {
    const group = differences.filter((one) => one.kind === kind);
    console.log(`${kind}: ${group.length}`);
    for (const { id, details } of group) {
      console.log(`  ${id}`);
      for (const detail of details) console.log(`    ${detail}`);
    }
  }
  console.log(`as before: ${asked - differences.filter((one) => one.kind !== 'gone').length}`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { base: { type: 'string' } } });
  const apiBase = values.base ?? process.env['KIE_API_BASE'] ?? KIE;
  const apiKey = process.env['KIE_API_KEY'];
  if (apiKey === undefined || apiKey === '') {
    console.error('KIE_API_KEY is not set: the catalog is told to customers only');
    return 2;
  }
  const kie = createKieClient({ apiBase, uploadBase: apiBase, apiKey });
  const known = bundledCatalog();
  const listed = await kie.listModels();
  const validateInput = createValidateInput();
  const differences: Difference[] = [
    ...goneModels(
      known.models,
      listed.map(({ id }) => id),
    ),
  ];
  for (const entry of listed) {
    const facts = { ...entry, openapi: await kie.modelSchema(entry.id) };
    const before = known.byId(entry.id);
    const difference = differenceOf(facts, learnModel(facts, before, validateInput), before);
    if (difference !== null) differences.push(difference);
  }
  report(differences, listed.length);
  return 0;
}

process.exitCode = await main();
