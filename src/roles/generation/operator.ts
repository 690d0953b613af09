import { troubleKey } from '../../domain/admin/trouble.ts';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

const OPERATORS_MATTER: readonly ErrorCode[] = [
  ...(['KIE_UNAUTHORIZED', 'KIE_INSUFFICIENT_CREDITS', 'KIE_FEATURE_OFF'] as const),
  'KIE_KEY_LIMIT', // lasts for hours, and every order waits for its deadline meanwhile
];
const KEYS = OPERATORS_MATTER.map((code) => troubleKey({ subject: 'kie-refused', code }));

/** What only the operator can mend is told to the admins while it lasts. Never rejects. */
export async function tellOperator(error: AppError, { alerts }: Pick<GenerationDeps, 'alerts'>): Promise<void> {
  if (!OPERATORS_MATTER.includes(error.code)) return;
  await alerts.raise({ subject: 'kie-refused', code: error.code });
}

/** KIE has taken a task, so it refuses this bot no more. Never rejects. */
export const kieAccepts = ({ alerts }: Pick<GenerationDeps, 'alerts'>): Promise<void> => alerts.clear(...KEYS);
