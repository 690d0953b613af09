/**
 * The `input` of a model as the original publishes it: plain JSON Schema, what files a parameter takes said in prose
 * only, alternatives as `oneOf`, choices behind references. Source: stored pages of docs.kie.ai, August 2026.
 */
import type { InputRule, Model } from '../../domain/catalog/model.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Names keep the trailing blank that the original's editor leaves behind. */
export const componentName = (model: Model, words: string): string => `${model.title.en} ${words} `;

/** References are percent-encoded, on top of the escapes of JSON pointers. */
export function refTo(section: 'schemas' | 'responses', name: string): Json {
  return {
    $ref: `#/components/${section}/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
  };
}

/** Shorter lists of choices stand where they are used. */
const FEW_CHOICES = 2;
/** Said by this repository's schemas only. */
const OURS = /^(x-|additionalProperties$)/;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every schema inside a schema, itself first taken through `change`. */
function mapSchemas(schema: Json, change: (schema: Json) => Json): Json {
  const { items, properties, ...rest } = change(schema);
  return {
    ...rest,
    ...(isJson(items) ? { items: mapSchemas(items, change) } : {}),
    ...(isJson(properties) ? { properties: mapValues(properties, (each) => mapSchemas(each as Json, change)) } : {}),
  };
}

const mapValues = (record: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

const withoutOurs = (schema: Json): Json =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => !OURS.test(keyword)));

/** What a parameter takes, in the original's words. */
function descriptionOf(name: string, property: Json): string {
  const words = name.replaceAll('_', ' ').trim();
  const file = isJson(property['items']) ? property['items'] : property;
  if (file['x-media'] === undefined) return words;
  const accepts = Array.isArray(file['x-accepts']) ? `; Accepted types: ${file['x-accepts'].join(', ')}` : '';
  const size = typeof file['x-max-size-mb'] === 'number' ? `; Max size: ${file['x-max-size-mb'].toFixed(1)}MB` : '';
  return `${words} (File URL after upload, not file content${accepts}${size})`;
}

interface Published {
  readonly properties: Json;
  readonly components: Json;
}

/** Choices become components; those of `resolution` are found at the second reference only. */
function publishProperties(model: Model): Published {
  const properties: Record<string, unknown> = {};
  const components: Record<string, unknown> = {};
  const component = (words: string, schema: Json): Json => {
    const name = componentName(model, words);
    components[name] = schema;
    return refTo('schemas', name);
  };
  for (const [name, property] of Object.entries(model.input.properties)) {
    const description = descriptionOf(name, property);
    const schema = mapSchemas(property, withoutOurs);
    const choices = schema['enum'];
    if (!Array.isArray(choices) || choices.length <= FEW_CHOICES) {
      properties[name] = { ...schema, description };
      continue;
    }
    const direct = component(name, schema);
    const reference = name === 'resolution' ? component(`${name} of the result`, direct) : direct;
    properties[name] = { ...reference, description };
  }
  return { properties, components };
}

/** A parameter that an older version had, still told of: seen in the document of Nano Banana. */
const DEPRECATED: Json = {
  image_size: {
    type: 'string',
    enum: ['1:1', '9:16', '16:9'],
    default: '1:1',
    description: 'this parameter has been replaced by aspect_ratio',
    deprecated: true,
  },
};

const deprecatedOf = (model: Model): Json => (model.id.startsWith('google/nano-banana') ? DEPRECATED : {});

type OneOf = Extract<InputRule, { rule: 'one-of' }>;

/** Each branch lists its own parameters; those of no branch stand beside `oneOf`. */
function alternatives(model: Model, { branches }: OneOf, properties: Json): Json {
  const pick = (wanted: (name: string) => boolean): Json =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => wanted(name)));
  const inBranches = new Set(branches.flatMap(({ fields }) => fields));
  const common = pick((name) => !inBranches.has(name));
  const oneOf = branches.map(({ title, fields, required }) => ({
    title,
    type: 'object',
    required,
    properties: pick((name) => fields.includes(name)),
  }));
  if (Object.keys(common).length === 0) return { description: 'Input parameters', oneOf };
  const required = model.input.required.filter((name) => !inBranches.has(name));
  return { type: 'object', description: 'Input parameters', properties: common, required, oneOf };
}

/** `input`, and the components that it refers to. */
export function publishInput(model: Model): { readonly input: Json; readonly components: Json } {
  const { properties, components } = publishProperties(model);
  const rule = model.rules?.find((each) => each.rule === 'one-of');
  if (rule !== undefined) return { input: alternatives(model, rule, properties), components };
  const { required } = model.input;
  return {
    input: {
      type: 'object',
      description: 'Input parameters for the generation task',
      properties: { ...properties, ...deprecatedOf(model) },
      ...(required.length === 0 ? {} : { required }),
      'x-apidog-orders': Object.keys(properties),
      'x-apidog-ignore-properties': [],
    },
    components,
  };
}
