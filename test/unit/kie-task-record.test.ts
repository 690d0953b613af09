import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecordInfo, type TaskRecord } from '../../src/adapters/kie/task-record.ts';
import type { ResultFile } from '../../src/domain/generation/generation.ts';
import { bareFile } from '../support/result-file.ts';

const URL_1 = 'https://tempfile.example/a.png';
const URL_2 = 'https://tempfile.example/b.png';
const COVER = 'https://tempfile.example/cover.jpeg';
const TRACK = {
  ...{ id: 'track-1', audio_url: URL_1, stream_audio_url: 'https://stream.example/1', image_url: COVER },
  ...{ title: 'Night Drive', duration: 184.5 },
};
const track = (url: string): ResultFile => ({
  ...{ url, title: 'Night Drive', coverUrl: COVER, seconds: 184.5, trackId: 'track-1' },
});
const running: TaskRecord = { state: 'running', progress: null };
const success = (more: Partial<Extract<TaskRecord, { state: 'success' }>>): TaskRecord => ({
  state: 'success',
  files: [],
  text: null,
  firstFrameUrls: [],
  lastFrameUrls: [],
  creditsConsumed: null,
  costSeconds: null,
  ...more,
});
const json = (value: unknown): string => JSON.stringify(value);

const rows: readonly (readonly [name: string, data: unknown, expected: TaskRecord])[] = [
  ['no data at all is no such task', null, { state: 'missing' }],
  ['waiting runs', { state: 'waiting', resultJson: '' }, running],
  ['queuing runs', { state: 'queuing' }, running],
  ['a word never seen before runs', { state: 'reticulating' }, running],
  ['a progress is passed on', { state: 'generating', progress: 40 }, { state: 'running', progress: 40 }],
  ['a progress beyond 100 is not believed', { state: 'generating', progress: 4_000 }, running],
  ['success with text that is no JSON runs', { state: 'success', resultJson: '{"resultUrls":[' }, running],
  ['success with an empty text runs', { state: 'success', resultJson: '' }, running],
  ['success with an empty list runs', { state: 'success', resultJson: json({ resultUrls: [] }) }, running],
  [
    'success with no http address runs',
    { state: 'success', resultJson: json({ resultUrls: ['asset://1', 7] }) },
    running,
  ],
  [
    'success with an empty list and a bill runs, and is paid for',
    { state: 'success', resultJson: json({ resultUrls: [] }), creditsConsumed: 4 },
    { state: 'running', progress: null, creditsConsumed: 4 },
  ],
  ['a bill while it runs is not believed', { state: 'generating', creditsConsumed: 4 }, running],
  [
    'success with a list',
    { state: 'success', resultJson: json({ resultUrls: [URL_1, URL_2] }) },
    success({ files: [URL_1, URL_2].map(bareFile) }),
  ],
  [
    'a repeated address counts once',
    { state: 'success', resultJson: json({ resultUrls: [URL_1, URL_1] }) },
    success({ files: [URL_1].map(bareFile) }),
  ],
  [
    'more addresses than any model makes: the first of them',
    { state: 'success', resultJson: json({ resultUrls: Array.from({ length: 50_000 }, (_, n) => `${URL_1}?${n}`) }) },
    success({ files: Array.from({ length: 100 }, (_, n) => bareFile(`${URL_1}?${n}`)) }),
  ],
  [
    'JSON text inside JSON text',
    { state: 'success', resultJson: json(json({ resultUrls: [URL_1] })) },
    success({ files: [URL_1].map(bareFile) }),
  ],
  [
    'a list as JSON text',
    { state: 'success', resultJson: json({ resultUrls: json([URL_1]) }) },
    success({ files: [URL_1].map(bareFile) }),
  ],
  [
    'only the parsed response',
    { state: 'success', resultJson: '', response: { resultUrls: [URL_1] } },
    success({ files: [URL_1].map(bareFile) }),
  ],
  [
    'no state word, flag 1',
    { successFlag: 1, response: { resultUrls: [URL_1] } },
    success({ files: [URL_1].map(bareFile) }),
  ],
  ['no state word, flag 0', { successFlag: 0 }, running],
  [
    'the September 2026 shape',
    { state: 'success', successFlag: 1, resultJson: json({ resultUrls: [URL_1] }), costTime: 59, creditsConsumed: 3.5 },
    success({ files: [URL_1].map(bareFile), costSeconds: 59, creditsConsumed: 3.5 }),
  ],
  [
    'numbers as text, and optional fields of the wrong type',
    {
      state: 'success',
      resultJson: json({ resultUrls: [URL_1] }),
      costTime: '12',
      creditsConsumed: {},
      createTime: 'x',
    },
    success({ files: [URL_1].map(bareFile), costSeconds: 12 }),
  ],
  [
    'frames of a video',
    { state: 'success', resultJson: json({ resultUrls: [URL_1], firstFrameUrl: [URL_2], lastFrameUrl: URL_2 }) },
    success({ files: [URL_1].map(bareFile), firstFrameUrls: [URL_2], lastFrameUrls: [URL_2] }),
  ],
  [
    'a transcript',
    { state: 'success', resultJson: json({ resultObject: { text: 'hello' } }) },
    success({ text: 'hello' }),
  ],
  ['a plain text', { state: 'success', resultJson: json({ resultObject: 'hello' }) }, success({ text: 'hello' })],
  [
    'lyrics',
    {
      state: 'success',
      resultJson: json({ resultObject: { lyricsData: [{ title: 'One', text: 'la' }, { text: 'lo' }] } }),
    },
    success({ text: 'One\nla\n\nlo' }),
  ],
  [
    'a result object of unknown shape is shown, not lost',
    { state: 'success', resultJson: json({ resultObject: { bpm: 120 } }) },
    success({ text: '{\n  "bpm": 120\n}' }),
  ],
  [
    'an empty result object beside addresses',
    { state: 'success', resultJson: json({ resultUrls: [URL_1], resultObject: null }) },
    success({ files: [URL_1].map(bareFile) }),
  ],
  [
    "Suno's tracks",
    { state: 'success', response: { data: [{ audio_url: URL_1, stream_audio_url: 's' }, { audio_url: URL_2 }] } },
    success({ files: [URL_1, URL_2].map(bareFile) }),
  ],
  [
    "Suno's tracks one level deeper",
    { state: 'success', resultJson: json({ response: { data: [{ audio_url: URL_1 }] } }) },
    success({ files: [URL_1].map(bareFile) }),
  ],
  [
    "what Suno says about its tracks, on the job's endpoint",
    { state: 'success', response: { data: [TRACK] } },
    success({ files: [track(URL_1)] }),
  ],
  [
    'what Suno says about its tracks, on the older endpoint',
    {
      successFlag: 1,
      response: {
        sunoData: [{ id: 'track-1', audioUrl: URL_1, imageUrl: COVER, title: ' Night Drive ', duration: '184.5' }],
      },
    },
    success({ files: [track(URL_1)] }),
  ],
  [
    'bare addresses first, and the same tracks beside them',
    { state: 'success', resultJson: json({ resultUrls: [URL_1] }), response: { data: [TRACK] } },
    success({ files: [track(URL_1)] }),
  ],
  [
    'tracks whose files were copied to another host keep what is known about them, in their order',
    { state: 'success', resultJson: json({ resultUrls: [URL_2] }), response: { response: { data: [TRACK] } } },
    success({ files: [track(URL_2)] }),
  ],
  [
    'more files than tracks: nobody guesses which is which',
    { state: 'success', resultJson: json({ resultUrls: [URL_2, COVER] }), response: { data: [TRACK] } },
    success({ files: [URL_2, COVER].map(bareFile) }),
  ],
  [
    'a track without an address, with a duration of zero, with a name of blanks',
    {
      state: 'success',
      response: {
        data: [
          { id: 'x', audio_url: '' },
          { id: '', audio_url: URL_1, title: '  ', duration: 0 },
        ],
      },
    },
    success({ files: [URL_1].map(bareFile) }),
  ],
  [
    'the stems of a song',
    { successFlag: 1, response: { vocalUrl: URL_1, instrumentalUrl: URL_2, drumsUrl: null } },
    success({
      files: [
        { ...bareFile(URL_1), title: 'vocal' },
        { ...bareFile(URL_2), title: 'instrumental' },
      ],
    }),
  ],
  [
    'files and an object: both',
    { state: 'success', resultJson: json({ resultUrls: [URL_1], resultObject: { text: 'hello' } }) },
    success({ files: [URL_1].map(bareFile), text: 'hello' }),
  ],
  [
    'an empty list and no object is nothing yet',
    { state: 'success', resultJson: json({ resultUrls: [], resultObject: null }) },
    running,
  ],
  [
    'a failure',
    { state: 'fail', resultJson: '', failCode: '501', failMsg: 'Generation timed out', creditsConsumed: 0 },
    { state: 'fail', reason: 'provider-timeout', code: '501', message: 'Generation timed out', creditsConsumed: 0 },
  ],
  [
    'a failure with a number for a code and no message',
    { state: 'fail', failCode: 500, failMsg: null },
    { state: 'fail', reason: 'provider-error', code: '500', message: '', creditsConsumed: null },
  ],
  [
    'no state word, flag 3',
    { successFlag: 3, errorMessage: 'flagged as sensitive' },
    { state: 'fail', reason: 'content-policy', code: null, message: 'flagged as sensitive', creditsConsumed: null },
  ],
];

for (const [name, data, expected] of rows) {
  test(`a task record: ${name}`, () => assert.deepEqual(RecordInfo.parse(data), expected));
}

test('a task record of any content is read, and only the word "fail" fails it', () => {
  const field = fc.oneof(fc.jsonValue(), fc.constant(undefined));
  const record = fc.record({
    state: fc.string(),
    resultJson: field,
    response: field,
    costTime: field,
    progress: field,
  });
  fc.assert(
    fc.property(record, (data) => {
      fc.pre(!/^fail(ed)?$/i.test(data.state));
      assert.notEqual(RecordInfo.parse(data).state, 'fail');
    }),
  );
});
