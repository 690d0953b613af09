/** The questions that a model's parameters become. No model is treated by name. */
import type { MediaKind } from '../../catalog/fields.ts';
import type { Scalar } from '../../catalog/model.ts';
import type { WorkSource } from '../../catalog/work-ref.ts';

interface FieldBase {
  readonly name: string;
  readonly required: boolean;
  /** What the provider takes when nothing is sent. */
  readonly default: Scalar | null;
}
export interface TextField extends FieldBase {
  readonly kind: 'text';
  /** Lengths in code points. */
  readonly minLength: number;
  readonly maxLength: number | null;
}
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  /** At least one; a switch is the choice between true and false. */
  readonly options: readonly Scalar[];
}
export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly whole: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
}
/** One file, or with `many` a list of `min` to `max` of them. */
export interface FileField extends FieldBase {
  readonly kind: 'file';
  /** `document` takes any kind. */
  readonly media: MediaKind;
  /** MIME types; empty = not said. */
  readonly accepts: readonly string[];
  readonly maxSizeMb: number | null;
  readonly many: boolean;
  readonly min: number;
  readonly max: number;
}
/** An earlier generation to go on from. */
export interface WorkField extends FieldBase {
  readonly kind: 'work';
  readonly source: WorkSource;
}
/** Several words or numbers. */
export interface ListField extends FieldBase {
  readonly kind: 'list';
  readonly item: ScalarField;
  readonly min: number;
  readonly max: number;
}
/** A part with questions of its own; with `many`, a list of `min` to `max` such parts (shots of a film, speakers). */
export interface GroupField extends FieldBase {
  readonly kind: 'group';
  readonly fields: readonly Field[];
  readonly many: boolean;
  readonly min: number;
  readonly max: number;
}
export type ScalarField = TextField | ChoiceField | NumberField;
export type Field = ScalarField | FileField | WorkField | ListField | GroupField;

export const PROMPT = 'prompt';

export const isScalarField = (field: Field): field is ScalarField =>
  field.kind === 'text' || field.kind === 'choice' || field.kind === 'number';
