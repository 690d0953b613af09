import type { Language } from '../chat/contract.ts';

/** "28.11.2026, 01:31", in the operator's time zone. */
export function moment(at: Date, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(language === 'ru' ? 'ru' : 'en-GB', {
    ...{ day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone },
  }).format(at);
}
