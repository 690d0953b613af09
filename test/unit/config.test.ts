import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  botIdOf,
  childEnvironment,
  describeProblem,
  loadConfig,
  type ChildRole,
  type Environment,
  type Role,
} from '../../src/config/env.ts';
import { VARIABLES, type VariableName } from '../../src/config/variables.ts';
import { PLACES } from '../../src/shared/failpoint.ts';

const GOOD = {
  TELEGRAM_BOT_TOKEN: '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0',
  KIE_API_KEY: 'fake-kie-key-0123456789',
  DATABASE_URL: 'postgresql://fake:fake@127.0.0.1:5432/fake',
  ADMIN_ID: '123',
} as const;
const ROLES: readonly Role[] = ['supervisor', 'polling', 'generation', 'health'];
const CHILDREN: readonly ChildRole[] = ['polling', 'generation', 'health'];
const NAMES = Object.keys(VARIABLES) as VariableName[];

function load(more: Environment) {
  const loaded = loadConfig('supervisor', { ...GOOD, ...more });
  if (!loaded.ok) throw new Error(loaded.problems.map(describeProblem).join('; '));
  return loaded.config;
}
function problemsOf(env: Environment, role: Role = 'supervisor'): string[] {
  const loaded = loadConfig(role, env);
  return loaded.ok ? [] : loaded.problems.map(describeProblem);
}
const wrong = (name: VariableName, value: string): boolean =>
  problemsOf({ ...GOOD, [name]: value }).some((problem) => problem.startsWith(`${name} `));

test('four variables are enough, the rest has defaults', () => {
  const config = load({});
  assert.deepEqual(config.ADMIN_ID, [123]);
  assert.deepEqual(
    [config.PORT, config.ENABLE_HEALTH_SERVER, config.FREE_DAILY_LIMIT, config.TIME_ZONE, config.LOG_LEVEL],
    [10_000, true, 5, 'Europe/Moscow', 'info'],
  );
  assert.equal(config.HEARTBEAT_TIMEOUT, 10_000, 'durations come in milliseconds');
  assert.equal(load({ HEARTBEAT_TIMEOUT: '20' }).HEARTBEAT_TIMEOUT, 20_000);
});

test('all problems are told at once, each with its variable and an example', () => {
  const problems = problemsOf({ TELEGRAM_BOT_TOKEN: 'x', PORT: '0', LOG_LEVEL: 'loud', ADMIN_ID: '@me' });
  for (const name of ['TELEGRAM_BOT_TOKEN', 'KIE_API_KEY', 'DATABASE_URL', 'ADMIN_ID', 'PORT', 'LOG_LEVEL']) {
    assert.equal(
      problems.filter((problem) => problem.startsWith(`${name} `)).length,
      1,
      `${name}: ${problems.join('; ')}`,
    );
  }
  assert.ok(problems.some((problem) => problem.startsWith('KIE_API_KEY is not set (example: ')));
});

test('an empty or blank variable is an unset one, and blanks around a value do not matter', () => {
  assert.equal(load({ PORT: '', PUBLIC_URL: '  ' }).PORT, 10_000);
  assert.deepEqual(problemsOf({ ...GOOD, ADMIN_ID: ' ' }), ['ADMIN_ID is not set (example: 123456789)']);
  assert.deepEqual(load({ ADMIN_ID: ' 1, 22 ,333 ' }).ADMIN_ID, [1, 22, 333]);
});

test('failpoints have known names, and are refused beside any Telegram that is not on this machine', () => {
  const local = { TELEGRAM_API_ROOT: 'http://127.0.0.1:8081' };
  assert.deepEqual(load({ ...local, FAIL_AT: 'deliver.sent' }).FAIL_AT, { place: 'deliver.sent', action: 'kill' });
  assert.deepEqual(load({ ...local, FAIL_AT: 'deliver.sent:hang' }).FAIL_AT, { place: 'deliver.sent', action: 'hang' });
  assert.deepEqual(load({ ...local, FAIL_AT: '/tmp/fail' }).FAIL_AT, { directory: '/tmp/fail' });
  const unknown = problemsOf({ ...GOOD, ...local, FAIL_AT: 'deliver.send' });
  assert.equal(unknown.length, 1);
  for (const place of PLACES) assert.ok(unknown[0]?.includes(place), place);
  assert.match(problemsOf({ ...GOOD, ...local, FAIL_AT: 'deliver.sent:nap' }).join(), /kill, stop, hang/);
  for (const root of [undefined, 'https://api.telegram.org', 'http://127.0.0.1.example.com', 'http://10.0.0.1']) {
    for (const role of ['supervisor', 'polling', 'generation'] as const) {
      const problems = problemsOf({ ...GOOD, TELEGRAM_API_ROOT: root, FAIL_AT: 'deliver.sent' }, role);
      assert.deepEqual(
        problems.map((problem) => problem.slice(0, 29)),
        ['FAIL_AT is for tests only: it'],
        `${role} beside ${root}`,
      );
    }
  }
});

test('addresses lose their closing slashes', () => {
  assert.equal(load({ PUBLIC_URL: 'https://x.example//' }).PUBLIC_URL, 'https://x.example');
});

