/** Why a generation ended without a result, in terms a person can be told about. */
import * as z from 'zod';

export const FailureReason = z.enum([
  'content-policy', // the provider refused the prompt or the input
  'invalid-input', // a parameter was refused
  'input-unreachable', // an input file could not be fetched
  'provider-error', // it failed on their side
  'provider-timeout', // no result from upstream
  'unavailable', // key refused, credits used up, feature or model switched off: the operator's matter
  'deadline', // our own deadline passed
  'undeliverable', // made, but Telegram would not take it in any form
]);
export type FailureReason = z.infer<typeof FailureReason>;
