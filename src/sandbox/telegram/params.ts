/** The parameters of one Bot API call, wherever they came from, read the lenient way Telegram reads them. */
export interface Upload {
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

export class Params {
  readonly values: ReadonlyMap<string, unknown>;
  readonly files: ReadonlyMap<string, Upload>;

  constructor(values: ReadonlyMap<string, unknown>, files: ReadonlyMap<string, Upload> = new Map()) {
    this.values = values;
    this.files = files;
  }

  has(name: string): boolean {
    return this.values.has(name) || this.files.has(name);
  }

  /** Empty when absent; a JSON value is given back as its JSON. */
  text(name: string): string {
    const value = this.values.get(name);
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** `fallback` when absent or not an integer. */
  integer(name: string, fallback = 0): number {
    const text = this.text(name).trim();
    return /^[+-]?\d{1,16}$/.test(text) ? Number(text) : fallback;
  }

  flag(name: string): boolean {
    return ['true', 'yes', '1'].includes(this.text(name).toLowerCase());
  }

  /** Undefined when absent, empty or not JSON. */
  json(name: string): unknown {
    const value = this.values.get(name);
    if (typeof value !== 'string') return value ?? undefined;
    if (value.trim() === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return undefined; // Telegram ignores optional parameters it cannot read; required ones are checked by their users.
    }
  }

  /** For the call journal. */
  toJson(): Record<string, unknown> {
    const files = [...this.files].map(([name, { fileName, mimeType, bytes }]) => [
      name,
      { file: fileName, sizeBytes: bytes.length, mimeType },
    ]);
    return Object.fromEntries<unknown>([...this.values, ...(files as [string, unknown][])]);
  }
}