test('values that look right and are not', () => {
  const rows: [VariableName, string][] = [
    ['TELEGRAM_BOT_TOKEN', '700001'],
    ['TELEGRAM_BOT_TOKEN', 'bot700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0'],
    ['KIE_API_KEY', 'a key with blanks'],
    ['DATABASE_URL', 'mysql://u:p@h/d'],
    ['DATABASE_URL', 'postgresql://user:pa#ss@host:5432/name'],
    ['DATABASE_URL', 'postgresql://user:pa/ss@host:5432/name'],
    ['DATABASE_URL', 'postgresql://user:pass@host:notaport/name'],
    ['ADMIN_ID', '1;2'],
    ['ADMIN_ID', '1,,2'],
    ['PORT', '65536'],
    ['PORT', '1.5'],
    ['PORT', 'ten'],
    ['FREE_DAILY_LIMIT', '-1'],
    ['FREE_DAILY_LIMIT', 'Infinity'],
    ['CURRENCY', 'RUS'],
    ['CURRENCY', '₽'],
    ['USD_RATE', '0'],
    ['USD_RATE', '0.00'],
    ['USD_RATE', '92,5'],
    ['USD_RATE', '1e2'],
    ['PRICE_MARKUP', '-1'],
    ['PRICE_MARKUP', '.5'],
    ['PRICE_MARKUP', 'Infinity'],
    ['ENABLE_HEALTH_SERVER', 'false'],
    ['ROLES', 'polling'],
    ['PUBLIC_URL', 'x.example'],
    ['PUBLIC_URL', 'ftp://x.example'],
    ['TIME_ZONE', 'Moscow'],
  ];
  for (const [name, value] of rows) assert.ok(wrong(name, value), `${name}=${value}`);
});

test('prices keep every digit of the rate and the markup, and a currency may be written small', () => {
  const { CURRENCY, USD_RATE, PRICE_MARKUP } = load({
    CURRENCY: 'kzt',
    USD_RATE: '512.345678901',
    PRICE_MARKUP: '0.5',
  });
  assert.deepEqual([CURRENCY, USD_RATE, PRICE_MARKUP], ['KZT', '512.345678901', '0.5']);
});

test('DSNs as dashboards give them are taken', () => {
  const rows = [
    'postgres://u:p@h/d',
    'postgresql://u:p%40%23@db.example:5432/d?sslmode=require',
    'postgresql://u@127.0.0.1/d',
    'postgresql://u:p@[::1]:5432/d',
    'postgresql:///d?host=/var/run/postgresql',
    'postgresql://u:p@h:6543/d?pgbouncer=true&connect_timeout=10',
  ];
  for (const value of rows) assert.ok(!wrong('DATABASE_URL', value), value);
});

test('a time zone must mean the same to the database as it does here', () => {
  for (const zone of ['UTC', 'Europe/Moscow', 'Asia/Yekaterinburg', 'America/Argentina/Buenos_Aires', 'Etc/GMT-3']) {
    assert.ok(!wrong('TIME_ZONE', zone), zone);
  }
  // PostgreSQL reads the sign of a bare offset the other way round, and abbreviations as other places.
  for (const zone of ['+03:00', '-05', 'BST', 'AST', 'ACT', 'PST']) assert.ok(wrong('TIME_ZONE', zone), zone);
});

test('each child gets its own variables and the harmless ones of the system, and can start with them', () => {
  const allowed: Record<ChildRole, readonly VariableName[]> = {
    polling: ['TELEGRAM_BOT_TOKEN', 'DATABASE_URL'],
    generation: ['TELEGRAM_BOT_TOKEN', 'DATABASE_URL', 'KIE_API_KEY'],
    health: ['KIE_WEBHOOK_HMAC_KEY'],
  };
  const secrets = ['TELEGRAM_BOT_TOKEN', 'KIE_API_KEY', 'DATABASE_URL', 'KIE_WEBHOOK_HMAC_KEY'] as const;
  const env = { ...GOOD, KIE_WEBHOOK_HMAC_KEY: 'fake-hmac-key', PATH: '/bin', AWS_SECRET: 'x', NODE_OPTIONS: '--x' };
  for (const child of CHILDREN) {
    const own = childEnvironment(child, env);
    assert.deepEqual(
      secrets.filter((name) => name in own),
      secrets.filter((name) => allowed[child].includes(name)),
      child,
    );
    assert.ok(!('AWS_SECRET' in own) && !('NODE_OPTIONS' in own), child);
    assert.equal(own['PATH'], '/bin');
    assert.ok(loadConfig(child, own).ok, child);
  }
});

test('what the supervisor accepts, every child accepts', () => {
  const values = fc.dictionary(
    fc.constantFrom(...NAMES),
    fc.oneof(fc.constantFrom('0', '1', '5', '30', '100', 'info', 'json', 'web', 'https://x.example'), fc.string()),
  );
  fc.assert(
    fc.property(values, (more) => {
      const env = { ...more, ...GOOD };
      if (!loadConfig('supervisor', env).ok) return;
      for (const child of CHILDREN) assert.ok(loadConfig(child, childEnvironment(child, env)).ok, child);
    }),
  );
});

test('no value of any variable is ever told in a problem', () => {
  const MARK = 'zq9';
  const shapes = fc.constantFrom(
    ...[MARK, `700001:${MARK} `, `https://${MARK}:x`, `postgresql://u:${MARK}#@h/d`, `1${MARK}`, `${MARK},1`],
  );
  const value = fc.tuple(shapes, fc.string({ maxLength: 150 })).map(([shape, rest]) => `${shape}${rest}${MARK}`);
  const env = fc.dictionary(fc.constantFrom(...NAMES), value, { noNullPrototype: true });
  fc.assert(
    fc.property(env, fc.constantFrom(...ROLES), (variables, role) => {
      for (const problem of problemsOf(variables, role)) assert.ok(!problem.includes(MARK), problem);
    }),
    { numRuns: 300 },
  );
});

test('the id of a bot is what stands before the colon of its token', () => {
  assert.equal(botIdOf(GOOD.TELEGRAM_BOT_TOKEN), '700001');
});
