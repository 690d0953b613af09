/**
 * Every environment variable of the service: its rule, and an example for whoever set it wrongly. Values are never
 * printed.
 */
import { parse } from 'pg-connection-string';
import * as z from 'zod';
import { FAIL_ACTIONS, PLACES, type FailAt } from '../shared/failpoint.ts';

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .transform((url) => url.replace(/\/+$/, ''));

const whole = (min: number, max: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int({ error: `must be a whole number from ${min} to ${max}` })
    .min(min, { error: `must be at least ${min}` })
    .max(max, { error: `must be at most ${max}` });

/** Kept as text, so that it stays exact. */
const decimalAboveZero = z
  .string()
  .regex(/^(?=.*[1-9])\d{1,9}(?:\.\d{1,9})?$/, { error: 'must be a number above 0 with a point, such as 92.5' });

const seconds = (min: number, max: number) => whole(min, max).transform((value) => value * 1_000);

const adminIds = z
  .string()
  .regex(/^\s*\d{1,16}(\s*,\s*\d{1,16})*\s*$/, {
    error: 'must be one Telegram user id or several, separated by commas',
  })
  .transform((list) => list.split(',').map((id) => Number(id.trim())));

/** Read the way the driver will read it. */
function isDsn(value: string): boolean {
  try {
    parse(value, { useLibpqCompat: value.includes('sslmode=') });
    return true;
  } catch {
    return false; // its errors may quote the password
  }
}

/**
 * A name that means the same to Node and to PostgreSQL, which reads the sign of a bare offset the other way round and
 * takes abbreviations for other places.
 */
function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && !/^[a-z_]+\//i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // a RangeError is Intl's only way to say no
  }
}

const currency = z
  .string()
  .transform((code) => code.toUpperCase())
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), {
    error: 'is not the three letters of a currency',
  });

