/**
 * How much of the time that is left the next child in the stop order may take. The earlier ones must leave room for the
 * later ones; whoever is quick leaves more. With 25 s: polling at most 10 s, generation at least 12 s, health the rest.
 */
export function stopShare(childrenAfter: number): number {
  if (childrenAfter === 0) return 1;
  return childrenAfter === 1 ? 0.8 : 0.4;
}
