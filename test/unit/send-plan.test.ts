/** Which results go together and in which forms each is tried, against the Bot API's numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jpegSize } from '../../src/roles/generation/send-cover.ts';
import { formsOf, planGroups, type Known } from '../../src/roles/generation/send-plan.ts';
import { jpeg } from '../support/result-host.ts';

const MB = 1024 * 1024;
const MIMES = {
  image: ['image/png', 'image/jpeg', 'image/webp', 'image/avif'],
  video: ['video/mp4', 'video/webm'],
  audio: ['audio/mpeg', 'audio/wav'],
  voice: ['audio/ogg'],
  animation: ['image/gif'],
  file: ['image/svg+xml', 'application/zip'],
} as const;
const kinds = Object.keys(MIMES) as (keyof typeof MIMES)[];

const known: fc.Arbitrary<Known> = fc.constantFrom(...kinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    mime: fc.constantFrom<string>(...MIMES[kind]),
    size: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 50 * MB })),
  }),
);

test('groups keep every result, once and in order, and an album is one that Telegram takes', () => {
  fc.assert(
    fc.property(fc.array(known, { maxLength: 70 }), (items) => {
      const groups = planGroups(items);
      assert.deepEqual(groups.flat(), items);
      for (const group of groups.filter(({ length }) => length > 1)) {
        assert.ok(group.length <= 10);
        assert.ok(group.every(({ size }) => size !== null));
        assert.ok(group.reduce((sum, { size }) => sum + (size ?? 0), 0) <= 30 * MB);
        const isSound = new Set(group.map(({ kind }) => kind === 'audio'));
        assert.equal(isSound.size, 1, 'sound only among sound');
        assert.ok(group.every(({ kind }) => ['image', 'video', 'audio'].includes(kind)));
        assert.ok(group.every(({ kind, size }) => kind !== 'image' || (size ?? 0) <= 10 * MB));
      }
    }),
  );
});

test('every result has a form that takes any bytes, and none beyond its limit before it', () => {
  const byUrl = { photo: 5, video: 20, audio: 20, voice: 1, animation: 20, document: 0 } as const;
  fc.assert(
    fc.property(known, fc.boolean(), (item, mustUpload) => {
      const forms = formsOf(item, mustUpload);
      assert.deepEqual(forms.at(-1), { kind: 'document', by: 'upload' });
      assert.equal(new Set(forms.map((form) => JSON.stringify(form))).size, forms.length);
      for (const { kind, by } of forms) {
        if (by === 'url') assert.ok(!mustUpload && item.size !== null && item.size <= byUrl[kind] * MB);
        else if (kind === 'photo') assert.ok((item.size ?? 0) <= 10 * MB);
      }
    }),
  );
});

const FORMS: readonly (readonly [string, Known, readonly string[]])[] = [
  ['a small picture', { kind: 'image', mime: 'image/png', size: MB }, ['photo url', 'photo upload', 'document upload']],
  ['a picture of 6 MB', { kind: 'image', mime: 'image/png', size: 6 * MB }, ['photo upload', 'document upload']],
  ['a picture of 11 MB', { kind: 'image', mime: 'image/png', size: 11 * MB }, ['document upload']],
  ['a film of 21 MB', { kind: 'video', mime: 'video/mp4', size: 21 * MB }, ['video upload', 'document upload']],
  [
    'speech of 2 MB',
    { kind: 'voice', mime: 'audio/ogg', size: 2 * MB },
    ['voice upload', 'audio upload', 'document upload'],
  ],
  ['an archive', { kind: 'file', mime: 'application/zip', size: 1 }, ['document upload']],
];
for (const [name, item, expected] of FORMS) {
  test(`${name}: ${expected.join(', ')}`, () => {
    assert.deepEqual(
      formsOf(item, false).map(({ kind, by }) => `${kind} ${by}`),
      expected,
    );
  });
}

test("a JPEG's sides are read off its frame, and of other bytes nothing is", () => {
  assert.deepEqual(jpegSize(jpeg(640, 480).bytes), { width: 640, height: 480 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      jpegSize(Buffer.concat([Buffer.from([0xff, 0xd8]), bytes]));
    }),
  );
});
