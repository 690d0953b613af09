/** Every recorded answer of KIE comes over the wire again and is read by the client. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { hasCode } from '../../src/shared/errors.ts';
import { clientFor } from './kie-client-stand.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';
import { bareFile } from '../support/result-file.ts';

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly response: unknown;
}

const FILE = new URL('../fixtures/kie/exchanges.json', import.meta.url);
const scenarios = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Exchange[]>;

/** What a recorded call is asked as; `null` for a call that the client does not know. */
async function replay(t: TestContext, exchange: Exchange): Promise<unknown> {
  const server = await startScriptedServer(t, (response) => json(response, exchange.response, exchange.status));
  const client = clientFor(server.url, { retry: { tries: 1 } });
  const { pathname } = new URL(exchange.url);
  if (pathname === '/api/v1/jobs/createTask' || pathname === '/api/v1/generate') {
    return await client.createTask({ model: 'm', input: {}, callBackUrl: null });
  }
  if (pathname.endsWith('/recordInfo') || pathname.endsWith('/record-info')) return await client.recordInfo('id');
  if (pathname === '/api/v1/chat/credit') return await client.credits();
  if (pathname.endsWith('-upload')) {
    const stream = new Blob(['x']).stream();
    return (await client.uploadStream({ stream, fileName: 'x.png', mimeType: 'image/png' })).url;
  }
  if (pathname === '/api/v1/common/download-url') {
    return await client.downloadUrl('https://cdn.kie.ai/files/sample-test-file.mp4').catch((error: unknown) => error);
  }
  return null;
}

interface Recorded {
  readonly taskId?: string;
  readonly downloadUrl?: string;
  readonly state?: string;
  readonly resultJson?: string;
  readonly costTime?: number;
}

/** The same, read off the recording by hand. */
function expected({ url, response }: Exchange): unknown {
  const { code, data } = response as { code: number; data: Recorded | number | null };
  if (typeof data === 'number') return data;
  if (url.includes('record-info') && data === null) return { state: 'missing' };
  if (code !== 200 || data === null) return code;
  if (data.downloadUrl !== undefined) return data.downloadUrl;
  if (data.state === undefined) return { kind: 'created', taskId: data.taskId };
  if (data.state !== 'success') return { state: 'running', progress: null };
  return {
    state: 'success',
    files: (JSON.parse(data.resultJson ?? '') as { resultUrls: string[] }).resultUrls.map(bareFile),
    text: null,
    firstFrameUrls: [],
    lastFrameUrls: [],
    creditsConsumed: null,
    costSeconds: data.costTime,
  };
}

/** Refusals are compared by KIE's code. */
function comparable(result: unknown): unknown {
  if (typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'refused') {
    return 'error' in result ? comparable(result.error) : result;
  }
  return hasCode(result, 'KIE_REJECTED') ? result.details['kieCode'] : result;
}

for (const [scenario, exchanges] of Object.entries(scenarios)) {
  for (const [index, exchange] of exchanges.entries()) {
    test(`the recording ${scenario} ${index} is read: ${exchange.method} ${new URL(exchange.url).pathname}`, async (t) => {
      assert.deepEqual(comparable(await replay(t, exchange)), expected(exchange));
    });
  }
}

test('the recordings are all there', () => {
  assert.equal(Object.keys(scenarios).length, 16);
  assert.equal(Object.values(scenarios).flat().length, 31);
});
