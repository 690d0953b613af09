import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Characters of `[a-z0-9]`, five bits and more each: 12 are 62 bits, 24 nobody guesses. */
export function randomId(length: number): string {
  // 252 = 7 * 36: bytes above it would favour the first letters.
  const letters: string[] = [];
  while (letters.length < length) {
    for (const byte of randomBytes(length + 4)) {
      if (byte < 252 && letters.length < length) letters.push(ALPHABET.charAt(byte % 36));
    }
  }
  return letters.join('');
}
