/** Row K7 of the fault list: a result's host that is gone, slow, endless, or leads into our own network. */
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createResultFetch, readResultBytes } from '../../src/adapters/kie/result-fetch.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { impatientFetch, startDelivering } from '../support/generation-delivering.ts';
import { kieFaults, quickModels } from '../support/kie-faults.ts';
import { PAGE, PNG } from '../support/result-host.ts';
import { json, startScriptedServer, type Script } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const { assertDeliveredOnce, stateOf, submitted } = kieFaults(() => stand);

const GIGABYTE = 1_024 ** 3;
/** What must not be taken for a result, although it may be asked for again. */
const AWAY: readonly (readonly [name: string, script: Script])[] = [
  ['404', (response) => void response.writeHead(404).end()],
  ['403', (response) => void response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')],
  ['410, expired', (response) => void response.writeHead(410).end()],
  [
    'slow, a byte now and then',
    (response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': 100_000 });
      const drip = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(drip));
    },
  ],
];

for (const [name, script] of AWAY) {
  test(`K7: a result that is ${name} is asked for again, KIE is asked where it is now, and it arrives once`, async (t) => {
    const place = { now: 'old.png' };
    const host = await startScriptedServer(t, (response, nth, request) => {
      const { path } = request;
      if (path.includes('recordInfo')) {
        const resultJson = JSON.stringify({ resultUrls: [`${host.url}/${place.now}`] });
        json(response, { code: 200, msg: 'success', data: { state: 'success', resultJson } });
      } else if (path === '/old.png') script(response, nth, request);
      else response.writeHead(200, { 'content-type': PNG.type, 'content-length': PNG.bytes.length }).end(PNG.bytes);
    });
    const deps = { ...stand.deps, kie: stand.kieClient({ apiBase: host.url }) };
    const order = await submitted();
    await watch(order, deps);
    const hurried = { ...deps, fetchResult: impatientFetch };
    assert.deepEqual(await deliver(order, hurried), { kind: 'later', delaySeconds: 10 });
    assert.equal(await stand.rows.hold(order.generationId), 'held');
    place.now = 'new.png';
    assert.deepEqual(await deliver(order, hurried), { kind: 'later', delaySeconds: 10 });
    assert.equal(await stateOf(order), 'delivering');
    await deliver(order, deps);
    assert.equal(await stateOf(order), 'delivered');
    const { messages } = await stand.telegram.transcript(order.chatId);
    assert.equal(messages.filter(({ media }) => media !== null).length, 1);
    assert.equal(await stand.rows.hold(order.generationId), 'captured');
  });
}

test('K7: the sandbox KIE lets its result expire before it is fetched: nothing is charged when it does not come back', async () => {
  const order = await submitted({ deadlineMs: 60_000 });
  await watch(order, stand.deps);
  const [task] = await stand.kie.tasks();
  assert.ok(await stand.kie.expire(task?.resultUrls[0] ?? ''));
  assert.equal((await deliver(order, stand.deps)).kind, 'later');
  await stand.advance(60_000 + 601_000);
  await deliver(order, stand.deps);
  assert.equal(await stateOf(order), 'failed');
  assert.equal(await stand.rows.hold(order.generationId), 'released');
});

const endless: Script = (response) => {
  response.writeHead(200, { 'content-type': 'video/mp4' });
  const block = Buffer.alloc(64 * 1_024, 1);
  const more = (): void => {
    while (!response.destroyed && response.write(block));
    response.once('drain', more);
  };
  more();
};
const LARGE: readonly (readonly [name: string, script: Script])[] = [
  [
    'announced as 4 GB',
    (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 4 * GIGABYTE });
      response.write(Buffer.alloc(10_000, 1));
    },
  ],
  ['endless and not announced', endless],
];
for (const [name, script] of LARGE) {
  test(`K7: a result that is ${name} is cut at the cap, is not held, and comes as a link`, async (t) => {
    const host = await startScriptedServer(t, script);
    const order = await startDelivering(stand, [`${host.url}/a.mp4`]);
    const before = process.memoryUsage().rss;
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    assert.ok(process.memoryUsage().rss - before < 60 * 1_024 * 1_024, 'in memory');
    await order.assertDelivered();
    assert.deepEqual(await order.seen(), []);
    const links = (await order.notices()).flatMap(({ payload }) => payload.reply_markup?.inline_keyboard.flat() ?? []);
    assert.ok(links.some(({ url }) => url === `${host.url}/a.mp4`));
  });
}

const bomb = gzipSync(Buffer.alloc(30_000_000));
const REFUSED: readonly (readonly [name: string, script: Script])[] = [
  [
    'a page instead of an mp4',
    (response) => void response.writeHead(200, { 'content-type': 'video/mp4' }).end(PAGE.bytes),
  ],
  [
    'a bomb under gzip',
    (response) => void response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' }).end(bomb),
  ],
];
for (const [name, script] of REFUSED) {
  test(`K7: ${name} is not unpacked, not sent, and not charged`, async (t) => {
    const host = await startScriptedServer(t, script);
    const order = await startDelivering(stand, [`${host.url}/a.mp4`]);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertUndeliverable();
    assert.deepEqual(await order.sends(), []);
  });
}

