/** One file of the ledger, read while it is sent: a chunk at a time is in memory, whatever the number of rows. */
import { Readable } from 'node:stream';
import type pg from 'pg';
import { pgError } from '../../adapters/postgres/errors.ts';
import type { LedgerExport } from '../../adapters/postgres/ledger-export.ts';
import { ledgerHeader, ledgerLine } from '../../domain/admin/ledger-csv.ts';

interface PartDeps {
  readonly pool: pg.Pool;
  readonly ledgerExport: LedgerExport;
  readonly currency: string;
  readonly mostBytes: number;
}

/** Transfers of one look into the database. */
const CHUNK = 1_000;

export function ledgerPart(
  { after, last }: { readonly after: bigint; readonly last: bigint },
  { pool, ledgerExport, currency, mostBytes }: PartDeps,
): {
  readonly open: () => Promise<Readable>;
  /** After it was sent: the transfer to go on after; null = that was all. */
  readonly rest: () => bigint | null;
} {
  let rest: bigint | null = null;

  async function* lines(): AsyncGenerator<Buffer> {
    let at = after;
    rest = null;
    const header = Buffer.from(ledgerHeader());
    let bytes = header.length;
    yield header;
    for (;;) {
      const rows = await ledgerExport.chunk(pool, at, last, CHUNK).catch((error: unknown) => {
        throw pgError(error);
      });
      const end = rows.at(-1);
      if (end === undefined) return;
      const text = Buffer.from(rows.map((row) => ledgerLine(row, currency)).join(''));
      // At least one chunk a file, so that every file brings the export further.
      if (bytes + text.length > mostBytes && at !== after) {
        rest = at;
        return;
      }
      bytes += text.length;
      at = BigInt(end.transferId);
      yield text;
    }
  }

  return { open: () => Promise.resolve(Readable.from(lines(), { objectMode: false })), rest: () => rest };
}