/** `place`, `place:action`, or the absolute path of a directory. */
const failAt = z.string().transform((value, context): FailAt => {
  if (value.startsWith('/')) return { directory: value };
  const [placeName, actionName = 'kill'] = value.split(':', 2);
  const place = PLACES.find((each) => each === placeName);
  const action = FAIL_ACTIONS.find((each) => each === actionName);
  if (place !== undefined && action !== undefined) return { place, action };
  const message =
    place === undefined
      ? `is neither a directory nor one of ${PLACES.join(', ')}`
      : `has an action that is none of ${FAIL_ACTIONS.join(', ')}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

export const VARIABLES = {
  TELEGRAM_BOT_TOKEN: z.string().regex(/^\d{6,}:[\w-]{30,}$/, { error: 'is not a bot token as BotFather gives it' }),
  KIE_API_KEY: z
    .string()
    .min(8, { error: 'is too short to be a KIE AI key' })
    .regex(/^\S+$/, { error: 'has a space in it' }),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, { error: 'must start with postgresql://', abort: true })
    .refine(isDsn, { error: 'cannot be read (in a password write # / ? @ and % as %23 %2F %3F %40 %25)' }),
  ADMIN_ID: adminIds,
  ENABLE_HEALTH_SERVER: z
    .enum(['0', '1'], { error: 'must be 1 or 0' })
    .default('1')
    .transform((flag) => flag === '1'),
  PORT: whole(1, 65_535).default(10_000),
  ROLES: z.enum(['web', 'worker', 'generator'], { error: 'must be web, worker or generator' }).optional(),
  PUBLIC_URL: httpUrl.optional(),
  RENDER_EXTERNAL_URL: httpUrl.optional(),
  RENDER_INSTANCE_ID: z.string().max(100).optional(),
  /** Made by the supervisor at its start and given to its children: never set by hand. */
  INSTANCE_ID: z.string().max(200).optional(),
  KIE_WEBHOOK_HMAC_KEY: z.string().min(8, { error: 'is too short' }).optional(),
  TELEGRAM_API_ROOT: httpUrl.default('https://api.telegram.org'),
  TELEGRAM_MESSAGES_PER_SECOND: whole(1, 1_000).default(30),
  KIE_API_BASE: httpUrl.default('https://api.kie.ai'),
  KIE_UPLOAD_BASE: httpUrl.default('https://kieai.redpandaai.co'),
  KIE_TASKS_PER_10_SECONDS: whole(1, 10_000).default(20),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
  LOG_FORMAT: z.enum(['pretty', 'json'], { error: 'must be pretty or json' }).optional(),
  LOCK_DIR: z.string().min(1).optional(),
  CURRENCY: currency.default('RUB'),
  USD_RATE: decimalAboveZero.default('90'),
  PRICE_MARKUP: decimalAboveZero.default('2.0'),
  FREE_DAILY_LIMIT: whole(0, 100_000).default(5),
  FREE_MAX_CREDITS: whole(0, 100_000).default(4),
  MAX_RUNNING_PER_USER: whole(1, 100).default(3),
  MAX_MESSAGES_PER_MINUTE: whole(1, 10_000).default(60),
  /** In whole units of the currency; 0 = no limit. */
  MAX_SPEND_PER_DAY: whole(0, 1_000_000_000).default(0),
  REFERRAL_BONUS: whole(0, 1_000).default(2),
  STAR_USD: decimalAboveZero.default('0.013'),
  PAYMENT_DETAILS: z.string().max(1_000, { error: 'is longer than 1000 characters' }).optional(),
  /** 0 = never. */
  CATALOG_SYNC_MINUTES: whole(0, 10_080).default(360),
  /** KIE credits; 0 = never. */
  LOW_CREDITS: whole(0, 1_000_000_000).default(1_000),
  /** Update ids are random only after a week of silence. */
  KEEP_UPDATES_DAYS: whole(8, 3_650).default(8),
  /** 0 = for ever. */
  KEEP_PROMPTS_DAYS: whole(0, 36_500).default(365),
  /** 0 = for ever. */
  KEEP_FILES_DAYS: whole(0, 36_500).default(365),
  UNKNOWN_OUTCOME_GRACE: seconds(1, 86_400).default(600_000),
  GENERATION_DEADLINE: seconds(10, 86_400).default(3_600_000),
  HEARTBEAT_TIMEOUT: seconds(2, 600).default(10_000),
  SHUTDOWN_TIMEOUT: seconds(2, 290).default(25_000),
  CHILD_MEMORY_LIMIT_MB: whole(64, 65_536).default(256),
  RESTARTS_PER_MINUTE: whole(1, 1_000).default(5),
  RESTARTS_PER_HOUR: whole(1, 10_000).default(20),
  TIME_ZONE: z.string().refine(isTimeZone, { error: 'is not the name of a time zone' }).default('Europe/Moscow'),
  SUPPORT_CONTACT: z.string().max(100).optional(),
  ALLOW_PRIVATE_RESULT_HOSTS: z
    .enum(['0', '1'], { error: 'must be 1 or 0' })
    .default('0')
    .transform((flag) => flag === '1'),
  FAIL_AT: failAt.optional(),
} as const;

export type VariableName = keyof typeof VARIABLES;

/** Shown beside a complaint, so each is obviously not real. */
export const EXAMPLES: Partial<Record<VariableName, string>> = {
  TELEGRAM_BOT_TOKEN: '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0',
  KIE_API_KEY: 'the key shown on kie.ai under API keys',
  DATABASE_URL: 'postgresql://user:password@host:5432/name',
  ADMIN_ID: '123456789',
  PORT: '10000',
  PUBLIC_URL: 'https://your-service.onrender.com',
  CURRENCY: 'RUB',
  USD_RATE: '90',
  PRICE_MARKUP: '2.0',
  FREE_DAILY_LIMIT: '5',
  TIME_ZONE: 'Europe/Moscow',
  LOG_LEVEL: 'info',
};
