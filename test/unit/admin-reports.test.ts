/** What an errand's id says, and what a spreadsheet gets to read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledgerLine } from '../../src/domain/admin/ledger-csv.ts';
import { newLedgerReport, readReport, reportId } from '../../src/domain/admin/report.ts';

test('a report comes back from its id as it was', () => {
  const asked = { adminId: 900_001, language: 'ru' } as const;
  const ledger = newLedgerReport(30, asked);
  const parts = ledger.kind === 'ledger' ? [{ ...ledger, part: 3, after: 12n, last: 99n }] : [];
  for (const report of [
    { kind: 'chart', days: 7, ...asked } as const,
    ledger,
    newLedgerReport(null, asked),
    ...parts,
  ]) {
    assert.deepEqual(readReport(reportId(report)), report);
  }
});

test('any other id is none', () => {
  for (const id of [
    '',
    'chart:2:1:ru',
    'chart:7:0:ru',
    'chart:7:1:de',
    'chart:7:1:ru:x',
    ' chart:7:1:ru',
    'ledger:30:1:ru',
  ]) {
    assert.equal(readReport(id), null, id);
  }
});

const ROW = {
  ...{ time: '2026-11-28T00:00:00.000Z', transferId: '7', reference: 'grant:1', reason: 'grant', actor: 'admin:1' },
  ...{ account: 'adjustment', walletId: null, amount: '-1250', generationId: null, note: null as string | null },
};
const noteCell = (note: string): string => ledgerLine({ ...ROW, note }, 'RUB').split(',RUB,,')[1] ?? '';

test('an amount is in units of the currency with a dot; generations are counted', () => {
  assert.match(ledgerLine(ROW, 'RUB'), /,-12\.50,RUB,/);
  assert.match(ledgerLine({ ...ROW, account: 'bonus_issued', amount: '-3' }, 'RUB'), /,-3,generations,/);
});

test('what begins like a formula is not one any more, and quotes and lines stay in their cell', () => {
  for (const note of ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '＝1']) {
    assert.match(noteCell(note), /^"?'/, note);
  }
  assert.equal(noteCell('a "b", c'), '"a ""b"", c"\r\n');
  assert.equal(noteCell('plain'), 'plain\r\n');
});
