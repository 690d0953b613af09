/**
 * How alike two words are, from 0 to 1. By edits and not by shared trigrams: names of models are short, and one wrong
 * letter in five leaves them hardly a trigram in common.
 */
import { isNumber } from './tokens.ts';

const SHORTEST_PREFIX = 3;

/** `asked` is what the person wrote, `known` a word of the index. */
export function similarity(asked: string, known: string): number {
  if (asked === known) return 1;
  if (isNumber(asked) || isNumber(known)) return known.startsWith(`${asked}.`) ? 0.8 : 0;
  if (asked.length >= SHORTEST_PREFIX && known.startsWith(asked)) return 0.85 + (0.1 * asked.length) / known.length;
  const length = Math.max(asked.length, known.length);
  const allowed = editsAllowed(length);
  if (Math.abs(asked.length - known.length) > allowed || differentLetters(asked, known) > 2 * allowed) return 0;
  const edits = editsBetween(asked, known);
  return edits > allowed ? 0 : 1 - edits / length;
}

/** Letters that may be wrong in the longer of two words. */
function editsAllowed(length: number): number {
  if (length < 4) return 0;
  return length < 7 ? 1 : 2;
}

/** Letters that only one of the words has. An edit makes at most two of them, and most words are ruled out that way. */
function differentLetters(a: string, b: string): number {
  let bits = letterBits(a) ^ letterBits(b);
  let count = 0;
  for (; bits !== 0; count += 1) bits &= bits - 1;
  return count;
}

/** A bit for each of a to z that the word has. */
function letterBits(word: string): number {
  let bits = 0;
  for (let index = 0; index < word.length; index += 1) bits |= 1 << (word.charCodeAt(index) - 97);
  return bits;
}

/** Letters to add, drop, change, or swap with their neighbour. */
function editsBetween(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwap ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
