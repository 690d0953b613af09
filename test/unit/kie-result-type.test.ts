import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import { type Address, checkedAddresses, isPublicAddress } from '../../src/adapters/kie/result-address.ts';
import { sniffResult } from '../../src/adapters/kie/result-type.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { assertInNoTime } from '../support/in-no-time.ts';

const bytes = (...parts: readonly (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

const zeros = (count: number): number[] => Array<number>(count).fill(0);
const samples: readonly (readonly [name: string, head: Uint8Array, mime: string, kind: string, extension: string])[] = [
  [
    'a PNG',
    bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0, 0, 13], 'IHDR', zeros(17), [0, 0, 0, 0], 'IDAT'),
    'image/png',
    'image',
    'png',
  ],
  ['a JPEG', bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF', zeros(20)), 'image/jpeg', 'image', 'jpg'],
  ['a WebP', bytes('RIFF', [4, 0, 0, 0], 'WEBPVP8 ', zeros(20)), 'image/webp', 'image', 'webp'],
  ['a GIF', bytes('GIF89a', zeros(20)), 'image/gif', 'animation', 'gif'],
  ['an MP4', bytes([0, 0, 0, 24], 'ftypisom', zeros(4), 'isommp42', zeros(20)), 'video/mp4', 'video', 'mp4'],
  ['an M4A', bytes([0, 0, 0, 24], 'ftypM4A ', zeros(4), 'isommp42', zeros(20)), 'audio/x-m4a', 'audio', 'm4a'],
  [
    'an MP3 with a tag',
    bytes('ID3', [3, 0, 0, 0, 0, 0, 10], zeros(10), [0xff, 0xfb, 0x90, 0x44], zeros(100)),
    'audio/mpeg',
    'audio',
    'mp3',
  ],
  ['a WAV', bytes('RIFF', [36, 0, 0, 0], 'WAVEfmt ', zeros(28)), 'audio/wav', 'audio', 'wav'],
  ['speech in Opus', bytes('OggS', zeros(24), 'OpusHead', zeros(40)), 'audio/ogg', 'voice', 'opus'],
  ['music in Vorbis', bytes('OggS', zeros(24), [1], 'vorbis', zeros(40)), 'audio/ogg', 'audio', 'ogg'],
  ['a ZIP', bytes('PK', [5, 6], zeros(18)), 'application/zip', 'file', 'zip'],
  ['an SVG', bytes('<?xml version="1.0"?>\n<svg xmlns="x"/>'), 'image/svg+xml', 'file', 'svg'],
  ['subtitles', bytes('1\n00:00:01 --> 00:00:02\nhello'), 'text/plain', 'file', 'txt'],
  ['something else', bytes([1, 2, 3, 0, 254, 255, 0, 9]), 'application/octet-stream', 'file', 'bin'],
];

for (const [name, head, mime, kind, extension] of samples) {
  test(`${name} is known by its bytes`, async () => {
    assert.deepEqual(await sniffResult(head), { mime, kind, extension });
  });
}

for (const page of [
  '<!DOCTYPE html><html>',
  '\n  <HTML lang="en">',
  '\ufeff<html>',
  '<?xml version="1.0"?><Error><Code>NoSuchKey',
]) {
  test(`a page in place of a result is refused: ${JSON.stringify(page)}`, async () => {
    await assert.rejects(sniffResult(Buffer.from(page)), (error) => hasCode(error, 'RESULT_REFUSED'));
  });
}

test('an SVG is known behind hundreds of comments, but not inside of one or behind words', async () => {
  const comments = '<!-- a -- b --->\n<!---->';
  const typeOf = async (text: string): Promise<string> => (await sniffResult(Buffer.from(text))).mime;
  const many = comments.repeat(150);
  assert.equal(await typeOf(`<?xml version="1.0"?>\n${many}<!DOCTYPE svg PUBLIC "x">\n<svg>`), 'image/svg+xml');
  assert.notEqual(await typeOf(`${comments}<!-- <svg>`), 'image/svg+xml');
  assert.notEqual(await typeOf(`${comments}x<!----><svg>`), 'image/svg+xml');
});

const HOSTILE: readonly (readonly [things: string, text: (times: number) => string])[] = [
  ['comments', (times) => `${'<!---->'.repeat(times)}x`],
  ['comments with space', (times) => `<?xml?>${'<!-- - -->\n\n'.repeat(times)}<svx`],
  ['comments that do not end', (times) => '<!--'.repeat(times)],
  ['a comment that nearly ends', (times) => `<!--${'-- >'.repeat(times)}`],
  ['declarations', (times) => '<?xml '.repeat(times)],
  ['instructions', (times) => '<?x?>'.repeat(times)],
  ['document types', (times) => '<!doctype svg '.repeat(times)],
  ['space', (times) => ' \n\ufeff'.repeat(times)],
  [
    'space in between',
    (times) => `<?xml?>${' '.repeat(times)}<!---->${' '.repeat(times)}<!doctype ${' '.repeat(times)}`,
  ],
];
for (const [things, text] of HOSTILE) {
  test(`a text of nothing but ${things} is looked at in no time`, async () => {
    await assertInNoTime([24, 26, 28, 600, 20_000], (times) => sniffResult(Buffer.from(text(times))));
  });
}

const publicOnes = [
  '8.8.8.8',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::1',
  ...['64:ff9b::808:808', '64:ff9b::8.8.8.8', '0064:FF9B:0:0:0:0:AC20:1', '64:ff9b::100.63.255.255'],
];
const privateOnes = [
  ...[
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
  ],
  ...['192.168.1.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
  ],
  ...['64:ff9b::7f00:1', '2001:db8::1', '2001::1', '2002:7f00:1::', 'fe80::1%eth0', 'localhost', '', '2130706433'],
  // NAT64 in the local prefix, and beside the 96 bits of the common one.
  ...[
    '64:ff9b:1::808:808',
    '64:ff9b:1:fffe:808:808::',
    '64:ff9b::1:808:808',
    '64:ff9b:0:1::808:808',
    '64:ff9a::808:808',
  ],
];

test('addresses of the public internet may be fetched from', () => {
  assert.deepEqual(
    publicOnes.filter((address) => !isPublicAddress(address)),
    [],
  );
});

test('no other address may', () => {
  assert.deepEqual(privateOnes.filter(isPublicAddress), []);
});

test('behind NAT64 an IPv4 address is judged as itself, however it is written', () => {
  const v4 = [...publicOnes, ...privateOnes].filter((address) => isIP(address) === 4);
  const hex = (address: string): string => Buffer.from(address.split('.').map(Number)).toString('hex');
  assert.ok(v4.length > 20);
  for (const address of v4) {
    const [high, low] = [hex(address).slice(0, 4), hex(address).slice(4)];
    for (const form of [`64:ff9b::${address}`, `64:ff9b::${high}:${low}`, `0064:ff9b:0:0:0:0:${high}:${low}`]) {
      assert.equal(isPublicAddress(form), isPublicAddress(address), form);
    }
  }
});

test('a host is fetched from where DNS64 adds an address, unless that leads into a network', async () => {
  const verdict = (...addresses: readonly Address[]): Promise<string> =>
    checkedAddresses(new URL('https://files.test/a.png'), () => Promise.resolve(addresses), false).then(
      () => 'fetched',
      (error: unknown) => (hasCode(error, 'RESULT_REFUSED') ? 'refused' : String(error)),
    );
  const own = { address: '104.26.7.5', family: 4 };
  assert.equal(await verdict(own, { address: '64:ff9b::681a:705', family: 6 }), 'fetched');
  assert.equal(await verdict({ address: '64:ff9b::681a:705', family: 6 }), 'fetched');
  assert.equal(await verdict(own, { address: '64:ff9b::a9fe:a9fe', family: 6 }), 'refused');
  assert.equal(await verdict(own, { address: '64:ff9b:1::681a:705', family: 6 }), 'refused');
});
