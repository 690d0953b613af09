/** Thrown where a source says something that has no meaning here; the model stays out, with the reason. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}
