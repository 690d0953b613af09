/**
 * Takes secrets out of text that leaves the process. It runs on finished text (a log line, an error sentence), so no
 * field, stack or nested cause can slip past it.
 */

const HIDDEN = '[redacted]';

/**
 * With what each becomes. Also as they stand inside an encoded address, where `:` is `%3A` and `/` is `%2F`. No leading
 * `\b`: in the form that really leaks, `/bot<token>/getMe`, the token follows a letter. A line may be a megabyte of
 * anything, so what is looked for behind a place has one length, or lies between two spaces, where only one place looks.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(?<!\d)\d{6,}(?::|%3A)[\w-]{20,}/gi, HIDDEN], // Telegram bot tokens
  [/postgres(?:ql)?(?::|%3A)(?:\/|%2F){2}[^\s"'\\]+/gi, HIDDEN], // DSNs
  // Authorization headers; the second way is for a word that ends like one inside the token before.
  [/(?:(?<=bearer)|(?=\s)(?<=bearer(?:%20|\+)+))((?:\s|%20|\+)+)[\w.~+/=%-]{8,}/gi, `$1${HIDDEN}`],
  [/(?<=(?:\/|%2F)kie(?:\/|%2F)callback(?:\/|%2F))[\w-]{8,}/gi, HIDDEN], // callback tokens
  [/(?<=(?:\/|%2F)file(?:\/|%2F)bot)[^\s"'\\]+/gi, HIDDEN], // Telegram file URLs
];

/** Shorter ones are words that the text may well be about. */
const LEAST_SECRET = 6;
const LEAST_PASSWORD = 8;
/** Below that the base64 of a secret has too few letters of its own to be told from any other. */
const LEAST_BASE64 = 8;

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What of its base64 is the same whatever stands before and after it: one form for each place in a group of three bytes. */
function inBase64(secret: string): string[] {
  if (secret.length < LEAST_BASE64) return [];
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const whole = Math.floor((bytes.length * 8) / 6);
    const core = bytes.toString('base64').slice(Math.ceil((before * 8) / 6), whole);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** The escapes of one address in capitals, of another in small letters. */
function inAddress(secret: string): string[] {
  return [encodeURIComponent(secret), encodeURI(secret)].flatMap((encoded) => [
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ]);
}

/** As it stands, inside JSON, inside JSON that is a string in JSON (quotes and backslashes look different there), encoded. */
const formsOf = (secret: string): string[] => [
  ...[secret, inJson(secret), inJson(inJson(secret))],
  ...(secret.isWellFormed() ? inAddress(secret) : []),
  ...inBase64(secret),
];

/** The password of a DSN, as it is written there and as the driver has it. One that is the user's name hides nothing. */
function passwordsOf(secret: string): string[] {
  const { username = '', password = '' } = URL.parse(secret) ?? {};
  if (password.length < LEAST_PASSWORD || password === username) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password]; // a stray % is no escape
  }
}

const longestFirst = (texts: readonly string[]): string[] =>
  [...new Set(texts)].toSorted((a, b) => b.length - a.length);

/** `known` are literal secrets of this process: whatever else they look like, they are hidden too. */
export function createRedact(known: readonly string[]): (text: string) => string {
  const secrets = known.filter((secret) => secret.length >= LEAST_SECRET);
  const literals = longestFirst(secrets.flatMap(formsOf));
  // After the patterns: a password may be a word that they look for.
  const passwords = longestFirst(secrets.flatMap(passwordsOf).flatMap(formsOf));
  return (text) => {
    let clean = text;
    for (const secret of literals) clean = clean.replaceAll(secret, HIDDEN);
    for (const [pattern, becomes] of PATTERNS) clean = clean.replaceAll(pattern, becomes);
    for (const password of passwords) clean = clean.replaceAll(password, HIDDEN);
    return clean;
  };
}
