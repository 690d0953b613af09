/** A small reading of Telegram's HTML: what it would refuse, or null. */

const TAGS = new Set(['b', 'i', 'u', 's', 'code', 'pre', 'blockquote']);

export function htmlProblem(text: string): string | null {
  const open: string[] = [];
  for (const [piece] of text.matchAll(/<[^>]*>?|&[^;\s]{0,10};?|>/gu)) {
    if (piece.startsWith('&')) {
      if (!/^&(amp|lt|gt|quot);$/.test(piece)) return `a bare ampersand: ${piece}`;
      continue;
    }
    const [, slash, name = ''] = /^<(\/?)([a-z]+)>$/.exec(piece) ?? [];
    if (!TAGS.has(name)) return `not a tag of Telegram: ${piece}`;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return `a closing tag without its opening one: ${piece}`;
  }
  return open.length === 0 ? null : `never closed: ${open.join(', ')}`;
}
