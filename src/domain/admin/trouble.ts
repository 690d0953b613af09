/** What the admins are told of while it lasts, and how it is said. */
import * as z from 'zod';
import { assertNever } from '../../shared/assert-never.ts';
import type { Translate } from '../chat/contract.ts';

/** What a look over the whole house can find; each has a heading "alert <check>" in the runbook. */
export const CHECKS = [
  'holds',
  'overdue',
  'stuck',
  'unknown',
  'undelivered',
  'dead-letters',
  'delivery-failures',
  'ledger',
  'stars',
  'kie-credits',
  'orphans',
] as const;
export type Check = (typeof CHECKS)[number];

export const Trouble = z.discriminatedUnion('subject', [
  z.object({
    ...{ subject: z.literal('kie-refused'), code: z.string() },
    /** Orders that are not taken meanwhile: of so many KIE credits and more. `at`: since when, epoch milliseconds. */
    stop: z.object({ fromCredits: z.number(), at: z.number() }).optional(),
  }),
  z.object({ subject: z.literal('low-credits'), credits: z.number(), threshold: z.number() }),
  z.object({ subject: z.literal('catalog-list'), expected: z.number(), found: z.number() }),
  z.object({ subject: z.literal('conflict') }),
  z.object({ subject: z.literal('gave-up') }),
  /** A look could not be taken, so many times in a row. */
  z.object({ subject: z.literal('check-failed'), check: z.enum(CHECKS), code: z.string(), times: z.number() }),
  z.object({ subject: z.literal('found'), check: z.enum(CHECKS), count: z.number(), examples: z.array(z.string()) }),
]);
export type Trouble = Readonly<z.infer<typeof Trouble>>;

/** Troubles of one key are one trouble. */
export function troubleKey(trouble: Trouble): string {
  switch (trouble.subject) {
    case 'kie-refused':
      return `kie-refused:${trouble.code}`;
    case 'found':
      return foundKey(trouble.check);
    case 'check-failed':
      return checkFailedKey(trouble.check);
    case 'low-credits':
    case 'catalog-list':
    case 'conflict':
    case 'gave-up':
      return trouble.subject;
    default:
      return assertNever(trouble);
  }
}

export const foundKey = (check: Check): string => `found:${check}`;
export const checkFailedKey = (check: Check): string => `check-failed:${check}`;

/** Plain text. */
export function troubleText(t: Translate, trouble: Trouble): string {
  switch (trouble.subject) {
    case 'kie-refused':
      return kieRefusedText(t, trouble);
    case 'low-credits':
      return t('admin-low-credits', { credits: trouble.credits, threshold: trouble.threshold });
    case 'catalog-list':
      return t('admin-catalog-list', { expected: trouble.expected, found: trouble.found });
    case 'conflict':
      return t('admin-conflict');
    case 'gave-up':
      return t('admin-gave-up');
    case 'check-failed':
      return t('admin-check-failed', {
        ...{ what: checkTitle(t, trouble.check), code: trouble.code, times: trouble.times },
      });
    case 'found':
      return t('admin-found', {
        ...{ what: checkTitle(t, trouble.check), count: trouble.count, check: trouble.check },
        examples: trouble.examples.join(', '),
      });
    default:
      return assertNever(trouble);
  }
}

function kieRefusedText(t: Translate, { code, stop }: Extract<Trouble, { subject: 'kie-refused' }>): string {
  if (code === 'KIE_UPLOAD_REFUSED') return t('admin-kie-upload-refused', { code });
  if (stop === undefined) return t('admin-kie-refused', { code });
  return code === 'KIE_INSUFFICIENT_CREDITS'
    ? t('admin-kie-stopped-credits', { code, from: stop.fromCredits })
    : t('admin-kie-stopped-key', { code });
}

/** A few words, plain text. */
function troubleTitle(t: Translate, trouble: Trouble): string {
  switch (trouble.subject) {
    case 'kie-refused':
      return trouble.stop === undefined
        ? t('admin-title-kie-refused', { code: trouble.code })
        : t('admin-title-kie-stopped', { code: trouble.code });
    case 'low-credits':
      return t('admin-title-low-credits');
    case 'catalog-list':
      return t('admin-title-catalog-list');
    case 'conflict':
      return t('admin-title-conflict');
    case 'gave-up':
      return t('admin-title-gave-up');
    case 'check-failed':
      return t('admin-title-check-failed', { what: checkTitle(t, trouble.check) });
    case 'found':
      return checkTitle(t, trouble.check);
    default:
      return assertNever(trouble);
  }
}

function checkTitle(t: Translate, check: Check): string {
  switch (check) {
    case 'holds':
      return t('admin-check-holds');
    case 'overdue':
      return t('admin-check-overdue');
    case 'stuck':
      return t('admin-check-stuck');
    case 'unknown':
      return t('admin-check-unknown');
    case 'undelivered':
      return t('admin-check-undelivered');
    case 'dead-letters':
      return t('admin-check-dead-letters');
    case 'delivery-failures':
      return t('admin-check-delivery-failures');
    case 'ledger':
      return t('admin-check-ledger');
    case 'stars':
      return t('admin-check-stars');
    case 'kie-credits':
      return t('admin-check-kie-credits');
    case 'orphans':
      return t('admin-check-orphans');
    default:
      return assertNever(check);
  }
}

export interface Seen {
  /** How often, and for how long so far. */
  readonly count: number;
  readonly seconds: number;
}

/** While it lasts. Plain text. */
export function stillText(t: Translate, trouble: Trouble, { count, seconds }: Seen): string {
  return t('admin-alert-again', { text: troubleText(t, trouble), count, lasted: lasted(t, seconds) });
}

/** `trouble` is null where a newer version wrote it; then its key has to do. Plain text. */
export function overText(t: Translate, trouble: Trouble | null, key: string, seconds: number): string {
  const what = trouble === null ? key : troubleTitle(t, trouble);
  return t('admin-alert-over', { what, lasted: lasted(t, seconds) });
}

/** "3 min", "2 h", "5 days". Plain text. */
function lasted(t: Translate, seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 120) return t('admin-lasted-minutes', { minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t('admin-lasted-hours', { hours }) : t('admin-lasted-days', { days: Math.round(hours / 24) });
}
