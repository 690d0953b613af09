/** Where a model's own OpenAPI document says what its `input` takes. */
import type { Json, JsonObject } from './json.ts';
import { at, isObject } from './json.ts';
import { NotUnderstood } from './not-understood.ts';
import { resolved } from './references.ts';

const CREATE_TASK = '/api/v1/jobs/createTask';
const JSON_TYPE = 'application/json';

/** The paths of the document, whether or not one of them is `createTask`. */
export const pathsOf = (document: JsonObject): readonly string[] => {
  const paths = at(document, 'paths');
  return isObject(paths) ? Object.keys(paths) : [];
};

export const isCreateTask = (document: JsonObject): boolean => pathsOf(document).includes(CREATE_TASK);

function requestOf(document: JsonObject): Json {
  const post = at(at(at(document, 'paths'), CREATE_TASK), 'post');
  const request = resolved(document, at(post, 'requestBody') ?? null);
  const content = at(request, 'content');
  const kinds = isObject(content) ? Object.entries(content) : [];
  const body = kinds.find(([kind]) => kind.trim().startsWith(JSON_TYPE))?.[1];
  const schema = at(body, 'schema');
  if (schema === undefined) throw new NotUnderstood('the document describes no request');
  return schema;
}

/** The alternatives of a body, itself the only one where it has none. */
function alternatives(body: Json): readonly Json[] {
  const ways = at(body, 'oneOf') ?? at(body, 'anyOf');
  return Array.isArray(ways) && at(body, 'properties') === undefined ? ways : [body];
}

/** A page copied for another model and not changed would give a form that fits neither. */
function checkModel(body: Json, id: string): void {
  const choices = at(at(at(body, 'properties'), 'model'), 'enum');
  const ids = Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [];
  if (ids.length > 0 && !ids.some((choice) => choice.trim() === id)) {
    throw new NotUnderstood(`the document is about ${ids.join(', ')}`);
  }
}

/** The schema of `input`, with references resolved; a body with alternatives gives an input with alternatives. */
export function inputOf(document: JsonObject, id: string): JsonObject {
  const bodies = alternatives(requestOf(document));
  const inputs = bodies.map((body) => {
    checkModel(body, id);
    const input = at(at(body, 'properties'), 'input');
    if (!isObject(input)) throw new NotUnderstood('the document describes no input');
    return input;
  });
  const [only] = inputs;
  return inputs.length === 1 && only !== undefined ? only : { oneOf: inputs };
}
