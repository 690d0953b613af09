import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AppError, FAULT_BY_CODE, hasCode, toAppError, type ErrorCode } from '../../src/shared/errors.ts';
import { errorFields } from '../../src/shared/log.ts';

test('every code knows its fault', () => {
  for (const [code, fault] of Object.entries(FAULT_BY_CODE)) {
    assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
    assert.equal(new AppError(code as ErrorCode, 'x').fault, fault);
  }
});

test('total: whatever was thrown, an AppError comes out that keeps it; ours pass unchanged', () => {
  const ours = new AppError('LOCK_BUSY', 'busy');
  assert.equal(toAppError(ours), ours);
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const error = toAppError(thrown);
      assert.equal(error.code, 'UNEXPECTED');
      assert.deepEqual(error.cause, thrown);
    }),
  );
});

test('a code is recognised on our errors only', () => {
  assert.ok(hasCode(new AppError('LEASE_LOST', 'x'), 'LEASE_LOST'));
  assert.ok(!hasCode(new AppError('LEASE_LOST', 'x'), 'LOCK_BUSY'));
  assert.ok(!hasCode(Object.assign(new Error('x'), { code: 'LEASE_LOST' }), 'LEASE_LOST'));
});

test('the fields of an error for a log: its code and causes, and a stack only where it helps', () => {
  const socket = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  const expected = errorFields(new AppError('DB_UNAVAILABLE', 'away', { cause: socket, details: { epoch: 3 } }));
  assert.deepEqual(expected, {
    ...{ name: 'AppError', message: 'away', code: 'DB_UNAVAILABLE', fault: 'transient', epoch: 3 },
    cause: { name: 'Error', message: 'reset', code: 'ECONNRESET' },
  });
  assert.equal(typeof errorFields(new Error('a defect'))['stack'], 'string');
  assert.equal(typeof errorFields(new AppError('UNEXPECTED', 'a defect'))['stack'], 'string');
});

test('anything thrown becomes fields, also in a circle of causes', () => {
  const circle = new Error('one');
  circle.cause = new Error('two', { cause: circle });
  assert.doesNotThrow(() => errorFields(circle));
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
      assert.equal(typeof errorFields(thrown)['message'], 'string');
      assert.equal(typeof errorFields(new Error('x', { cause: thrown }))['message'], 'string');
    }),
  );
});
