import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRedact } from '../../src/shared/redact.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const KEY = 'fake+kie/key"0123456789=';
const PASSWORD = 'p%40ss-w0rd-of-fakes';
const DSN = `postgresql://fake_user:${PASSWORD}@127.0.0.1:5432/fake`;

const well = fc.string({ unit: 'grapheme', maxLength: 30 });

test('a token inside a URL, where a letter stands before it, is hidden', () => {
  const clean = createRedact([])(`GET https://api.telegram.org/bot${TOKEN}/getMe failed`);
  assert.equal(clean, 'GET https://api.telegram.org/bot[redacted]/getMe failed');
});

test('DSNs, bearer headers, callback tokens and file links are hidden', () => {
  const redact = createRedact([]);
  assert.equal(redact('at postgresql://u:p@h:5/d now'), 'at [redacted] now');
  assert.equal(redact('Authorization: Bearer abcdefgh12345'), 'Authorization: Bearer [redacted]');
  assert.equal(redact('POST /kie/callback/AbC-12345678_x'), 'POST /kie/callback/[redacted]');
  assert.ok(!redact(`https://api.telegram.org/file/bot${TOKEN}/photos/1.jpg`).includes('photos'));
});

test('so they are inside an encoded address', () => {
  const redact = createRedact([]);
  const inside = (address: string): string => redact(`https://x.test/?u=${encodeURIComponent(address)}`);
  assert.ok(!inside(`https://api.telegram.org/bot${TOKEN}/getMe`).includes('FAKEfake'));
  assert.ok(!inside(`https://api.telegram.org/file/bot${TOKEN}/photos/1.jpg`).includes('photos'));
  assert.ok(!inside('https://us.test/kie/callback/AbC-12345678_x').includes('12345678'));
  assert.ok(!inside('postgres://u:hidden@h/d').includes('hidden'));
});

test('a bearer token is hidden behind any number of what separates, and behind a word that ends like a bearer', () => {
  const redact = createRedact([]);
  const separators = fc.array(fc.constantFrom(' ', '\t', '\n', '+', '%20'), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(well, separators, fc.stringMatching(/^[\w.~/=-]{8,40}$/), (before, between, token) => {
      const clean = redact(`${before}BEARER${between.join('')}${token} ok`);
      assert.ok(clean.startsWith(`${before}BEARER`) && clean.endsWith('[redacted] ok'), clean);
    }),
  );
  assert.equal(redact('bearer bearer abcdefgh'), 'bearer bearer [redacted]');
  assert.equal(redact('bearer xxxxxbearer abcdefgh'), 'bearer [redacted] [redacted]');
  assert.equal(redact('bearer xxxxxbearer+ abcdefgh'), 'bearer [redacted] [redacted]');
  assert.equal(redact('bearer xxxxxbearer%20+ +abcdefgh'), 'bearer [redacted] +[redacted]');
  assert.equal(redact('bearer +++abcdefgh bearer abc'), 'bearer +++[redacted] bearer abc');
});

test('the password of the DSN is hidden alone too, unless it is no secret', () => {
  const redact = createRedact([DSN]);
  assert.equal(redact(`{"password":"p@ss-w0rd-of-fakes"} ${PASSWORD}`), '{"password":"[redacted]"} [redacted]');
  assert.equal(createRedact(['postgres://postgres:postgres@h/d'])('postgres is away'), 'postgres is away');
  assert.equal(createRedact(['postgres://u:postgres@h/d'])('at postgres://v:other@h/d'), 'at [redacted]');
});

const FORMS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  json: (text) => JSON.stringify(text),
  'json in json': (text) => JSON.stringify(JSON.stringify({ text })),
  'an address': encodeURIComponent,
  'an address in small letters': (text) => encodeURIComponent(text).replaceAll(/%\w\w/g, (e) => e.toLowerCase()),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
};

for (const [form, write] of Object.entries(FORMS)) {
  test(`a known secret never survives, wherever it stands, as ${form}`, () => {
    const redact = createRedact([KEY, TOKEN, DSN]);
    fc.assert(
      fc.property(well, well, fc.constantFrom(KEY, TOKEN, DSN), (before, after, secret) => {
        const clean = redact(`${before}${write(`${before}${secret}${after}`)}${after}`);
        assert.ok(clean.includes('[redacted]'));
        // Of base64 what mixes with the neighbours may stay: less than one group at either end.
        const shown = /^base64/.test(form) ? Buffer.from(clean, 'base64').toString('latin1') : clean;
        for (const text of [secret, write(secret).replaceAll(/^"|"$/g, '')]) assert.ok(!clean.includes(text), clean);
        assert.ok(!shown.includes(secret.slice(3, -3)), clean);
      }),
      { numRuns: 200 },
    );
  });
}

test('what is no secret stays as it is', () => {
  const redact = createRedact([KEY, TOKEN, DSN]);
  for (const line of [
    '2026-11-28T04:00:00.000Z',
    '{"chatId":-1002000000001,"rev":7}',
    'at https://kie.ai/market/x',
    '',
  ]) {
    assert.equal(redact(line), line);
  }
});
