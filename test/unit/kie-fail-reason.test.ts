import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyFailure, failureReasonOf } from '../../src/adapters/kie/fail-reason.ts';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { AppError } from '../../src/shared/errors.ts';
import { assertInNoTime } from '../support/in-no-time.ts';

const rows: readonly (readonly [code: string | null, message: string, reason: FailureReason])[] = [
  ['500', 'Your prompt was flagged by our content moderation system.', 'content-policy'],
  ['501', 'The request violates our content policy', 'content-policy'],
  ['400', 'NSFW content detected in the input image', 'content-policy'],
  ['422', 'The prompt contains sensitive words', 'content-policy'],
  ['500', 'Image may contain a public figure, please change it', 'content-policy'],
  ['500', 'This content may infringe copyright', 'content-policy'],
  ['413', 'Uploaded audio matches an existing work of art', 'content-policy'],
  ['SENSITIVE_WORD_ERROR', '', 'content-policy'],
  ['500', 'Failed to download image from url', 'input-unreachable'],
  ['500', 'Could not fetch the image: timeout', 'input-unreachable'],
  ['422', 'The image url is not accessible', 'input-unreachable'],
  ['451', '', 'input-unreachable'],
  ['501', 'Upstream request timed out', 'provider-timeout'],
  ['500', 'Timeout while generating', 'provider-timeout'],
  ['408', '', 'provider-timeout'],
  ['500', 'Credits insufficient', 'unavailable'],
  ['402', 'The current credits are insufficient. Please top up.', 'unavailable'],
  ['401', 'You do not have access permissions', 'unavailable'],
  ['455', 'The service is under maintenance', 'unavailable'],
  ['500', 'aspect_ratio is required', 'invalid-input'],
  ['500', 'resolution is not within the range of allowed options', 'invalid-input'],
  ['500', 'Prompt is too long', 'invalid-input'],
  ['422', 'Please enter callBackUrl.', 'invalid-input'],
  ['500', 'Image size exceeds the maximum of 10MB', 'invalid-input'],
  ['422', '', 'invalid-input'],
  ['500', 'Internal Error, Please try again later.', 'provider-error'],
  ['501', 'Playground task failed.', 'provider-error'],
  ['GENERATION_FAILED', '', 'provider-error'],
  [null, '', 'provider-error'],
  ['429', 'Rate limit exceeded, too many requests', 'provider-error'],
  ['500', 'Maximum retries exceeded', 'provider-error'],
  ['500', 'Upstream quota exceeded', 'unavailable'],
  ['500', 'mode must be explicitly given', 'invalid-input'],
];

for (const [code, message, reason] of rows) {
  test(`failure ${code ?? 'without a code'} "${message}" is ${reason}`, () => {
    assert.equal(classifyFailure(code, message), reason);
  });
}

test('a refused call ends a generation with the reason KIE gave, or the one that its code means', () => {
  assert.equal(failureReasonOf(new AppError('KIE_INSUFFICIENT_CREDITS', '')), 'unavailable');
  assert.equal(failureReasonOf(new AppError('KIE_INPUT_UNREACHABLE', '')), 'input-unreachable');
  assert.equal(
    failureReasonOf(new AppError('KIE_REJECTED', '', { details: { reason: 'content-policy' } })),
    'content-policy',
  );
  assert.equal(
    failureReasonOf(new AppError('KIE_REJECTED', '', { details: { reason: 'nonsense' } })),
    'provider-error',
  );
});

for (const words of ['faildownload', 'image ', 'error fetched ', 'insufficient ', 'download image ', 'model ']) {
  test(`a vendor that says nothing but "${words}" is understood in no time`, async () => {
    await assertInNoTime([25, 50, 100, 2_000, 20_000], (times) => classifyFailure(null, words.repeat(times)));
  });
}
