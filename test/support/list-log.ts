/** A log that keeps its lines. */
import type { Log } from '../../src/shared/log.ts';

export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ListLog extends Log {
  readonly lines: LoggedLine[];
  /** The messages, in order. */
  readonly messages: () => readonly string[];
}

export function createLogList(): ListLog {
  const lines: LoggedLine[] = [];
  const at =
    (level: LoggedLine['level']): Log['info'] =>
    (message, fields = {}) =>
      void lines.push({ level, message, fields });
  return {
    lines,
    messages: () => lines.map(({ message }) => message),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}
