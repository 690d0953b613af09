/** Inputs that a model takes, made from its own schema. */
import type { FieldSchema } from '../../src/domain/catalog/fields.ts';
import { MediaKind } from '../../src/domain/catalog/fields.ts';
import { formatFileRef } from '../../src/domain/catalog/file-ref.ts';
import { buildInput } from '../../src/domain/catalog/input.ts';
import type { Model, ModelInput } from '../../src/domain/catalog/model.ts';
import { formatWorkRef, WorkSource } from '../../src/domain/catalog/work-ref.ts';

type Json = ModelInput[string];

/** What the files and the earlier work of an input are like. */
export interface Given {
  readonly seconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly resolution?: string | undefined;
  readonly tier?: string | undefined;
}

const asSchema = (value: unknown): FieldSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as FieldSchema) : {};
const names = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export function sampleFile(media: MediaKind, { seconds = 1, width = 1024, height = 1024 }: Given = {}): string {
  const length = media === 'video' || media === 'audio' ? { seconds } : {};
  const size = media === 'video' || media === 'image' ? { width, height } : {};
  return formatFileRef({ source: 'telegram', fileId: 'fake-file', media, ...length, ...size });
}

function sampleNumber(field: FieldSchema): number {
  const choices = Array.isArray(field['anyOf']) ? field['anyOf'].map(asSchema) : [field];
  return Math.max(1, ...choices.map(({ minimum }) => (typeof minimum === 'number' ? minimum : 1)));
}

/** The default, else the first choice, else the least value. */
export function sampleValue(field: FieldSchema, given: Given = {}): Json {
  const media = MediaKind.safeParse(field['x-media']);
  if (media.success) return sampleFile(media.data, given);
  const source = WorkSource.safeParse(field['x-source']);
  if (source.success) {
    const { resolution, tier } = given;
    return formatWorkRef({ what: source.data.what, generationId: 'abcdefghij12', index: 0, resolution, tier });
  }
  if (field['default'] !== undefined) return field['default'];
  return Array.isArray(field['enum']) ? (field['enum'][0] ?? null) : sampleOfType(field, given);
}

function sampleOfType(field: FieldSchema, given: Given): Json {
  const properties = asSchema(field['properties']);
  switch (field['type']) {
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return sampleNumber(field);
    case 'array':
      return Array.from({ length: Math.max(1, Number(field['minItems'] ?? 1)) }, () =>
        sampleValue(asSchema(field['items']), given),
      );
    case 'object':
      return Object.fromEntries(
        names(field['required']).map((name) => [name, sampleValue(asSchema(properties[name]), given)]),
      );
    default:
      return 'x'.repeat(Number(field['minLength'] ?? 1));
  }
}

/** What the rules between fields ask for besides the required ones. */
function neededByRules({ rules = [], input }: Model, values: Readonly<Record<string, Json>>): readonly string[] {
  return rules.flatMap((rule): readonly string[] => {
    switch (rule.rule) {
      case 'at-least-one':
      case 'exactly-one':
        return rule.of.some((name) => name in values) ? [] : rule.of.slice(0, 1);
      case 'one-of':
        return rule.branches[0]?.required ?? [];
      case 'implies':
        return Object.entries(rule.when).every(([name, wanted]) => {
          const value = values[name] ?? sampleValue(input.properties[name] ?? {});
          return wanted.some((one) => one === value);
        })
          ? rule.present
          : [];
      default:
        return [];
    }
  });
}

/** As little as the model takes, with these values, as it would be sent to KIE. */
export function leastInput(model: Model, values: Readonly<Record<string, Json>> = {}, given: Given = {}): ModelInput {
  const needed = [...model.input.required, ...neededByRules(model, values)];
  const samples = needed.map((name) => [name, sampleValue(model.input.properties[name] ?? {}, given)] as const);
  return buildInput(model, { ...Object.fromEntries(samples), ...values });
}
