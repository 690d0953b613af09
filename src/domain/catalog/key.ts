/** Names of models that fit where KIE's ids do not: deep links and the 64 bytes of callback data. */

const MAX_LENGTH = 40;
const DIGEST_LENGTH = 6;

/** FNV-1a, 32 bit, in base 36: a short name for a long id, not a secret. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36).padStart(DIGEST_LENGTH, '0').slice(-DIGEST_LENGTH);
}

/**
 * The key of a model id: `[a-z0-9-]`, 1 to 40 characters, a function of the id alone, so that links stay good whatever
 * else the catalog holds. Two ids may meet in one key; who builds a catalog must refuse that.
 */
export function modelKey(id: string): string {
  const plain = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (plain.length > 0 && plain.length <= MAX_LENGTH) return plain;
  const head = plain.slice(0, MAX_LENGTH - DIGEST_LENGTH - 1).replace(/-+$/, '');
  return head === '' ? digest(id) : `${head}-${digest(id)}`;
}
