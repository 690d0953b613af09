/** Single lines out of the long log of a service. */
import type { BotProcess } from '../../src/sandbox/bot-process.ts';

export interface LogLine {
  readonly message: string;
  readonly time: string;
  readonly child?: string;
}

/** Only lines that can be it are parsed: a busy service has written thousands. */
export function linesSaying({ lines }: Pick<BotProcess, 'lines'>, message: string): readonly LogLine[] {
  return lines
    .filter((line) => line.startsWith('{') && line.includes(`"${message}"`))
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => line.message === message);
}
