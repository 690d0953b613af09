/** Text from people and from data on its way into Telegram's HTML. Lengths are code points, as JSON Schema counts. */

/** Whether Postgres and UTF-8 take it as it is. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** Makes text safe to store and to send: Postgres and UTF-8 refuse NUL characters and lone surrogates. */
export function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed().trim();
}

export function codePoints(text: string): number {
  return Array.from(text).length;
}

/** At most `limit` code points, the last of them an ellipsis when something was cut. */
function shorten(text: string, limit: number): string {
  const points = Array.from(text);
  if (points.length <= limit) return text;
  return `${points
    .slice(0, limit - 1)
    .join('')
    .trimEnd()}…`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** One line of plain text of bounded length: for titles and buttons. */
export function oneLine(text: string, limit: number): string {
  return shorten(clean(text).replaceAll(/\s+/gu, ' '), limit);
}

/** The same, cut inside: its last words stay, because names that begin alike differ there. */
export function nameLine(text: string, limit: number): string {
  const line = oneLine(text, Infinity);
  const points = Array.from(line);
  if (points.length <= limit) return line;
  const end = points.slice(-Math.floor(limit / 2)).join('');
  const lastWords = end.replace(/^\S*\s+/u, '');
  return `${oneLine(line, limit - codePoints(lastWords))}${lastWords}`;
}

/** The same as one line, ready for HTML. */
export function safeLine(text: string, limit: number): string {
  return escapeHtml(oneLine(text, limit));
}

/** A prompt as it is shown back: shortened, escaped, in a block of its own. */
export function quoted(prompt: string, limit: number): string {
  return `<blockquote>${escapeHtml(shorten(clean(prompt), limit))}</blockquote>`;
}

/** Paragraphs with an empty line between them; empty ones are left out. */
export function paragraphs(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}
