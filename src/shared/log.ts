/**
 * Log events, not sentences: the message is a constant `noun.verb` (or one of the operator guide's lines), the rest is
 * fields. Correlation ids ride in AsyncLocalStorage; the finished line is redacted.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import winston from 'winston';
import { AppError } from './errors.ts';
import { createRedact } from './redact.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  readonly debug: (message: string, fields?: Fields) => void;
  readonly info: (message: string, fields?: Fields) => void;
  readonly warn: (message: string, fields?: Fields) => void;
  readonly error: (message: string, fields?: Fields) => void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFormat = 'pretty' | 'json';

export interface LogOptions {
  /** Which process speaks: supervisor, polling, generation, health. */
  readonly process: string;
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Literal secrets of this process. */
  readonly secrets: readonly string[];
  /** For tests; standard output otherwise. */
  readonly stream?: NodeJS.WritableStream;
}

const scope = new AsyncLocalStorage<Fields>();

/** Adds ids (`traceId`, `updateId`, `generationId`, …) to every line logged inside `run`; nests. */
export const withCorrelation = <T>(more: Fields, run: () => T): T => scope.run({ ...scope.getStore(), ...more }, run);

/** `String` throws on an object without a prototype. */
const asText = (thrown: unknown): string =>
  thrown === Object(thrown) ? Object.prototype.toString.call(thrown) : String(thrown);

/** An error as plain fields, its causes included, so that a log line can carry it. */
export function errorFields(thrown: unknown, depth = 0): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { message: asText(thrown) };
  return {
    name: thrown.name,
    message: thrown.message,
    ...(thrown instanceof AppError ? { code: thrown.code, fault: thrown.fault, ...thrown.details } : {}),
    ...('code' in thrown && !(thrown instanceof AppError) ? { code: asText(thrown.code) } : {}),
    ...(depth === 0 && !(thrown instanceof AppError && thrown.fault !== 'defect') ? { stack: thrown.stack } : {}),
    ...(thrown.cause !== undefined && depth < 4 ? { cause: errorFields(thrown.cause, depth + 1) } : {}),
  };
}

const MESSAGE = Symbol.for('message');

const sizeOf = (bytes: number): string => `[${bytes} bytes]`;

/** Numbers as JSON has them; bytes only by their size, because as numbers they would carry a secret past the redaction. */
function inLine(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (ArrayBuffer.isView(value)) return sizeOf(value.byteLength);
  // A Buffer has turned itself into this before anybody could look.
  const { type, data } = (value ?? {}) as { readonly type?: unknown; readonly data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? sizeOf(data.length) : value;
}

/** A field that JSON cannot hold, such as a circle, must not cost the line. */
function fieldsAsText(fields: Fields): string {
  try {
    return JSON.stringify(fields, inLine);
  } catch {
    return inspect(fields, { depth: 4, breakLength: Infinity, maxArrayLength: 0 }).replaceAll(
      /<Buffer[^>]*>/g,
      '[bytes]',
    );
  }
}

function pretty(info: winston.Logform.TransformableInfo): string {
  const { level, message, time, process: name, ...fields } = info;
  const rest = Object.keys(fields).length === 0 ? '' : ` ${fieldsAsText(fields)}`;
  return `${String(time).slice(11, 23)} ${level.padEnd(5)} ${String(name).padEnd(10)} ${String(message)}${rest}`;
}

export function createLog(options: LogOptions): Log {
  const redact = createRedact(options.secrets);
  const enrich = winston.format((info) => {
    const { error } = info;
    return Object.assign(info, scope.getStore(), error instanceof Error ? { error: errorFields(error) } : {}, {
      process: options.process,
      time: new Date().toISOString(),
    });
  });
  const finish = winston.format((info) => {
    info[MESSAGE] = redact(String(info[MESSAGE]));
    return info;
  });
  const shape = options.format === 'json' ? winston.format.json({ replacer: inLine }) : winston.format.printf(pretty);
  const logger = winston.createLogger({
    level: options.level,
    format: winston.format.combine(enrich(), shape, finish()),
    transports: [new winston.transports.Stream({ stream: options.stream ?? process.stdout })],
  });
  const at =
    (level: LogLevel) =>
    (message: string, fields?: Fields): void => {
      logger.log(level, message, fields);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
