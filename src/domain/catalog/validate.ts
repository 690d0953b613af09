/** Checks an input against the model's own schema and rules, before any price is shown and again before any submit. */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseFileRef } from './file-ref.ts';
import type { InputSchema, Model, ModelInput } from './model.ts';
import { brokenRules } from './rules.ts';

type ProblemRule =
  | 'required'
  | 'unknown-field'
  | 'type'
  | 'choice'
  | 'minimum'
  | 'maximum'
  | 'min-length'
  | 'max-length'
  | 'min-items'
  | 'max-items'
  | 'format'
  /** Any other keyword of JSON Schema. */
  | 'value'
  /** The model's own schema is none: nothing can be promised for any input. */
  | 'schema'
  | ReturnType<typeof brokenRules>[number]['rule'];

export interface InputProblem {
  /** The top-level parameter to ask for again. */
  readonly field: string;
  readonly rule: ProblemRule;
  /** The number that was not kept, where the rule has one. */
  readonly limit: number | null;
  /** Every parameter involved, `field` among them. */
  readonly fields: readonly string[];
}

export type Validation =
  { readonly ok: true } | { readonly ok: false; readonly problems: readonly [InputProblem, ...InputProblem[]] };

export type ValidateInput = (model: Pick<Model, 'input' | 'rules'>, input: ModelInput) => Validation;

const RULE_BY_KEYWORD: Readonly<Record<string, ProblemRule>> = {
  required: 'required',
  additionalProperties: 'unknown-field',
  type: 'type',
  enum: 'choice',
  const: 'choice',
  minimum: 'minimum',
  exclusiveMinimum: 'minimum',
  maximum: 'maximum',
  exclusiveMaximum: 'maximum',
  minLength: 'min-length',
  maxLength: 'max-length',
  minItems: 'min-items',
  maxItems: 'max-items',
  pattern: 'format',
  format: 'format',
};

/** Where the error is: the first step of its path, or the name that is missing from or strange to the top level. */
function fieldOf(error: ErrorObject): string {
  const [, top] = error.instancePath.split('/');
  if (top !== undefined) return top.replaceAll('~1', '/').replaceAll('~0', '~');
  const params: Readonly<Record<string, unknown>> = error.params;
  const name = params['missingProperty'] ?? params['additionalProperty'];
  return typeof name === 'string' ? name : '';
}

function problemOf(error: ErrorObject): InputProblem {
  const field = fieldOf(error);
  const params: Readonly<Record<string, unknown>> = error.params;
  const limit = typeof params['limit'] === 'number' ? params['limit'] : null;
  return { field, rule: RULE_BY_KEYWORD[error.keyword] ?? 'value', limit, fields: [field] };
}

/**
 * Inputs are addresses that KIE can fetch, (Seedance) assets it already has, or files that will be there before the
 * submit. Source: facts on KIE's API, part 6.
 */
const isAddress = (text: string): boolean => /^(?:https?|asset):\/\/[^\s]+$/.test(text) || parseFileRef(text) !== null;

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
  ajv.addVocabulary(['x-media', 'x-accepts', 'x-max-size-mb', 'x-source']);
  ajv.addFormat('uri', isAddress);
  return ajv;
}

/**
 * Makes the checking function of one process, which never throws. A schema is compiled when it is first asked for, because most models are
 * never used by a process; the compiled form lives as long as the model it came from.
 */
export function createValidateInput(): ValidateInput {
  const compiled = new WeakMap<InputSchema, ValidateFunction | null>();
  let ajv: Ajv2020 | undefined;

  const compile = (schema: InputSchema): ValidateFunction | null => {
    // Ajv can neither compile such a schema nor forget it: both throw.
    if (schema['$id'] !== undefined && typeof schema['$id'] !== 'string') return null;
    ajv ??= createAjv();
    try {
      return ajv.compile(schema);
    } catch {
      // Schemas come from outside. One that cannot be compiled is a fact about the model, reported as a problem.
      return null;
    } finally {
      // Ajv keeps every schema it has seen; without this the WeakMap would free nothing.
      ajv.removeSchema(schema);
    }
  };

  const checkerOf = (schema: InputSchema): ValidateFunction | null => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const checker = compile(schema);
    compiled.set(schema, checker);
    return checker;
  };

  return (model, input) => {
    const check = checkerOf(model.input);
    if (check === null) return { ok: false, problems: [{ field: '', rule: 'schema', limit: null, fields: [] }] };
    const problems: InputProblem[] = check(input) ? [] : (check.errors ?? []).map(problemOf);
    for (const { rule, fields, limit } of brokenRules(model, input)) {
      problems.push({ field: fields[0] ?? '', rule, limit, fields });
    }
    const [first, ...others] = problems;
    return first === undefined ? { ok: true } : { ok: false, problems: [first, ...others] };
  };
}
