import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { type Environment, loadConfig } from '../../src/config/env.ts';
import { VARIABLES, type VariableName } from '../../src/config/variables.ts';
import { FAULT_BY_CODE } from '../../src/shared/errors.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const NAMES = Object.keys(VARIABLES) as VariableName[];
const REQUIRED = {
  TELEGRAM_BOT_TOKEN: '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0',
  KIE_API_KEY: 'fake-kie-key-0123456789',
  DATABASE_URL: 'postgresql://user:fake@localhost/name',
  ADMIN_ID: '700001',
};

function configOf(env: Environment): Readonly<Record<string, unknown>> {
  const loaded = loadConfig('supervisor', { ...REQUIRED, ...env });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return { ...loaded.config };
}

/** What the runbook says under each heading of the third level. */
function runbook(): Map<string, string> {
  const [, ...sections] = read('docs/runbook.md').split(/^### /m);
  return new Map(
    sections.map((section) => {
      const [heading = '', ...body] = section.split('\n');
      return [heading, body.join('\n').trim()];
    }),
  );
}

test('the runbook has a heading for every error code, with its fault, and for no other', () => {
  const sections = runbook();
  for (const [code, fault] of Object.entries(FAULT_BY_CODE)) {
    assert.ok(sections.get(code)?.startsWith(`_${fault}._ `), `${code} (${fault}) has no such heading`);
  }
  const codes = [...sections.keys()].filter((heading) => /^[A-Z_]+$/.test(heading));
  assert.deepEqual(codes.toSorted(), Object.keys(FAULT_BY_CODE).toSorted());
});

/** The messages of `log.error(...)`, and of `log[level](...)` and `level: ...` where the level may be error. */
function errorEvents(source: string): string[] {
  const calls = [...source.matchAll(/log(?:\.error|\[level\])\(([^,)]*)/g)].map((match) => match[1] ?? '');
  const effects = [...source.matchAll(/level(?:: 'error')?, message: ('[^']+')/g)].map((match) => match[1] ?? '');
  return [...calls, ...effects].flatMap((argument) =>
    [...argument.matchAll(/['`]([a-z_]+\.[^'`]+)['`]/g)].map((match) => match[1] ?? ''),
  );
}

test('the runbook has a heading for every log event of level error', () => {
  const headings = [...runbook().keys()];
  const files = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.startsWith('src/sandbox/'));
  const events = files.flatMap((file) => errorEvents(read(file)));
  assert.ok(events.includes('child.exited') && events.includes('job.failed'), 'the search finds what is known');
  for (const event of new Set(events)) {
    const isExplained = event.includes('${')
      ? headings.some((heading) => heading.startsWith(event.slice(0, event.indexOf('${'))))
      : headings.includes(event);
    assert.ok(isExplained, `${event} has no heading`);
  }
});

test('.env.example has every variable and no other, and what it shows are the defaults', () => {
  const lines = read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$/gm);
  const shown = Object.fromEntries([...lines].map((match) => [match[1] ?? '', match[2] ?? '']));
  assert.deepEqual(Object.keys(shown).toSorted(), NAMES.toSorted());
  const given = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== ''));
  assert.deepEqual(configOf(given), configOf({}));
  for (const [name, value] of Object.entries(configOf({}))) {
    if (name in REQUIRED || value === undefined) continue;
    assert.notEqual(shown[name], '', `${name} has a default that is not shown`);
  }
});

test('.env.example as it stands sets nothing, so that the local stand plays everything', () => {
  const values = Object.values(parseEnv(read('.env.example')));
  assert.ok(values.every((value) => value === ''));
});

test('the README has a row for every variable, with its true default', () => {
  const rows = read('README.md').matchAll(/^\| `([A-Z][A-Z0-9_]*)` +\| (.+?) +\| .+ \|$/gm);
  const cells = Object.fromEntries([...rows].map((match) => [match[1] ?? '', match[2] ?? '']));
  const defaults = configOf({});
  for (const name of NAMES) {
    const cell = cells[name];
    if (name in REQUIRED) assert.equal(cell, 'required', name);
    else if (defaults[name] === undefined) assert.equal(cell, 'none', name);
    else assert.deepEqual(configOf({ [name]: cell?.replaceAll('`', '') })[name], defaults[name], name);
  }
});

test('the README shows the log lines that the code says', () => {
  const readme = read('README.md');
  const sources = [
    'src/supervisor/run-service.ts',
    'src/roles/health/run.ts',
    'src/roles/polling/run.ts',
    'src/roles/polling/terms.ts',
  ].map(read);
  const said = sources.join('\n').matchAll(/[`']((?:✅|ℹ️) [^`']+)[`']/g);
  const lines = [...said].map((match) => (match[1] ?? '').replace(/\$\{HOST\}:\$\{port\}/, '0.0.0.0:<port>'));
  assert.equal(lines.length, 5);
  for (const line of lines) assert.ok(readme.includes(`\`${line}\``), line);
});

test('every link between documents leads to a file, and to a heading where it names one', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
  const anchorsOf = (file: string): string[] =>
    [...read(file).matchAll(/^#+ (.+)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replaceAll(/[^a-z0-9_ -]/g, '')
        .replaceAll(' ', '-'),
    );
  for (const document of documents) {
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      assert.ok(existsSync(join(ROOT, file)), `${document}: ${target}`);
      if (anchor !== undefined) assert.ok(anchorsOf(file).includes(anchor), `${document}: ${target}`);
    }
  }
});
