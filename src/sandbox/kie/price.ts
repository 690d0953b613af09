/** What a finished task costs in credits, by the model's price rules. Written apart from the product's own, on purpose. */
import type { PriceRule, PriceUnit } from '../../domain/catalog/model.ts';
import { amountOf, type Work } from './amounts.ts';
import { filesOf, valueOf, type Order } from './order.ts';

interface Past extends Order {
  /** The task that this one goes on from. */
  readonly earlier: Past | undefined;
}

export interface Billed extends Work, Past {}

/** The first value that this name has in the task gone on from, or in the one before it, and so on. */
function inherited({ earlier }: Past, name: string): unknown {
  return earlier === undefined ? undefined : (valueOf(earlier, name) ?? inherited(earlier, name));
}

const earlierResolution = (billed: Billed): unknown => inherited(billed, 'resolution') ?? inherited(billed, 'quality');

/** Veo's models are `veo3` (quality), `veo3_fast` and `veo3_lite`. A model without earlier tasks is of the plain tier. */
function tierOf(billed: Billed): string {
  if (billed.earlier === undefined) return 'pro';
  return /fast|lite/.exec(String(inherited(billed, 'model')))?.[0] ?? 'quality';
}

/** The longer side of what comes out, in the classes of the price list. */
function outputSizeOf(billed: Billed): string {
  const [picture] = billed.measured.pictures;
  const side = picture === undefined ? 1_024 : Math.max(picture.width, picture.height);
  const enlarged = side * Number(valueOf(billed, 'upscale_factor') ?? 2);
  if (enlarged <= 2_048) return '<=2K';
  return enlarged <= 4_096 ? '4K' : '8K';
}

/** What price rules may ask that no parameter says. */
const FACTS: Readonly<Record<string, (billed: Billed) => unknown>> = {
  $videoInput: (billed) => filesOf(billed).some(({ kind }) => kind === 'video'),
  $resolution: earlierResolution,
  $from: earlierResolution,
  $tier: tierOf,
  $outputSize: outputSizeOf,
  $type: (billed) => (/split|stem/.test(String(billed.input['stem_name'])) ? 'split_stem' : 'separate_vocal'),
};

function applies(billed: Billed, { when }: PriceRule): boolean {
  return Object.entries(when).every(([name, wanted]) => {
    const fact = FACTS[name] ?? (() => valueOf(billed, name));
    return String(fact(billed)) === String(wanted);
  });
}

const cost = (billed: Billed, { credits, unit }: PriceRule): number => credits * amountOf(unit, billed);

/** Of the rules that apply, the one with the most conditions, and the first one of equals. */
function applying(billed: Billed, rules: readonly PriceRule[]): PriceRule | undefined {
  const [rule] = rules
    .filter((each) => applies(billed, each))
    .toSorted((a, b) => Object.keys(b.when).length - Object.keys(a.when).length);
  return rule;
}

/** Units that are paid on top of the others. */
const SURCHARGES: readonly PriceUnit[] = ['input-second', 'input-image', 'input-image-after-first'];

/** Nothing is made for nothing: where the price list is silent about a value (`auto`), its dearest line is paid. */
function baseCost(billed: Billed): number {
  const rules = billed.model.prices.filter(({ unit }) => !SURCHARGES.includes(unit));
  const rule = applying(billed, rules);
  if (rule !== undefined) return cost(billed, rule);
  return Math.max(0, ...rules.map((each) => cost(billed, each)));
}

function surchargeOf(billed: Billed, surcharge: PriceUnit): number {
  const rule = applying(
    billed,
    billed.model.prices.filter(({ unit }) => unit === surcharge),
  );
  return rule === undefined ? 0 : cost(billed, rule);
}

/** Far below a thousandth: what binary fractions add to a sum of decimals. */
const DUST = 1e-6;

/** Credits of one successful run, rounded up to thousandths; 0 where the model has no prices. */
export function priceInCredits(billed: Billed): number {
  const extras = SURCHARGES.map((surcharge) => surchargeOf(billed, surcharge));
  const credits = extras.reduce((total, extra) => total + extra, baseCost(billed));
  return Math.ceil(credits * 1_000 - DUST) / 1_000;
}
