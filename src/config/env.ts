/**
 * Environment to typed configuration. Each process asks only for what it uses: the health child never holds the bot
 * token or the DSN, the polling child never holds the KIE key.
 */
import * as z from 'zod';
import { EXAMPLES, VARIABLES, type VariableName } from './variables.ts';

const EVERY_CHILD = ['LOG_LEVEL', 'LOG_FORMAT', 'HEARTBEAT_TIMEOUT'] as const;
const REQUIRED = ['TELEGRAM_BOT_TOKEN', 'KIE_API_KEY', 'DATABASE_URL', 'ADMIN_ID'] as const;
const TELEGRAM = ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_API_ROOT', 'TELEGRAM_MESSAGES_PER_SECOND'] as const;
const PRODUCT = [
  'ADMIN_ID',
  'CURRENCY',
  'USD_RATE',
  'PRICE_MARKUP',
  'FREE_DAILY_LIMIT',
  'FREE_MAX_CREDITS',
  'MAX_RUNNING_PER_USER',
  'MAX_MESSAGES_PER_MINUTE',
  'MAX_SPEND_PER_DAY',
  'REFERRAL_BONUS',
  'STAR_USD',
  'PAYMENT_DETAILS',
  'TIME_ZONE',
  'SUPPORT_CONTACT',
] as const;

const NAMES = {
  polling: [...EVERY_CHILD, ...TELEGRAM, ...PRODUCT, 'DATABASE_URL', 'INSTANCE_ID', 'GENERATION_DEADLINE', 'FAIL_AT'],
  generation: [
    ...[...EVERY_CHILD, ...TELEGRAM, ...PRODUCT, 'DATABASE_URL', 'KIE_API_KEY', 'KIE_API_BASE', 'KIE_UPLOAD_BASE'],
    ...['KIE_TASKS_PER_10_SECONDS', 'PUBLIC_URL', 'RENDER_EXTERNAL_URL', 'ENABLE_HEALTH_SERVER'],
    ...['UNKNOWN_OUTCOME_GRACE', 'GENERATION_DEADLINE', 'ALLOW_PRIVATE_RESULT_HOSTS', 'CATALOG_SYNC_MINUTES'],
    ...['LOW_CREDITS', 'KEEP_UPDATES_DAYS', 'KEEP_PROMPTS_DAYS', 'KEEP_FILES_DAYS', 'FAIL_AT'],
  ],
  health: [...EVERY_CHILD, 'PORT', 'KIE_WEBHOOK_HMAC_KEY'],
  supervisor: Object.keys(VARIABLES) as VariableName[],
} as const satisfies Record<string, readonly VariableName[]>;

export type Role = keyof typeof NAMES;
export type ChildRole = Exclude<Role, 'supervisor'>;

type Typed<N extends VariableName> = { readonly [K in N]: z.output<(typeof VARIABLES)[K]> };
export type ConfigOf<R extends Role> = Typed<(typeof NAMES)[R][number]>;

export interface Problem {
  readonly variable: string;
  readonly reason: string;
  readonly example: string | undefined;
}

export type Loaded<R extends Role> =
  { readonly ok: true; readonly config: ConfigOf<R> } | { readonly ok: false; readonly problems: readonly Problem[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable is an unset one: dashboards store "" where nothing was typed. */
function present(env: Environment, names: readonly VariableName[]): Record<string, string> {
  const entries = names.map((name) => [name, env[name]?.trim()] as const);
  return Object.fromEntries(entries.filter((entry): entry is [VariableName, string] => (entry[1] ?? '') !== ''));
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Failpoints are for a Telegram on this machine: nothing may arm them where a real person would meet them. */
function failpointProblems({ FAIL_AT, TELEGRAM_API_ROOT = '' }: Readonly<Record<string, string>>): readonly Problem[] {
  if (FAIL_AT === undefined) return [];
  if (URL.canParse(TELEGRAM_API_ROOT) && LOOPBACK.has(new URL(TELEGRAM_API_ROOT).hostname)) return [];
  const reason = 'is for tests only: it needs TELEGRAM_API_ROOT to be on 127.0.0.1, [::1] or localhost';
  return [{ variable: 'FAIL_AT', reason, example: EXAMPLES.FAIL_AT }];
}

/** All problems at once, never a value. `supervisor` checks the variables of every role. */
export function loadConfig<R extends Role>(role: R, env: Environment): Loaded<R> {
  const names: readonly VariableName[] = NAMES[role];
  const given = present(env, names);
  const missing = REQUIRED.filter((name) => names.includes(name) && given[name] === undefined);
  const parsed = z.object(Object.fromEntries(names.map((name) => [name, VARIABLES[name]]))).safeParse(given);
  const misplaced = failpointProblems(given);
  if (parsed.success && misplaced.length === 0) return { ok: true, config: parsed.data as unknown as ConfigOf<R> };
  const isMissing = (name: string): boolean => (missing as readonly string[]).includes(name);
  return {
    ok: false,
    problems: [
      ...(parsed.error?.issues ?? []).map((issue) => {
        const variable = String(issue.path[0]);
        const reason = isMissing(variable) ? 'is not set' : issue.message;
        return { variable, reason, example: EXAMPLES[variable as VariableName] };
      }),
      ...misplaced,
    ],
  };
}

/** What any Node process may need, and nothing secret. */
const SYSTEM = ['PATH', 'HOME', 'TZ', 'LANG', 'TMPDIR', 'NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'] as const;

/** The whole environment of a child: its own variables and the harmless ones of the system. */
export function childEnvironment(role: ChildRole, env: Environment): Record<string, string> {
  const system = SYSTEM.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(system), ...present(env, NAMES[role]) };
}

/** The digits before the token's colon: the bot's id, which is no secret. */
export function botIdOf(token: string): string {
  return token.slice(0, token.indexOf(':'));
}

/** For a person: one line a problem, with an example where there is one. */
export function describeProblem(problem: Problem): string {
  const example = problem.example === undefined ? '' : ` (example: ${problem.example})`;
  return `${problem.variable} ${problem.reason}${example}`;
}
