/** What a caller asked one model for, and how its parameters are read. */
import { MediaKind } from '../../domain/catalog/fields.ts';
import type { SandboxModel } from './models.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Order {
  readonly model: SandboxModel;
  readonly input: JsonObject;
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** Value of a parameter, with the schema's default where the caller left it out. */
export function valueOf({ model, input }: Order, name: string): unknown {
  const value = input[name];
  return isGiven(value) ? value : model.input.properties[name]?.['default'];
}

export const hasParameter = ({ model }: Order, name: string): boolean => Object.hasOwn(model.input.properties, name);

/** A file among the inputs. */
export interface Link {
  readonly kind: MediaKind;
  readonly url: string;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where a schema only says that it wants an address, the name tells what lies there. */
function kindByName(name: string): MediaKind {
  if (/video|clip/.test(name)) return 'video';
  return /audio|voice|upload_url/.test(name) ? 'audio' : 'image';
}

function linksAt(schema: JsonObject, value: unknown, name: string): readonly Link[] {
  if (typeof value === 'string') {
    const told = MediaKind.safeParse(schema['x-media']);
    if (!told.success && schema['format'] !== 'uri') return [];
    return value === '' ? [] : [{ kind: told.data ?? kindByName(name), url: value }];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return isObject(items) ? value.flatMap((each: unknown) => linksAt(items, each, name)) : [];
  }
  const { properties } = schema;
  return isObject(value) && isObject(properties) ? linksIn(properties, value) : [];
}

function linksIn(properties: JsonObject, values: JsonObject): readonly Link[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const schema = properties[name];
    return isObject(schema) ? linksAt(schema, value, name) : [];
  });
}

/** Every file of the input, those inside lists and objects too. */
export const filesOf = ({ model, input }: Order): readonly Link[] => linksIn(model.input.properties, input);
