/**
 * What createTask refuses, in the original's words. Missing and invalid parameters come as code 500; unknown keys are
 * ignored; a number may come as a string and the other way round (all seen in real traffic).
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ModelInput } from '../../domain/catalog/model.ts';
import { brokenRules } from '../../domain/catalog/rules.ts';
import type { SandboxModel } from './models.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The message of the refusal, or undefined when the input is fine. */
export type InputCheck = (model: SandboxModel, input: JsonObject) => string | undefined;

/** Unknown keys are no error for KIE, whatever a model's schema says. */
const FORGIVEN = new Set(['additionalProperties', 'unevaluatedProperties']);
const OUT_OF_RANGE = new Set([
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

const fieldOf = (error: ErrorObject): string => error.instancePath.split('/')[1] ?? '';

function wording(error: ErrorObject): string {
  if (error.keyword === 'required') return `${String(error.params['missingProperty'])} is required`;
  const field = fieldOf(error);
  if (field === '') return 'This field is not within the range of allowed options';
  if (OUT_OF_RANGE.has(error.keyword)) return `${field} is not within the range of allowed options`;
  if (error.keyword === 'maxLength') return `${field} cannot exceed ${String(error.params['limit'])} characters`;
  if (error.keyword === 'minLength') return `${field} is required`;
  if (error.keyword === 'maxItems') return `${field} cannot have more than ${String(error.params['limit'])} items`;
  if (error.keyword === 'minItems') return `${field} is required`;
  if (error.keyword === 'format') return `${field} must be a valid url`;
  return `${field} is invalid`;
}

/** An empty text in a required field counts as missing. */
function missing(model: SandboxModel, input: JsonObject): string | undefined {
  return model.input.required.find((name) => input[name] === undefined || input[name] === null || input[name] === '');
}

/** Rules between fields: a field that another one needs is missing, or the two do not go together. */
function betweenFields(model: SandboxModel, input: ModelInput): string | undefined {
  const [broken] = brokenRules(model, input);
  const field = broken?.fields[0];
  if (field === undefined) return undefined;
  return input[field] === undefined
    ? `${field} is required`
    : `This ${field} is not within the range of allowed options`;
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
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (model: SandboxModel): ValidateFunction => {
    const known = compiled.get(model.id);
    if (known !== undefined) return known;
    const validator = ajv.compile(model.input);
    compiled.set(model.id, validator);
    return validator;
  };
  return (model, input) => {
    const absent = missing(model, input);
    if (absent !== undefined) return `${absent} is required`;
    const validator = validatorOf(model);
    // Coercion writes into what it checks.
    const error = validator(structuredClone(input))
      ? undefined
      : validator.errors?.find((each) => !FORGIVEN.has(each.keyword));
    return error === undefined ? betweenFields(model, input as ModelInput) : wording(error);
  };
}
