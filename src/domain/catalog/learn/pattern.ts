/** Patterns of a foreign schema. One runs on what people type, so only those that cannot take long are kept. */

/** A character, an escaped one, or a class of them: `^` is read as one of the class, so that there is one way to read it. */
const PIECE = String.raw`(?:\\.|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}*+?|])`;
const FIXED = String.raw`(?:${PIECE}(?:\{\d{1,3}\})?)*`;
const OPEN = String.raw`(?:${PIECE}(?:[*+?]|\{\d{1,3},\d{0,3}\}))?`;
/** No groups, no alternatives, and one part at most whose length varies: nothing to try in many ways. */
const PLAIN = new RegExp(`^${FIXED}${OPEN}${FIXED}$`, 's');
const LONGEST = 100;

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Undefined where it is no pattern, or one that a typed text could keep busy: then KIE alone judges the value. */
export function safePattern(value: unknown): string | undefined {
  const isSafe = typeof value === 'string' && value.length <= LONGEST && PLAIN.test(value) && isPattern(value);
  return isSafe ? value : undefined;
}
