export { UsageError } from '../execution/usageError.js';

/** A broken law: the numbers must not be believed. Exit code 3. */
export class AuditError extends Error {}

/**
 * Nothing that was asked about keeps the promise: the report says what came nearest. Exit code 5.
 */
export class UnmetPromise extends Error {}

/** Trials gave no result: their workers died or ran out of memory. Exit code 4. */
export class TrialsFailed extends Error {}

/**
 * The study waits for trials that are to be run elsewhere: what to do next. Exit code 6, 0 where
 * that was asked for.
 */
export class TrialsPlanned extends Error {
  constructor(
    message: string,
    readonly wasAsked: boolean,
  ) {
    super(message);
  }
}
