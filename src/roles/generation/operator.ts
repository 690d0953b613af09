/** What only the operator can mend: told to the admins while it lasts, and orders that KIE would refuse are not taken. */
import { troubleKey } from '../../domain/admin/trouble.ts';
import { suffices } from '../../domain/billing/intake.ts';
import { errorFields } from '../../shared/log.ts';
import { toAppError, type AppError, type ErrorCode } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

const KEY_REFUSED = 'KIE_UNAUTHORIZED';
const CREDITS_LACK = 'KIE_INSUFFICIENT_CREDITS';
const UPLOAD_REFUSED = 'KIE_UPLOAD_REFUSED';
const OPERATORS_MATTER: readonly ErrorCode[] = [
  ...([KEY_REFUSED, CREDITS_LACK, 'KIE_FEATURE_OFF'] as const),
  'KIE_KEY_LIMIT', // lasts for hours, and every order waits for its deadline meanwhile
];

const keyOf = (code: ErrorCode): string => troubleKey({ subject: 'kie-refused', code });

type AccountDeps = Pick<GenerationDeps, 'alerts' | 'intake' | 'log'>;

/** What only the operator can mend is told to the admins while it lasts. Never rejects. */
export async function tellOperator(error: AppError, { alerts }: Pick<GenerationDeps, 'alerts'>): Promise<void> {
  if (!OPERATORS_MATTER.includes(error.code) && error.code !== UPLOAD_REFUSED) return;
  await alerts.raise({ subject: 'kie-refused', code: error.code });
}

/**
 * KIE refused an order, and would refuse the next one too: none is taken where the key is refused, none of so many
 * credits where they lack. Nothing but an order's task stops orders: other calls may be refused for reasons of their own.
 * `credits` of the order, null = unknown. Never rejects.
 */
export async function orderRefused(
  error: AppError,
  credits: number | null,
  deps: Pick<GenerationDeps, 'alerts' | 'log' | 'now'>,
): Promise<void> {
  const { code } = error;
  if (code !== KEY_REFUSED && code !== CREDITS_LACK) {
    await tellOperator(error, deps);
    return;
  }
  const fromCredits = code === CREDITS_LACK ? (credits ?? 0) : 0;
  deps.log.warn('intake.stopped', { code, fromCredits });
  await deps.alerts.raise({ subject: 'kie-refused', code, stop: { fromCredits, at: deps.now() } });
}

/**
 * The files of an order could not be passed on. The upload host is another one than that of the tasks: only when the
 * account refuses the key too would the next order be refused, and then nothing but this may find it out, because an order
 * whose files are refused never gets to createTask. Returns what the order failed of. Never rejects.
 */
export async function filesRefused(
  error: AppError,
  credits: number | null,
  deps: Pick<GenerationDeps, 'alerts' | 'kie' | 'log' | 'now'>,
): Promise<AppError> {
  const account = error.code === UPLOAD_REFUSED ? await deps.kie.credits().then(() => null, toAppError) : null;
  if (account?.code === KEY_REFUSED) {
    await orderRefused(account, credits, deps);
    return account;
  }
  await tellOperator(error, deps);
  return error;
}

/** KIE has taken a file. Never rejects. */
export const uploadsWork = ({ alerts }: Pick<GenerationDeps, 'alerts'>): Promise<void> =>
  alerts.clear(keyOf(UPLOAD_REFUSED));

/** KIE has taken a task of so many credits (null = unknown), so it refuses this bot no more. Never rejects. */
export const kieAccepts = (credits: number | null, deps: AccountDeps): Promise<void> =>
  accountIsGood(OPERATORS_MATTER, credits, deps);

/** KIE told what is left on the account, and so that the key is good: orders that it is enough for are taken again. Never rejects. */
export const accountHolds = (credits: number, deps: AccountDeps): Promise<void> =>
  accountIsGood([KEY_REFUSED, CREDITS_LACK], credits, deps);

async function accountIsGood(codes: readonly ErrorCode[], credits: number | null, deps: AccountDeps): Promise<void> {
  const { alerts, intake, log } = deps;
  try {
    if (!(await alerts.lasts(...codes.map(keyOf)))) return; // asked after every task
    const stops = await intake.stops();
    const needed = stops.find(({ code }) => code === CREDITS_LACK)?.fromCredits ?? 0;
    const isEnough = credits === null ? needed === 0 : suffices(credits, needed);
    const over = codes.filter((code) => code !== CREDITS_LACK || isEnough);
    await alerts.clear(...over.map(keyOf));
    const opened = stops.filter(({ code }) => over.some((one) => one === code));
    if (opened.length > 0) log.info('intake.opened', { codes: opened.map(({ code }) => code) });
  } catch (error) {
    log.warn('intake.look.failed', { error: errorFields(error) });
  }
}
