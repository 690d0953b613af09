/** Where KIE's own pages are known to mislead. Applied to whatever source a schema comes from. */
import type { FieldSchema } from '../fields.ts';
import type { InputSchema } from '../model.ts';

interface Correction {
  readonly ids: RegExp;
  readonly name: string;
  /** Null: the parameter is dropped. */
  readonly mend: (field: FieldSchema) => FieldSchema | null;
}

function withoutChoices(field: FieldSchema, gone: RegExp): FieldSchema {
  const choices = field['enum'];
  if (!Array.isArray(choices)) return field;
  const left = choices.filter((choice) => typeof choice !== 'string' || !gone.test(choice));
  return left.length === 0 ? field : { ...field, enum: left };
}

const CORRECTIONS: readonly Correction[] = [
  /** Two names for one thing; the newer page's `aspect_ratio` is the one to send. */
  { ids: /^google\/nano-banana(-edit)?$/, name: 'image_size', mend: () => null },
  /** Declared as a number by some pages; half an image is not meant. */
  {
    ids: /./,
    name: 'max_images',
    mend: (field) => (field['type'] === 'number' ? { ...field, type: 'integer' } : field),
  },
  /** Still in the list, and discontinued. */
  { ids: /^ai-music-api\//, name: 'model', mend: (field) => withoutChoices(field, /^V[45]/) },
  /** The page allows more, and says that the model looks at the first one only. */
  { ids: /^ideogram\/character/, name: 'reference_image_urls', mend: (field) => ({ ...field, maxItems: 1 }) },
];

export function corrected(id: string, schema: InputSchema): InputSchema {
  const properties = { ...schema.properties };
  for (const { ids, name, mend } of CORRECTIONS) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (field === undefined || !ids.test(id)) continue;
    const mended = mend(field);
    if (mended === null) Reflect.deleteProperty(properties, name);
    else properties[name] = mended;
  }
  return { ...schema, properties, required: schema.required.filter((name) => Object.hasOwn(properties, name)) };
}
