/** From the facts' price rows to price rules: units by our names, values in the declared types. */
import type { InputSchema, PriceRule, PriceUnit, Scalar } from '../../src/domain/catalog/model.ts';
import { billsInputSeconds, inputSecondRules } from '../../src/domain/catalog/learn/input-seconds.ts';
import type { FactModel, FactPrice } from './facts.ts';
import { NotUnderstood } from '../../src/domain/catalog/learn/not-understood.ts';

/** "generation (several images)": one price for a call that answers with several pictures. */
const UNITS: Readonly<Record<string, PriceUnit>> = {
  image: 'image',
  video: 'video',
  request: 'request',
  'generation (several images)': 'request',
  second: 'second',
  minute: 'minute',
  megapixel: 'megapixel',
  '1000 characters': '1000-characters',
  '1M output audio tokens': 'million-output-tokens',
  'input video second': 'input-second',
  'input image': 'input-image',
  'input image after the first': 'input-image-after-first',
};

/** Conditions that only repeat what the unit says. */
const SAID_BY_UNIT = ['$inputImage', '$extraInputImage', '$token'];

function inDeclaredType(schema: InputSchema, name: string, value: Scalar): Scalar {
  const type = schema.properties[name]?.['type'];
  if (type === 'string') return String(value);
  if ((type === 'number' || type === 'integer') && typeof value === 'string') return Number(value);
  return value;
}

function ruleOf(row: FactPrice, schema: InputSchema): PriceRule {
  const unit = UNITS[row.unit];
  if (unit === undefined) throw new NotUnderstood(`a price per ${row.unit}`);
  const when = Object.entries(row.when)
    .filter(([name]) => !SAID_BY_UNIT.includes(name))
    .map(([name, value]) => {
      if (name.startsWith('$')) return [name, value] as const;
      if (!Object.hasOwn(schema.properties, name)) throw new NotUnderstood(`a price by ${name}, which is no parameter`);
      return [name, inDeclaredType(schema, name, value)] as const;
    });
  return { when: Object.fromEntries(when), credits: row.credits, unit };
}

export function priceRules(fact: FactModel, schema: InputSchema): readonly PriceRule[] {
  const rules = fact.prices.map((row) => ruleOf(row, schema));
  return billsInputSeconds(fact.id) ? [...rules, ...inputSecondRules(rules)] : rules;
}
