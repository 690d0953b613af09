/** From the facts' cross-field rules to ours. */
import * as z from 'zod';
import type { InputRule } from '../../src/domain/catalog/model.ts';
import type { FactModel } from './facts.ts';
import { NotUnderstood } from '../../src/domain/catalog/learn/not-understood.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Names = z.array(z.string());
const Condition = z.record(z.string(), z.union([Scalar, z.array(Scalar)]));

/** Every key of a rule object of the facts file. */
const FactRule = z.strictObject({
  atLeastOne: Names.optional(),
  exactlyOne: Names.optional(),
  exclusive: z.array(Names).optional(),
  requires: z.record(z.string(), Names).optional(),
  forbid: z.array(Condition).optional(),
  /** `max`, and the weight of each field. */
  quota: z.record(z.string(), z.number()).optional(),
  /** Conditions, and one number: the field that may have that many items then. */
  maxItemsWhen: z.record(z.string(), Scalar).optional(),
  /** For a switch that is on: the field that replaces the prompt, and the values that must hold. */
  whenTrue: z.record(z.string(), z.object({ use: z.string() }).catchall(Scalar)).optional(),
});
type FactRule = z.infer<typeof FactRule>;

const conditionOf = (when: z.infer<typeof Condition>): Record<string, z.infer<typeof Scalar>[]> =>
  Object.fromEntries(Object.entries(when).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]));

function maxItemsRule(rule: Readonly<Record<string, z.infer<typeof Scalar>>>): InputRule {
  const limit = Object.entries(rule).find(([, value]) => typeof value === 'number');
  if (limit === undefined) throw new NotUnderstood('a maxItemsWhen rule without a number');
  const [field, max] = limit;
  const when = Object.fromEntries(Object.entries(rule).filter(([name]) => name !== field));
  return { rule: 'max-items', when: conditionOf(when), field, max: Number(max) };
}

function rulesOf(rule: FactRule): readonly InputRule[] {
  const { max = 0, ...weights } = rule.quota ?? {};
  return [
    ...(rule.atLeastOne ? [{ rule: 'at-least-one' as const, of: rule.atLeastOne }] : []),
    ...(rule.exactlyOne ? [{ rule: 'exactly-one' as const, of: rule.exactlyOne }] : []),
    ...(rule.exclusive ? [{ rule: 'exclusive' as const, groups: rule.exclusive }] : []),
    ...Object.entries(rule.requires ?? {}).map(([field, needs]) => ({ rule: 'requires' as const, field, needs })),
    ...(rule.forbid ?? []).map((when) => ({ rule: 'forbid' as const, when: conditionOf(when) })),
    ...(rule.quota ? [{ rule: 'quota' as const, max, weights }] : []),
    ...(rule.maxItemsWhen ? [maxItemsRule(rule.maxItemsWhen)] : []),
    ...Object.entries(rule.whenTrue ?? {}).map(([name, { use, ...values }]) => ({
      rule: 'implies' as const,
      when: { [name]: [true] },
      present: [use],
      values,
    })),
  ];
}

const WAN_3_BEGINNINGS = [
  ...['prompt', 'first_frame_url', 'reference_image_urls', 'reference_video_urls', 'reference_file_urls'],
  'reference_link_urls',
];

/**
 * What the pages say in prose only. Source: the notes of these models in the facts file.
 * - Wan 2.7 images: more than four only as a series.
 * - Qwen 2.1: JPEG has no transparency.
 * - Suno: a custom track has a style and a title, and words unless it is instrumental; files only without that mode.
 * - Wan 3.0: words, unless there is something to begin with. Runway: a shape, unless there is a picture.
 * - Veo 3.1: references are for the fast and the lite tier, and for 8 seconds.
 */
const RULES_FROM_PROSE: Readonly<Record<string, readonly InputRule[]>> = {
  'wan/2-7-image': [{ rule: 'forbid', when: { enable_sequential: [false], n: [5, 6, 7, 8, 9, 10, 11, 12] } }],
  'wan/2-7-image-pro': [{ rule: 'forbid', when: { enable_sequential: [false], n: [5, 6, 7, 8, 9, 10, 11, 12] } }],
  'qwen2-1/text-to-image': [{ rule: 'forbid', when: { output_format: ['jpeg'], background: ['transparent'] } }],
  'qwen2-1/image-to-image': [{ rule: 'forbid', when: { output_format: ['jpeg'], background: ['transparent'] } }],
  'ai-music-api/generate': [
    { rule: 'implies', when: { custom_mode: [true] }, present: ['style', 'title'], values: {} },
    { rule: 'implies', when: { custom_mode: [true], instrumental: [false] }, present: ['prompt'], values: {} },
    { rule: 'implies', when: { custom_mode: [false] }, present: ['prompt'], values: {} },
    { rule: 'max-items', when: { custom_mode: [true] }, field: 'image_urls', max: 0 },
    { rule: 'max-items', when: { custom_mode: [true] }, field: 'audio_urls', max: 0 },
    { rule: 'max-items', when: { custom_mode: [true] }, field: 'video_urls', max: 0 },
  ],
  'wan/3-0-video': [{ rule: 'at-least-one', of: WAN_3_BEGINNINGS }],
  'wan/3-0-video-prime': [{ rule: 'at-least-one', of: WAN_3_BEGINNINGS }],
  runway: [{ rule: 'at-least-one', of: ['aspect_ratio', 'image_url'] }],
  'veo-3-1': [
    { rule: 'forbid', when: { generation_type: ['REFERENCE_2_VIDEO'], model: ['veo3'] } },
    { rule: 'forbid', when: { generation_type: ['REFERENCE_2_VIDEO'], duration: [4, 6] } },
  ],
};

export function inputRules(fact: FactModel): readonly InputRule[] {
  const stated = fact.rules.flatMap((rule) => {
    const parsed = FactRule.safeParse(rule);
    if (!parsed.success) throw new NotUnderstood(`a rule with the keys ${Object.keys(rule).join(', ')}`);
    return rulesOf(parsed.data);
  });
  const branches = fact.variants.length > 1 ? [{ rule: 'one-of' as const, branches: fact.variants }] : [];
  return [...stated, ...branches, ...(RULES_FROM_PROSE[fact.id] ?? [])];
}
