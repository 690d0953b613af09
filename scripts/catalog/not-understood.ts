/** Thrown where the facts say something this converter has no meaning for; the model stays out, with the reason. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}
