/** The input, ready for KIE, or what becomes of the job instead. */
import { failureReasonOf } from '../../adapters/kie/fail-reason.ts';
import type { Model, ModelInput } from '../../domain/catalog/model.ts';
import type { FailureReason } from '../../domain/generation/failure.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { endFailed } from './ending.ts';
import { filesRefused } from './operator.ts';
import { resolveInput } from './resolve-input.ts';

export type Prepared =
  { readonly ready: true; readonly input: ModelInput } | { readonly ready: false; readonly instead: Outcome };

const RETRY_SECONDS = 10;
/** Telegram says the same of a file that is gone and of one that is away, and KIE's upload host may come to itself. */
const UNSETTLED_MS = 120_000;
const UNSETTLED: readonly ErrorCode[] = ['INPUT_UNSETTLED', 'KIE_UPLOAD_REFUSED'];

function reasonOf(error: AppError): FailureReason {
  switch (error.code) {
    case 'INPUT_GONE':
    case 'INPUT_UNSETTLED':
      return 'input-unreachable';
    case 'INPUT_TOO_LARGE':
    case 'INPUT_REFUSED':
      return 'invalid-input';
    default:
      return failureReasonOf(error);
  }
}

function mayWorkLater(error: AppError, generation: Generation, deps: GenerationDeps): boolean {
  // The operator's token, not the person's fault.
  if (error.code === 'TELEGRAM_UNAUTHORIZED') return true;
  if (UNSETTLED.includes(error.code)) return deps.now() < generation.createdAt.getTime() + UNSETTLED_MS;
  return error.fault === 'transient';
}

async function afterFailure(seen: AppError, generation: Generation, deps: GenerationDeps): Promise<Outcome> {
  const { id: generationId } = generation;
  deps.log.warn('input.unresolved', { generationId, code: seen.code, ...seen.details });
  const error = await filesRefused(seen, generation.credits, deps);
  if (mayWorkLater(error, generation, deps)) {
    const seconds = Math.ceil((error.retryAfterMs ?? RETRY_SECONDS * 1_000) / 1_000);
    const leftSeconds = Math.ceil((generation.deadlineAt.getTime() - deps.now()) / 1_000);
    return later(Math.max(1, Math.min(seconds, leftSeconds)));
  }
  await endFailed(generation, reasonOf(error), `${error.code}: ${error.message}`, deps);
  return done;
}

async function validated(
  model: Model,
  input: ModelInput,
  generation: Generation,
  deps: GenerationDeps,
): Promise<Prepared> {
  const validation = deps.validateInput(model, input);
  if (validation.ok) return { ready: true, input };
  const problems = validation.problems.map(({ field, rule }) => `${field}: ${rule}`).join(', ');
  await endFailed(generation, 'invalid-input', problems, deps);
  return { ready: false, instead: done };
}

/** An input of a model that is not known any more is sent as it is: KIE knows best. */
export async function prepareInput(generation: Generation, deps: GenerationDeps): Promise<Prepared> {
  const model = deps.catalog.byId(generation.modelId);
  if (model === undefined) return { ready: true, input: generation.input };
  let input: ModelInput;
  try {
    input = await resolveInput(generation, model, deps);
  } catch (thrown) {
    // What the queue itself tries again, and what the operator has to see.
    if (!(thrown instanceof AppError) || thrown.code === 'DB_UNAVAILABLE' || thrown.fault === 'defect') throw thrown;
    return { ready: false, instead: await afterFailure(thrown, generation, deps) };
  }
  return await validated(model, input, generation, deps);
}
