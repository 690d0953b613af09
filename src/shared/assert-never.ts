/** The `default` of an exhaustive switch: a compile error when a case is missing, a defect when data lied at run time. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
