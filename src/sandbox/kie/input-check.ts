/**
 * What createTask refuses, in the original's words. Missing and invalid parameters come as code 500; unknown keys are
 * ignored; a number may come as a string and the other way round (all seen in real traffic).
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { InputSchema } from '../../domain/catalog/model.ts';
import { brokenRule } from './input-rules.ts';
import { isGiven, type Order } from './order.ts';

/** The message of the refusal, or undefined when the input is fine. */
export type InputCheck = (order: Order) => string | undefined;

/** Unknown keys are no error for KIE, whatever a model's schema says. */
const FORGIVEN = new Set(['additionalProperties', 'unevaluatedProperties']);
const OUT_OF_RANGE = new Set([
  ...['enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'anyOf', 'oneOf'],
]);
/** Optional, but no free text: an empty one is refused like any value that is not on the list. */
const CODES = ['language_code'];

const fieldOf = (error: ErrorObject): string => error.instancePath.split('/')[1] ?? '';
const outOfRange = (field: string): string => `${field} is not within the range of allowed options`;

function wording(error: ErrorObject): string {
  if (error.keyword === 'required') return `${String(error.params['missingProperty'])} is required`;
  const field = fieldOf(error);
  if (field === '') return outOfRange('This field');
  if (OUT_OF_RANGE.has(error.keyword)) return outOfRange(field);
  if (error.keyword === 'maxLength') return `${field} cannot exceed ${String(error.params['limit'])} characters`;
  if (error.keyword === 'maxItems') return `${field} cannot have more than ${String(error.params['limit'])} items`;
  if (error.keyword === 'minLength') return `${field} is required`;
  if (error.keyword === 'minItems') return `${field} is required`;
  if (error.keyword === 'format') return `${field} must be a valid url`;
  return `${field} is invalid`;
}

/** An empty value in a required field counts as missing. */
function missing({ model, input }: Order): string | undefined {
  const absent = model.input.required.find((name) => !isGiven(input[name]));
  return absent === undefined ? undefined : `${absent} is required`;
}

function emptyCode({ input }: Order): string | undefined {
  const empty = CODES.find((name) => input[name] === '');
  return empty === undefined ? undefined : outOfRange(empty);
}

export function createInputCheck(): InputCheck {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    coerceTypes: true,
    logger: false,
    // KIE takes links to public files and its own `asset://` ids, never the bytes themselves.
    formats: { uri: /^(https?|asset):\/\/\S+$/ },
  });
  const compiled = new WeakMap<InputSchema, ValidateFunction>();
  const validatorOf = (schema: InputSchema): ValidateFunction => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const validator = ajv.compile(schema);
    ajv.removeSchema(schema);
    compiled.set(schema, validator);
    return validator;
  };
  const againstSchema = ({ model, input }: Order): string | undefined => {
    const validator = validatorOf(model.input);
    // Coercion writes into what it checks.
    if (validator(structuredClone(input))) return undefined;
    const error = validator.errors?.find((each) => !FORGIVEN.has(each.keyword));
    return error === undefined ? undefined : wording(error);
  };
  return (order) => missing(order) ?? emptyCode(order) ?? againstSchema(order) ?? brokenRule(order);
}
