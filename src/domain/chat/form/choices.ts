/** What the person has chosen so far, and what is still to be asked. */
import type { Model, Scalar } from '../../catalog/model.ts';
import { fits, PROMPT, type Field } from './fields.ts';

/** A model that this dialog can ask everything about. */
export interface Offered {
  readonly model: Model;
  readonly fields: readonly Field[];
}

/** Choices by parameter name; as they come from storage they may be of an older form. */
export type Values = Readonly<Record<string, unknown>>;
export type Choices = Readonly<Record<string, Scalar>>;

/**
 * The choices that still fit the form. The prompt is kept even when it does not fit, because another model may take it
 * and nobody likes to type twice.
 */
export function choicesOf(fields: readonly Field[], values: Values): Choices {
  const prompt = promptOf(values);
  return Object.fromEntries([
    ...fields.flatMap((field) => {
      const value = chosen(field, values);
      return value === null ? [] : [[field.name, value] as const];
    }),
    ...(prompt === '' ? [] : [[PROMPT, prompt] as const]),
  ]);
}

export function chosen(field: Field, values: Values): Scalar | null {
  const value = Object.hasOwn(values, field.name) ? values[field.name] : null;
  return fits(field, value) ? value : null;
}

export function withChoice(choices: Choices, name: string, value: Scalar): Choices {
  return { ...choices, [name]: value };
}

export function withoutChoice(choices: Choices, name: string): Choices {
  return Object.fromEntries(Object.entries(choices).filter(([key]) => key !== name));
}

/** The prompt among the choices, empty when there is none yet. */
export function promptOf(values: Values): string {
  const prompt = Object.hasOwn(values, PROMPT) ? values[PROMPT] : '';
  return typeof prompt === 'string' ? prompt : '';
}

/** The next question of the form: required and not answered. */
export function nextQuestion(fields: readonly Field[], values: Values): Field | null {
  return fields.find((field) => field.required && chosen(field, values) === null) ?? null;
}

/** Like `nextQuestion`, but a default counts as an answer: the short way, when the person asked for no questions. */
export function nextOpenQuestion(fields: readonly Field[], values: Values): Field | null {
  return fields.find((field) => field.required && field.default === null && chosen(field, values) === null) ?? null;
}
