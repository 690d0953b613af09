/** What a finished task costs in credits, by the model's price rules. Written apart from the product's own, on purpose. */
import type { PriceRule, PriceUnit } from '../../domain/catalog/model.ts';
import type { JsonObject } from './input-check.ts';
import type { SandboxModel } from './models.ts';

/** Length of a video, in seconds, where the input names none; also that of every video sent in. */
const USUAL_VIDEO_SECONDS = 5;

const MOST_PICTURES = 15;

interface Order {
  readonly model: SandboxModel;
  readonly input: JsonObject;
}

/** Value of a parameter, with the schema's default where the caller left it out. */
function valueOf({ model, input }: Order, name: string): unknown {
  return input[name] ?? model.input.properties[name]?.['default'];
}

/** Links in the fields whose name tells the kind (`image_urls`, `first_frame_url`, `video_url`, …). */
function linksIn({ input }: Order, kind: RegExp): number {
  const fields = Object.entries(input).filter(([name]) => kind.test(name));
  return fields.flatMap(([, value]) => value).filter((value) => typeof value === 'string' && URL.canParse(value))
    .length;
}

function factOf(order: Order, name: string): unknown {
  return name === '$videoInput' ? linksIn(order, /video/) > 0 : valueOf(order, name);
}

function applies(order: Order, rule: PriceRule): boolean {
  return Object.entries(rule.when).every(([name, wanted]) => String(factOf(order, name)) === String(wanted));
}

/** How many pictures the caller asked for; every family has its own name for it. */
export function pictureCount(input: JsonObject): number {
  const asked = Number(input['n'] ?? input['num_images'] ?? input['max_images'] ?? 1);
  return Number.isInteger(asked) && asked >= 1 ? Math.min(asked, MOST_PICTURES) : 1;
}

function seconds(order: Order): number {
  const asked = Number(valueOf(order, 'duration'));
  return Number.isFinite(asked) && asked > 0 ? asked : USUAL_VIDEO_SECONDS;
}

function characters({ input }: Order): number {
  const text = input['text'] ?? input['prompt'];
  return typeof text === 'string' ? Array.from(text).length : 0;
}

const one = (): number => 1;
const images = (order: Order): number => linksIn(order, /image|frame|input_urls/);

const QUANTITIES: Readonly<Record<PriceUnit, (order: Order) => number>> = {
  request: one,
  image: ({ input }) => pictureCount(input),
  video: one,
  second: seconds,
  minute: one,
  megapixel: one,
  '1000-characters': (order) => characters(order) / 1_000,
  'million-output-tokens': (order) => characters(order) / 1_000_000,
  'input-second': (order) => USUAL_VIDEO_SECONDS * linksIn(order, /video/),
  'input-image': images,
  'input-image-after-first': (order) => Math.max(0, images(order) - 1),
};

/** Of the rules that apply, the one with the most conditions, and the first one of equals. */
function costBy(order: Order, isWanted: (unit: PriceUnit) => boolean): number {
  const [rule] = order.model.prices
    .filter((each) => isWanted(each.unit) && applies(order, each))
    .toSorted((a, b) => Object.keys(b.when).length - Object.keys(a.when).length);
  return rule === undefined ? 0 : rule.credits * QUANTITIES[rule.unit](order);
}

/** Units that are paid on top of the others. */
const SURCHARGES: readonly PriceUnit[] = ['input-second', 'input-image', 'input-image-after-first'];

/** Credits of one successful run, rounded to hundredths; 0 when no rule applies. */
export function priceInCredits(model: SandboxModel, input: JsonObject): number {
  const order = { model, input };
  const base = costBy(order, (unit) => !SURCHARGES.includes(unit));
  const extras = SURCHARGES.map((surcharge) => costBy(order, (unit) => unit === surcharge));
  return Math.round(extras.reduce((sum, extra) => sum + extra, base) * 100) / 100;
}
