/** The exit code of an error, and what stands before its message. Loaded when there is one. */
import { NoTrials, TrialError } from '../execution/executor.js';
import { AuditFailure } from '../experiments/auditFailure.js';
import { ImportError } from '../importers/importError.js';
import { MeasuredDataError } from '../experiments/measuredDataError.js';
import { DesignError, ParameterError } from '../model/index.js';
import { AuditError, TrialsFailed, TrialsPlanned, UnmetPromise, UsageError } from './usageError.js';

export interface ExitCode {
  readonly code: number;
  readonly heading: string;
}

export function exitCodeOf(error: unknown): ExitCode {
  const isOneOf = (kinds: readonly (abstract new (...of: never[]) => Error)[]): boolean =>
    kinds.some((kind) => error instanceof kind);
  if (isOneOf([UsageError, DesignError, ParameterError, MeasuredDataError, ImportError])) {
    return { code: 2, heading: '' };
  }
  if (isOneOf([AuditError, AuditFailure])) return { code: 3, heading: '' };
  if (isOneOf([TrialsFailed, NoTrials, TrialError])) {
    return { code: 4, heading: 'trials without a result:\n' };
  }
  if (error instanceof UnmetPromise) return { code: 5, heading: '' };
  if (error instanceof TrialsPlanned) return { code: error.wasAsked ? 0 : 6, heading: '' };
  return { code: 1, heading: 'highwater: ' };
}
