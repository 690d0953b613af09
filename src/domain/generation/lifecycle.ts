/**
 * The states of a generation and the moves between them: the only place that knows them. Every change is one guarded
 * `UPDATE … WHERE state = ANY (sourcesOf(to))`, so a terminal state is sticky and two racing workers cannot both win.
 */
export const STATES = [
  'queued',
  'submitting',
  'unknown',
  'waiting',
  'delivering',
  'delivered',
  'failed',
  'cancelled',
] as const;
export type GenerationState = (typeof STATES)[number];

export const TRANSITIONS = {
  queued: ['submitting', 'cancelled', 'failed'],
  /** Back to `queued` only when it is certain that nothing was created. */
  submitting: ['waiting', 'queued', 'unknown', 'failed'],
  /** The call's outcome is not known: adopted by its callback, or submitted once more after the grace. */
  unknown: ['waiting', 'submitting', 'failed'],
  waiting: ['delivering', 'failed'],
  delivering: ['delivered', 'failed'],
  delivered: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<GenerationState, readonly GenerationState[]>;

/** The states from which `to` may be reached. */
export function sourcesOf(to: GenerationState): GenerationState[] {
  return STATES.filter((from) => (TRANSITIONS[from] as readonly GenerationState[]).includes(to));
}

const BEFORE_ITS_TASK: readonly GenerationState[] = ['queued', 'submitting', 'unknown'];

/**
 * The states of the step that `state` belongs to. A step that found a failure may end only what is still its own: a look
 * that began before another one found the result must not fail what is being delivered.
 */
export const stepOf = (state: GenerationState): readonly GenerationState[] =>
  BEFORE_ITS_TASK.includes(state) ? BEFORE_ITS_TASK : [state];

export const isTerminal = (state: GenerationState): boolean => TRANSITIONS[state].length === 0;

/** Everything that is still under way. */
export const OPEN_STATES: readonly GenerationState[] = STATES.filter((state) => !isTerminal(state));
