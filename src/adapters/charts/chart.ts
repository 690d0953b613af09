/** What a chart shows: bars against the left axis, a line against the right one. */
export interface Chart {
  readonly title: string;
  readonly labels: readonly string[];
  readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly line: { readonly name: string; readonly values: readonly number[] };
}
