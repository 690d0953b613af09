/** The part of the control's contract that makes the local Telegram misbehave. */

type FaultBehaviour = 'error' | 'delay' | 'hang' | 'reset' | 'html' | 'empty' | 'truncated' | 'accept-then-drop';

/**
 * What happens to the next `times` matching calls. The call is carried out only by `delay`, `truncated` (half of the
 * true answer arrives) and `accept-then-drop` (done, then the connection is cut without an answer).
 */
export interface SimFaultSpec {
  /** Default: every method. `file` is the file download. */
  readonly method?: string;
  readonly botId?: string;
  /** Default `error`. */
  readonly behaviour?: FaultBehaviour;
  /** HTTP status of `error` and `html`. Default: `errorCode`, or 502 for `html`. */
  readonly status?: number;
  /** Default 500. */
  readonly errorCode?: number;
  readonly description?: string;
  /** Seconds, sent as `parameters.retry_after`. */
  readonly retryAfter?: number;
  readonly delayMs?: number;
  /** Default 1; 0 means until cleared. */
  readonly times?: number;
}

/**
 * What happens to the next `times` updates of a kind: a field of the update (`message`) or of the message in it
 * (`successful_payment`). `lose`: never handed out, as after a day in the queue. `twice`: once more under another id.
 */
export interface SimUpdateFault {
  readonly kind: string;
  readonly behaviour: 'lose' | 'twice';
  /** Default 1. */
  readonly times?: number;
}

export interface SimFault extends SimFaultSpec {
  readonly id: number;
  readonly behaviour: FaultBehaviour;
  readonly times: number;
}
