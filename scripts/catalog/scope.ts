/** How much of KIE's catalog the bot takes. */
import { mediaField } from '../../src/domain/catalog/fields.ts';
import type { InputRule, InputSchema, Task } from '../../src/domain/catalog/model.ts';

interface Shape {
  readonly schema: InputSchema;
  readonly rules: readonly InputRule[];
  readonly tasks: readonly Task[];
}

export interface Scope {
  /** Models without a price that the input alone decides stay out. */
  readonly onlySold: boolean;
  /** What of a model is taken, or why nothing. */
  readonly narrow: (shape: Shape) => Shape | 'not text-to-image' | 'needs files';
}

/** Everything the task API serves. */
const all: Scope = { onlySold: false, narrow: (shape) => shape };

const isScalar = (field: InputSchema['properties'][string]): boolean =>
  ['string', 'number', 'integer', 'boolean'].some((type) => type === field['type']) && mediaField(field) === null;

/** A choice of which only one member is left is no choice any more. */
function requiredByRules(rules: readonly InputRule[], has: (name: string) => boolean): readonly string[] {
  return rules.flatMap((rule) => {
    if (rule.rule !== 'at-least-one' && rule.rule !== 'exactly-one') return [];
    const left = rule.of.filter(has);
    return left.length === 1 ? left : [];
  });
}

/** Rules between fields that are all still there. Of rules about lists and files nothing is left without them. */
const keptRules = (rules: readonly InputRule[], has: (name: string) => boolean): readonly InputRule[] =>
  rules.filter((rule) => rule.rule === 'forbid' && Object.keys(rule.when).every(has));

/**
 * Pictures from words: models that need neither files nor lists. What they could do with them besides is cut off, as
 * long as no form can ask for it.
 */
const textToImage: Scope = {
  onlySold: true,
  narrow: ({ schema, rules, tasks }) => {
    if (!tasks.includes('text-to-image')) return 'not text-to-image';
    const properties = Object.fromEntries(Object.entries(schema.properties).filter(([, field]) => isScalar(field)));
    const has = (name: string): boolean => Object.hasOwn(properties, name);
    if (!schema.required.every(has)) return 'needs files';
    const required = [...new Set([...schema.required, ...requiredByRules(rules, has)])];
    return { schema: { ...schema, properties, required }, rules: keptRules(rules, has), tasks: ['text-to-image'] };
  },
};

export const SCOPES = { 'text-to-image': textToImage, all } as const satisfies Record<string, Scope>;
export type ScopeName = keyof typeof SCOPES;
export const isScopeName = (name: string): name is ScopeName => Object.hasOwn(SCOPES, name);
