import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../src/shared/errors.ts';
import { createLog, withCorrelation, type LogFormat, type LogLevel } from '../../src/shared/log.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const KEY = 'fake-kie-key"with\\odd/letters';
const DSN = `postgresql://fake:p"a's\\s@127.0.0.1:5432/fake`;
const SECRETS = [TOKEN, KEY, DSN];

function logTo(format: LogFormat, level: LogLevel = 'debug') {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString());
      done();
    },
  });
  return { log: createLog({ process: 'test', level, format, secrets: SECRETS, stream }), written };
}
const only = (written: readonly string[]): Record<string, unknown> => {
  assert.equal(written.length, 1);
  return JSON.parse(written[0] ?? '') as Record<string, unknown>;
};

test('a line names the process, the level, the time and the fields', () => {
  const { log, written } = logTo('json');
  log.info('update.stored', { updateId: 7 });
  const { time, ...rest } = only(written);
  assert.deepEqual(rest, { level: 'info', message: 'update.stored', process: 'test', updateId: 7 });
  assert.match(String(time), /^\d{4}-\d\d-\d\dT.*Z$/);
});

test('lines below the level are not written', () => {
  const { log, written } = logTo('json', 'warn');
  log.debug('no');
  log.info('no');
  log.warn('yes');
  log.error('yes');
  assert.equal(written.length, 2);
});

test('correlation ids reach every line inside, nest, and stay inside, also across awaits', async () => {
  const { log, written } = logTo('json');
  await withCorrelation({ traceId: 't' }, async () => {
    await Promise.resolve();
    withCorrelation({ updateId: 1 }, () => log.info('inner'));
    log.info('outer');
  });
  log.info('outside');
  const ids = written.map((line) => {
    const { traceId, updateId } = JSON.parse(line) as Record<string, unknown>;
    return [traceId, updateId];
  });
  assert.deepEqual(ids, [
    ['t', 1],
    ['t', undefined],
    [undefined, undefined],
  ]);
});

test('an error is written with its code and its causes', () => {
  const { log, written } = logTo('json');
  log.warn('poll.failed', { error: new AppError('DB_UNAVAILABLE', 'away', { cause: new Error('reset') }) });
  const { error } = only(written);
  assert.deepEqual(error, {
    ...{ name: 'AppError', message: 'away', code: 'DB_UNAVAILABLE', fault: 'transient' },
    cause: { name: 'Error', message: 'reset' },
  });
});

test('the line of a person is short and complete', () => {
  const { log, written } = logTo('pretty');
  log.info('✅ File lock acquired', { pid: 1 });
  assert.match(written.join(''), /^\d\d:\d\d:\d\d\.\d{3} info {2}test {7}✅ File lock acquired {"pid":1}\n$/);
});

test('what cannot be written as JSON is no reason to fail: circles and big numbers', () => {
  for (const format of ['json', 'pretty'] as const) {
    const { log, written } = logTo(format);
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    log.warn('queue.warning', { circle, big: 10n, none: undefined, nothing: Object.create(null) as object });
    assert.ok(written.join('').includes('queue.warning'), format);
  }
});

/** Secrets as they leak: alone, inside a sentence, in the address of a call. */
const leak = fc
  .tuple(fc.string({ maxLength: 20 }), fc.constantFrom(...SECRETS), fc.string({ maxLength: 20 }))
  .map((parts) => parts.join(''));
const place = fc.constantFrom(
  ...['message', 'field', 'nested', 'key', 'error', 'stack', 'cause', 'details'],
  ...['name', 'code', 'aggregate', 'address', 'buffer', 'bytes', 'circle', 'line'],
);

function circleWith(text: string): Record<string, unknown> {
  const circle: Record<string, unknown> = { text, bytes: Buffer.from(text), more: new TextEncoder().encode(text) };
  return Object.assign(circle, { circle });
}

function write(where: string, text: string, format: LogFormat): string {
  const { log, written } = logTo(format);
  const stacked = new Error('x');
  stacked.stack = `Error: x\n    at ${text}`;
  const fields: Record<string, Record<string, unknown>> = {
    field: { text },
    nested: { deep: [{ er: { text } }] },
    key: { [text]: 1 },
    error: { error: new Error(text) },
    stack: { error: stacked },
    cause: { error: new AppError('UNEXPECTED', 'x', { cause: new Error('y', { cause: new Error(text) }) }) },
    details: { error: new AppError('UNEXPECTED', 'x', { details: { text } }) },
    name: { error: Object.assign(new Error('x'), { name: text }) },
    code: { error: Object.assign(new Error('x'), { code: text }) },
    aggregate: { error: new AggregateError([new Error(text)], text, { cause: new AggregateError([text], text) }) },
    address: { url: `https://x.test/?next=${encodeURIComponent(text.toWellFormed())}` },
    buffer: { body: Buffer.from(text), inside: [{ body: Buffer.from(text) }] },
    bytes: { body: new TextEncoder().encode(text) },
    circle: { circle: circleWith(text) },
    // What a child printed, as its parent would pass it on.
    line: { line: JSON.stringify({ level: 'error', error: { message: text } }) },
  };
  log.error(where === 'message' ? text : 'call.failed', fields[where] ?? {});
  return written.join('');
}

/** As it stands, inside JSON, inside an address, and as the numbers and digits of its bytes. */
const forms = (secret: string): string[] => [
  ...[secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)],
  ...[[...Buffer.from(secret)].join(','), [...Buffer.from(secret)].join(', '), Buffer.from(secret).toString('base64')],
  ...[
    Buffer.from(secret.slice(0, 8)).toString('hex'),
    Buffer.from(secret.slice(0, 8))
      .toString('hex')
      .replaceAll(/..(?=.)/g, '$& '),
  ],
];

test('no secret of the process is in any line, wherever it came from', () => {
  for (const format of ['json', 'pretty'] as const) {
    fc.assert(
      fc.property(leak, place, (text, where) => {
        const line = write(where, text, format);
        assert.ok(line.length > 10, 'something was written');
        for (const form of SECRETS.flatMap(forms)) assert.ok(!line.includes(form), `${format} ${where}: ${line}`);
      }),
      { numRuns: 400 },
    );
  }
});

test('a secret that the process was never told is known by its form', () => {
  const stranger = '700009:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake9';
  for (const where of ['message', 'field', 'nested', 'error', 'stack', 'cause']) {
    for (const format of ['json', 'pretty'] as const) {
      const line = write(where, `https://api.telegram.org/bot${stranger}/getMe postgres://u:secret@h/d`, format);
      assert.ok(!line.includes(stranger) && !line.includes('secret@'), line);
    }
  }
});

test('redaction leaves a JSON line valid', () => {
  fc.assert(
    fc.property(leak, place, (text, where) => {
      const line = write(where, text, 'json');
      assert.doesNotThrow(() => void JSON.parse(line), line);
    }),
  );
});
