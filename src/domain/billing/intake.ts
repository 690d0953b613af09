/**
 * Which orders are taken while KIE refuses the operator's account. A refused key stops all of them; lacking credits stop
 * those that cost as much as the cheapest that was refused, so that one dear order does not close the house to cheap ones
 * and a remainder that is enough for nothing does not open it. Credits are KIE's.
 */

/** `stoppedFrom`: orders of so many credits and more; 0 = every order, null = none. Of unknown cost: stopped with any. */
export function isStopped(stoppedFrom: number | null, credits: number | null): boolean {
  return stoppedFrom !== null && (credits === null || credits >= stoppedFrom);
}

/** Whether an account that holds so much may be asked for such orders again. Nothing is enough for no order. */
export const suffices = (held: number, stoppedFrom: number): boolean => held > 0 && held >= stoppedFrom;
