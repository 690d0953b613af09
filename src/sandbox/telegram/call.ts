import type { Bot } from './bot.ts';
import type { Params } from './params.ts';
import type { World } from './world.ts';

/** One call of a bot to the Bot API. */
export interface Call {
  readonly bot: Bot;
  readonly world: World;
  readonly params: Params;
  /** Aborts when the caller hangs up or the sandbox stops. */
  readonly signal: AbortSignal;
}

/** Answers the `result` of the call, or throws an `ApiError`. */
export type Method = (call: Call) => unknown;

/** Some methods are told apart from plain results by a `description` beside the `result`. */
export class Described {
  readonly result: unknown;
  readonly description: string;

  constructor(result: unknown, description: string) {
    this.result = result;
    this.description = description;
  }
}
