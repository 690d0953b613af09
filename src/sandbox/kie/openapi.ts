/** A model's document in the catalog: OpenAPI 3.1 with the oddities of the original's generator. */
import type { SandboxModel } from './models.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Names keep the trailing blank that the original's editor leaves behind; `$ref`s are percent-encoded. */
const componentName = (words: string): string => `${words} `;
const refTo = (name: string): Schema => ({
  $ref: `#/components/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
});

/** Choices live in components of their own, so that a reader must follow references inside references. */
function extractChoices(model: SandboxModel): { readonly properties: Schema; readonly components: Schema } {
  const properties: Record<string, unknown> = {};
  const components: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(model.input.properties)) {
    if (property['enum'] === undefined) {
      properties[name] = property;
      continue;
    }
    const component = componentName(`${model.title.en} ${name}`);
    components[component] = property;
    properties[name] = refTo(component);
  }
  return { properties, components };
}

export function openApiOf(model: SandboxModel): Schema | null {
  if (model.documented === false) return null;
  const inputName = componentName(`${model.title.en} Input`);
  const { properties, components } = extractChoices(model);
  const request = {
    type: 'object',
    required: ['model', 'input'],
    properties: {
      model: { type: 'string', enum: [model.id], default: model.id },
      callBackUrl: { type: 'string', format: 'uri' },
      input: refTo(inputName),
    },
  };
  const answer = {
    type: 'object',
    properties: {
      code: { type: 'integer' },
      msg: { type: 'string' },
      data: { type: 'object', properties: { taskId: { type: 'string' } } },
    },
  };
  return {
    openapi: '3.1.0',
    info: { title: model.title.en, version: '1.0.0' },
    paths: {
      '/api/v1/jobs/createTask': {
        post: {
          requestBody: { content: { 'application/json': { schema: request } } },
          responses: { '200': { description: 'Accepted', content: { 'application/json': { schema: answer } } } },
        },
      },
    },
    components: { schemas: { ...components, [inputName]: { ...model.input, properties } } },
  };
}
