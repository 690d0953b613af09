import { createHash } from 'node:crypto';

/** How the database names a KIE key, which it never holds. */
export const keyHashOf = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex');
