import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { SandboxModel } from '../../src/sandbox/kie/models.ts';
import { startKieSandbox } from '../../src/sandbox/kie/start.ts';

const SCRIPT = join(import.meta.dirname, '../../scripts/catalog-diff.ts');
const KEY = 'fake-kie-key-0123456789';
const catalog = bundledCatalog();

function bundled(id: string): SandboxModel {
  const model = catalog.byId(id);
  assert.ok(model !== undefined);
  return model;
}

async function diff(base: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, '--base', base], { env });
  return stdout;
}

test('catalog:diff says what is new, gone, changed and not understood, and nothing of what is as before', async (t) => {
  const paint = bundled('nano-banana-2');
  const odd = bundled('z-image');
  const models: readonly SandboxModel[] = [
    bundled('google/nano-banana'),
    {
      ...paint,
      input: { ...paint.input, properties: { ...paint.input.properties, speed: { type: 'integer', maximum: 9 } } },
      prices: paint.prices.map((rule) => ({ ...rule, credits: rule.credits + 1 })),
    },
    { ...bundled('grok-imagine-image-2-0/text-to-image'), id: 'brand/new-text-to-image', key: 'brand-new' },
    { ...odd, input: { ...odd.input, properties: { prompt: { type: 'tuple' } }, required: ['prompt'] } },
  ];
  const kie = await startKieSandbox({ models });
  t.after(() => kie.stop());
  const stdout = await diff(kie.url, { KIE_API_KEY: KEY });
  assert.match(stdout, /^new: 1\n {2}brand\/new-text-to-image\n {4}for text-to-image, prices: 4 per image/m);
  assert.match(stdout, new RegExp(`^gone: ${catalog.models.length - 3}$`, 'm'));
  assert.match(stdout, /^changed: 1\n {2}nano-banana-2\n {4}the parameter speed is new/m);
  assert.match(stdout, /the prices were 8 per image\{"resolution":"1K"\}.*, are 9 per image\{"resolution":"1K"\}/);
  assert.match(stdout, /^not understood: 1\n {2}z-image\n {4}not understood: the parameter prompt has the type tuple/m);
  assert.match(stdout, /^as before: 1$/m);
  assert.doesNotMatch(stdout, new RegExp(KEY));
});

test('catalog:diff says that it needs a key', async () => {
  await assert.rejects(diff('http://127.0.0.1:1', {}), (error: unknown) => {
    assert.ok(error instanceof Error && 'code' in error && 'stderr' in error);
    assert.equal(error.code, 2);
    assert.match(String(error.stderr), /KIE_API_KEY is not set/);
    return true;
  });
});