/** Not one of them is of the public internet, however it is written. */
const INSIDE = [
  ...['169.254.169.254', '127.0.0.1', '127.1', '127.0.1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
  ...[
    '2852039166',
    '0xa9fea9fe',
    '0xA9.0xFE.0xA9.0xFE',
    '0251.0376.0251.0376',
    '169.254.43518',
    '2130706433',
    '017700000001',
  ],
  ...['0', '0.0.0.0', '100.64.0.1', '100.127.255.254', '198.18.0.1', '224.0.0.1', '255.255.255.255', '192.0.0.192'],
  ...['[::1]', '[::]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[::ffff:0:127.0.0.1]', '[::127.0.0.1]'],
  ...[
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[ff02::1]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::1]',
    '[fec0::1]',
  ],
  ...[
    '１６９.254.169.254',
    '169。254。169。254',
    '169.254.169.254.',
    '%31%32%37.0.0.1',
    'ⓛocalhost.test',
    'metadata.test',
  ],
];

/** Names of the public internet lead to the test's own server, over plain http; everything else is as in production. */
function production(t: TestContext, port: number) {
  const asked: string[] = [];
  const real = http.request.bind(http);
  t.mock.method(https, 'request', (url: URL, options: http.RequestOptions) => {
    asked.push(url.host);
    const { headers, signal } = options;
    return real({
      ...(headers && { headers }),
      ...(signal && { signal }),
      agent: false,
      host: '127.0.0.1',
      port,
      path: url.pathname,
    });
  });
  const fetchResult = createResultFetch({
    allowPrivateHosts: false,
    resolve: (name) =>
      Promise.resolve(
        name.startsWith('public')
          ? [{ address: '8.8.8.8', family: 4 }]
          : [
              { address: '8.8.8.8', family: 4 },
              { address: '169.254.169.254', family: 4 },
            ],
      ),
  });
  return { asked, fetchResult };
}
const isInside = (error: unknown): boolean =>
  hasCode(error, 'RESULT_REFUSED') && error.details['refusal'] === 'private-address';

test('K7: an address inside, in every form, is refused at once and behind a redirect, and never connected to', async (t) => {
  const target = { now: '' };
  const host = await startScriptedServer(t, (response, _nth, { path }) => {
    if (path === '/good.png') response.writeHead(200, { 'content-type': PNG.type }).end(PNG.bytes);
    else response.writeHead(302, { location: target.now }).end();
  });
  const { asked, fetchResult } = production(t, host.port);
  const good = await readResultBytes(await fetchResult('https://public.test/good.png'));
  assert.ok(Buffer.from(good).equals(PNG.bytes), 'the way through the mock is open');
  for (const inside of INSIDE) {
    asked.length = 0;
    target.now = `https://${inside}/latest/meta-data/`;
    await assert.rejects(fetchResult(target.now), isInside, `at once: ${inside}`);
    assert.deepEqual(asked, [], inside);
    if (!/^[\x20-\x7e]+$/.test(inside)) continue; // a header of HTTP carries no other letters
    await assert.rejects(fetchResult('https://public.test/moved'), isInside, `behind a redirect: ${inside}`);
    assert.deepEqual(asked, ['public.test'], inside);
  }
});

test('K7: a chain of redirects is refused where it turns inside, leaves https, or goes in circles', async (t) => {
  const chain: Record<string, string> = {
    '/a': 'https://public-b.test/b',
    '/b': '//public-c.test/c',
    '/c': 'https://169.254.169.254/latest/',
    '/plain': 'http://public.test/good.png',
    '/file': 'file:///etc/passwd',
    '/key': 'https://user:pass@public.test/good.png',
    '/none': '',
    '/circle': '/circle',
  };
  const host = await startScriptedServer(t, (response, _nth, { path }) => {
    response.writeHead(302, { location: chain[path] ?? '' }).end();
  });
  const { asked, fetchResult } = production(t, host.port);
  await assert.rejects(fetchResult('https://public-a.test/a'), isInside);
  assert.deepEqual(asked, ['public-a.test', 'public-b.test', 'public-c.test']);
  for (const start of ['/plain', '/file', '/key', '/circle', '/none']) {
    await assert.rejects(
      fetchResult(`https://public.test${start}`),
      (error) => hasCode(error, 'RESULT_REFUSED'),
      start,
    );
  }
});

test('K7: a result inside is neither sent by its address, nor given as a link, and nothing is charged', async (t) => {
  const host = await startScriptedServer(
    t,
    (response) => void response.writeHead(302, { location: 'https://169.254.169.254/' }).end(),
  );
  const { fetchResult } = production(t, host.port);
  for (const url of ['https://2852039166/latest/', 'https://metadata.test/latest/', 'https://public.test/moved']) {
    const order = await startDelivering(stand, [url]);
    assert.deepEqual(await deliver(order, { ...stand.deps, fetchResult }), { kind: 'done' });
    await order.assertUndeliverable();
    assert.deepEqual(await order.sends(), []);
    assert.ok(!JSON.stringify(await order.notices()).includes(url));
  }
});

test('K7: the stand itself delivers: the tests above can fail', async () => {
  const order = await submitted();
  await watch(order, stand.deps);
  await assertDeliveredOnce(order);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
