/** An input that a model accepts, made from its own schema: required parameters, one branch of alternatives, no more. */
import { WorkSource } from '../../src/domain/catalog/work-ref.ts';
import type { SandboxModel } from '../../src/sandbox/kie/models.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Material {
  /** An address of a file of this kind (image, video, audio, document). */
  readonly file: (kind: string) => string;
  /** Id of a finished task, or of its first track, of one of the models; undefined = of any that makes tracks. */
  readonly work: (what: 'task' | 'track', models: readonly string[] | undefined) => Promise<string>;
}

/** Parameters that the rules between fields want. */
function wantedByRules({ rules = [], input }: SandboxModel): readonly string[] {
  // A switch without a default is off.
  const usual = (name: string): unknown => input.properties[name]?.['default'] ?? false;
  return rules.flatMap((rule) => {
    if (rule.rule === 'implies') {
      const applies = Object.entries(rule.when).every(([name, wanted]) => wanted.some((one) => one === usual(name)));
      return applies ? rule.present : [];
    }
    if (rule.rule === 'one-of') return rule.branches[0]!.required;
    return rule.rule === 'at-least-one' || rule.rule === 'exactly-one' ? [rule.of[0]!] : [];
  });
}

function sourceOf(name: string, schema: Json) {
  const told = WorkSource.safeParse(schema['x-source']);
  if (told.success) return told.data;
  if (/^task_?id$/i.test(name)) return { what: 'task' as const, models: undefined };
  return /^audio_?id$/i.test(name) ? { what: 'track' as const, models: undefined } : undefined;
}

function textOf(schema: Json): string {
  const words = 'Рыжий кот поёт на крыше';
  return typeof schema['maxLength'] === 'number' ? words.slice(0, schema['maxLength']) : words;
}

async function valueOf(name: string, schema: Json, material: Material): Promise<unknown> {
  const source = sourceOf(name, schema);
  if (source !== undefined) return await material.work(source.what, source.models);
  if (typeof schema['x-media'] === 'string') return material.file(schema['x-media']);
  if (schema['default'] !== undefined) return schema['default'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (schema['type'] === 'array') {
    const length = Math.max(1, Number(schema['minItems'] ?? 1));
    return await Promise.all(Array.from({ length }, () => valueOf(name, schema['items'] as Json, material)));
  }
  if (schema['type'] === 'object') {
    const properties = schema['properties'] as Record<string, Json>;
    const required = (schema['required'] ?? Object.keys(properties)) as string[];
    return await objectOf(required, properties, material);
  }
  if (schema['type'] === 'boolean') return false;
  return schema['type'] === 'string' ? textOf(schema) : (schema['minimum'] ?? 1);
}

async function objectOf(names: readonly string[], properties: Readonly<Record<string, Json>>, material: Material) {
  const pairs = await Promise.all(
    names.map(async (name) => [name, await valueOf(name, properties[name] ?? {}, material)] as const),
  );
  return Object.fromEntries(pairs);
}

export async function smallestInput(model: SandboxModel, material: Material): Promise<Json> {
  const names = [...new Set([...model.input.required, ...wantedByRules(model)])];
  return await objectOf(names, model.input.properties, material);
}
