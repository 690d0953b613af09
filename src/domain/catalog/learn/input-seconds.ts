/** Prices that also count the seconds of the videos that are put in. */
import type { PriceRule } from '../model.ts';

/**
 * Source: facts on KIE's API, part 7, for the families that bill a video among their inputs; the product page of
 * HappyHorse's video edit, which bills its source video as well as its result.
 */
const BILLS_INPUT_SECONDS = /^(?:bytedance\/seedance-2|wan\/3-0-|happyhorse\/video-edit$)/;

export const billsInputSeconds = (id: string): boolean => BILLS_INPUT_SECONDS.test(id);

/** The surcharges that go with prices per second. */
export function inputSecondRules(rules: readonly PriceRule[]): readonly PriceRule[] {
  return rules
    .filter((rule) => rule.unit === 'second' && rule.when['$videoInput'] !== false)
    .map((rule) => ({ when: { ...rule.when, $videoInput: true }, credits: rule.credits, unit: 'input-second' }));
}
