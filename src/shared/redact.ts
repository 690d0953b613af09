/**
 * Takes secrets out of text that leaves the process. It runs on finished text (a log line, an error sentence), so no
 * field, stack or nested cause can slip past it.
 */

/** No leading `\b`: in the form that really leaks, `/bot<token>/getMe`, the token follows a letter. */
const PATTERNS: readonly RegExp[] = [
  /(?<!\d)\d{6,}:[\w-]{20,}/g, // Telegram bot tokens
  /postgres(?:ql)?:\/\/[^\s"'\\]+/gi, // DSNs
  /(?<=bearer\s+)[\w.~+/=-]{8,}/gi, // Authorization headers
  /(?<=\/kie\/callback\/)[\w-]{8,}/g, // callback tokens
  /(?<=\/file\/bot)[^\s"'\\]+/g, // Telegram file URLs
];

const HIDDEN = '[redacted]';

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As it stands, inside JSON, and inside JSON that is a string in JSON: quotes and backslashes look different there. */
const formsOf = (secret: string): string[] => [secret, inJson(secret), inJson(inJson(secret))];

/** `known` are literal secrets of this process: whatever else they look like, they are hidden too. */
export function createRedact(known: readonly string[]): (text: string) => string {
  const literals = [...new Set(known.filter((secret) => secret.length >= 6).flatMap(formsOf))].toSorted(
    (a, b) => b.length - a.length,
  );
  return (text) => {
    let clean = text;
    for (const secret of literals) clean = clean.replaceAll(secret, HIDDEN);
    for (const pattern of PATTERNS) clean = clean.replaceAll(pattern, HIDDEN);
    return clean;
  };
}
