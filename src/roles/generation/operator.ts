import { tellAdmins } from '../../adapters/postgres/admin-notice.ts';
import type { AppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

const OPERATORS_MATTER = new Set(['KIE_UNAUTHORIZED', 'KIE_INSUFFICIENT_CREDITS', 'KIE_FEATURE_OFF']);

/** What only the operator can mend is told to the admins, once per kind and hour. Never rejects. */
export async function tellOperator(error: AppError, deps: GenerationDeps): Promise<void> {
  if (!OPERATORS_MATTER.has(error.code)) return;
  await tellAdmins(deps, deps.admins, error.code, deps.texts.ru('admin-kie-refused', { code: error.code }));
}
