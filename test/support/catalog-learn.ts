/** Documents of KIE's catalog, as small as they can be. */
import assert from 'node:assert/strict';
import type { CatalogFacts } from '../../src/domain/catalog/learn/learn-model.ts';
import { learnModel } from '../../src/domain/catalog/learn/learn-model.ts';
import { Model } from '../../src/domain/catalog/model.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';

export type Document = NonNullable<CatalogFacts['openapi']>;

/** Shared, because it is costly to make. */
export const validateInput = createValidateInput();

export const PROMPT = { type: 'string', maxLength: 500 };
export type Schema = Readonly<Record<string, unknown>>;

export function documentOf(input: unknown, more: Schema = {}): Document {
  const body = { type: 'object', properties: { model: { type: 'string', enum: ['x/paint'] }, input } };
  const content = { 'application/json': { schema: body } };
  const document = { paths: { '/api/v1/jobs/createTask': { post: { requestBody: { content } } } }, ...more };
  return JSON.parse(JSON.stringify(document)) as Document;
}

export const FACTS: CatalogFacts = {
  id: 'x/paint',
  title: 'Affordable Paint API — the best',
  vendor: 'X',
  taskTypes: ['Text to Image'],
  pricing: '4 credits per image ($0.02)',
  openapi: null,
};

export function learned(openapi: Document, more: Partial<CatalogFacts> = {}): Model {
  const result = learnModel({ ...FACTS, ...more, openapi }, undefined, validateInput);
  assert.ok(result.kind === 'model', JSON.stringify(result));
  return Model.parse(result.model);
}

export const inputWith = (properties: Schema, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
});
