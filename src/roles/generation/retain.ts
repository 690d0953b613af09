/** Once a day: whatever was kept as long as the operator wished is erased. */
import type { Retention } from '../../adapters/postgres/retention.ts';
import { toAppError } from '../../shared/errors.ts';
import { errorFields, type Log } from '../../shared/log.ts';

export interface KeepDays {
  readonly updates: number;
  /** 0 = for ever. */
  readonly prompts: number;
  /** 0 = for ever. */
  readonly files: number;
}

const UNPAID_INVOICE_DAYS = 30;

/** Never rejects: what fails today is done tomorrow. */
export async function retain(
  keep: Pick<KeepDays, 'prompts' | 'files'>,
  { retention, log }: { readonly retention: Retention; readonly log: Log },
): Promise<void> {
  try {
    const prompts = keep.prompts === 0 ? 0 : await retention.erasePrompts(keep.prompts);
    const files = keep.files === 0 ? 0 : await retention.eraseFiles(keep.files);
    const invoices = await retention.dropInvoices(UNPAID_INVOICE_DAYS);
    if (prompts + files + invoices > 0) log.info('retention.done', { prompts, files, invoices });
  } catch (thrown) {
    const error = toAppError(thrown);
    log[error.fault === 'transient' ? 'warn' : 'error']('retention.failed', { error: errorFields(error) });
  }
}
