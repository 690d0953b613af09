/** A model's document in the catalog: OpenAPI 3.1 with the oddities of the original's generator. */
import type { Model } from '../../domain/catalog/model.ts';
import { componentName, publishInput, refTo, type Json } from './openapi-input.ts';

const JSON_TYPE = 'application/json';

const ANSWER: Json = {
  type: 'object',
  properties: {
    code: { type: 'integer' },
    msg: { type: 'string' },
    data: { type: 'object', properties: { taskId: { type: 'string' } }, 'x-apidog-orders': ['taskId'] },
  },
};

const REFUSAL: Json = {
  type: 'object',
  required: ['code', 'msg'],
  properties: {
    code: { type: 'integer', enum: [401, 402, 404, 422, 429, 433, 455, 500, 501, 505] },
    msg: { type: 'string' },
    data: { type: 'object', properties: {} },
  },
};

const CALLBACK_DATA: Json = {
  type: 'object',
  properties: {
    taskId: { type: 'string' },
    state: { type: 'string', enum: ['success', 'fail'] },
    resultJson: { type: 'string', description: 'Result in JSON string format.' },
    creditsConsumed: { type: 'number', format: 'double' },
  },
};

const CALLBACKS: Json = {
  onTaskCompleted: {
    '{$request.body#/callBackUrl}': {
      post: {
        requestBody: {
          content: {
            [JSON_TYPE]: {
              schema: { type: 'object', properties: { code: { type: 'integer' }, data: CALLBACK_DATA } },
            },
          },
        },
        responses: { '200': { description: 'Callback received successfully' } },
      },
    },
  },
};

function requestOf(model: Model, input: Json): Json {
  return {
    type: 'object',
    // `input` is missing from this list in the original too.
    required: ['model'],
    properties: {
      model: { type: 'string', enum: [model.id], default: model.id, examples: [model.id] },
      callBackUrl: { type: 'string', format: 'uri', examples: ['https://your-domain.com/api/callback'] },
      input,
    },
    'x-apidog-orders': ['model', 'callBackUrl', 'input'],
    'x-apidog-ignore-properties': [],
  };
}

function operationOf(model: Model, input: Json): Json {
  return {
    summary: model.title.en,
    operationId: model.key,
    parameters: [],
    requestBody: { content: { [JSON_TYPE]: { schema: requestOf(model, input) } } },
    responses: {
      '200': {
        description: 'Request successful',
        content: { [JSON_TYPE]: { schema: { allOf: [refTo('schemas', 'response not with recordId')] } } },
      },
      '500': refTo('responses', 'Error '),
    },
    callbacks: CALLBACKS,
    security: [{ BearerAuth: [] }],
    'x-apidog-status': 'released',
  };
}

export function openApiOf(model: Model): Json {
  const { input, components } = publishInput(model);
  const inputName = componentName(model, 'Input');
  return {
    openapi: '3.1.0',
    info: { title: '', description: '', version: '1.0.0' },
    servers: [{ url: 'https://api.kie.ai' }],
    paths: { '/api/v1/jobs/createTask': { post: operationOf(model, refTo('schemas', inputName)) } },
    components: {
      schemas: { ...components, [inputName]: input, 'response not with recordId': ANSWER },
      responses: { 'Error ': { description: 'request failed', content: { [JSON_TYPE]: { schema: REFUSAL } } } },
      securitySchemes: { BearerAuth: { type: 'http', scheme: 'bearer' } },
    },
  };
}
