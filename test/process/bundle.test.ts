import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fingerprintOf, freshBundle } from '../../src/bundle.ts';
import { waitFor } from '../support/wait-for.ts';
import { MAIN_ENTRY, stage, START_ENTRY } from './fixtures/stage.ts';
import { startProcess } from './fixtures/start-service.ts';

test('the fingerprint changes with the text and with the place of a source', () => {
  const root = mkdtempSync(join(tmpdir(), 'kie-ai-bot-bundle-'));
  try {
    writeFileSync(join(root, 'a.ts'), 'one');
    writeFileSync(join(root, 'b.ts'), 'two');
    const before = fingerprintOf(root, ['a.ts', 'b.ts']);
    assert.equal(fingerprintOf(root, ['a.ts', 'b.ts']), before);
    writeFileSync(join(root, 'b.ts'), 'twо');
    assert.notEqual(fingerprintOf(root, ['a.ts', 'b.ts']), before);
    writeFileSync(join(root, 'a.ts'), 'two');
    writeFileSync(join(root, 'b.ts'), 'one');
    assert.notEqual(fingerprintOf(root, ['a.ts', 'b.ts']), before);
    assert.throws(() => fingerprintOf(root, ['gone.ts']), { code: 'ENOENT' });
  } finally {
    rmSync(root, { recursive: true });
  }
});

for (const [what, lean] of [
  ['no bundle', null],
  ['a bundle that is half written', 'export const startLean = () => {'],
] as const) {
  test(`with ${what} the entry runs the sources`, () => {
    const root = mkdtempSync(join(tmpdir(), 'kie-ai-bot-start-'));
    const bundle = join(root, 'node_modules/.cache/kie-ai-bot/bundle');
    try {
      mkdirSync(join(root, 'src'));
      copyFileSync(START_ENTRY, join(root, 'src/start.js'));
      writeFileSync(join(root, 'src/main.ts'), 'const role: string | undefined = process.argv[2]; console.log(role);');
      mkdirSync(bundle, { recursive: true });
      if (lean !== null) writeFileSync(join(bundle, 'lean.mjs'), lean);
      const words = [join(root, 'src/start.js'), 'web'];
      assert.equal(execFileSync(process.execPath, words, { encoding: 'utf8', env: {} }), 'web\n');
    } finally {
      rmSync(root, { recursive: true });
    }
  });
}

for (const program of [START_ENTRY, MAIN_ENTRY]) {
  test(`${basename(program)}: the supervisor runs from the bundle while that is fresh, and its children with it`, async (t) => {
    const on = stage(t);
    const entry = freshBundle() ?? MAIN_ENTRY;
    const main = startProcess(on, [process.execPath, program, 'worker']);
    const words = await waitFor('the process to begin anew', () => {
      const line = readFileSync(`/proc/${main.pid}/cmdline`, 'utf8').split('\0');
      return Promise.resolve(line.includes('--max-semi-space-size=1') ? line : null);
    });
    assert.ok(words.includes(entry), words.join(' '));
    main.process.kill('SIGTERM');
    await main.ended;
  });
}
