/**
 * The options of the library's calls: checked where the compiler has not, since scripts in
 * JavaScript have none.
 */
import { inlineExecutor, makeExecutor, type Executor } from '../execution/executor.js';
import { USUAL_WORKERS } from '../execution/usualWorkers.js';
import { UsageError } from '../execution/usageError.js';
import { listed, nearest } from '../model/index.js';

/** Options of every call that simulates. */
export interface SimulationOptions {
  /** Of all random streams: the same seed gives the same numbers. '1' where left out. */
  readonly seed?: string | undefined;
  /**
   * Worker threads, 0 = none: everything runs in this one. As many as cores, at most 8, where left
   * out.
   */
  readonly workers?: number | undefined;
  /** Told of trials done, trials known of, and what is under way. */
  readonly progress?: ((done: number, planned: number, what: string) => void) | undefined;
}

export const USUAL_SEED = '1';

interface Kind {
  /** As a message says it. */
  readonly expected: string;
  readonly is: (value: unknown) => boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

export const TEXT: Kind = {
  expected: "a text, such as '1'",
  is: (value) => typeof value === 'string' && value !== '',
};
export const COUNT: Kind = {
  expected: 'a whole number from 1 on',
  is: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
};
export const COUNT_OR_NONE: Kind = {
  expected: 'a whole number from 0 on',
  is: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};
export const SHARE: Kind = {
  expected: 'a share between 0 and 1, such as 0.02 for 2%',
  is: (value) => isNumber(value) && value > 0 && value < 1,
};
export const SECONDS: Kind = {
  expected: 'seconds above 0',
  is: (value) => isNumber(value) && value > 0,
};
export const FLAG: Kind = {
  expected: 'true or false',
  is: (value) => typeof value === 'boolean',
};
const FUNCTION: Kind = {
  expected: 'a function',
  is: (value) => typeof value === 'function',
};
export const TEXTS: Kind = {
  expected: 'a list of texts',
  is: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string'),
};
export const VALUES: Kind = {
  expected: "paths with their values, such as { 'brokers.count': '3..12' }",
  is: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

export function oneOf(...choices: readonly string[]): Kind {
  return {
    expected: choices.map((each) => `'${each}'`).join(' or '),
    is: (value) => typeof value === 'string' && choices.includes(value),
  };
}

const EVERYWHERE = { seed: TEXT, workers: COUNT_OR_NONE, progress: FUNCTION };

/**
 * Throws UsageError, which names the call and the option, for one that there is not or that is of
 * another kind.
 */
export function checkOptions(
  call: string,
  options: object | undefined,
  kinds: Readonly<Record<string, Kind>>,
  required: readonly string[] = [],
): void {
  const known: Readonly<Record<string, Kind>> = { ...EVERYWHERE, ...kinds };
  for (const [name, value] of Object.entries(options ?? {})) {
    if (!Object.hasOwn(known, name)) {
      const near = nearest(name, Object.keys(known));
      const hint = near === null ? listed(name, Object.keys(known), 'the documentation') : near;
      throw new UsageError(`${call}: there is no option ${name}; write ${hint}`);
    }
    if (value === undefined || known[name].is(value)) continue;
    throw new UsageError(
      `${call}: ${name}: found ${shown(value)}; expected ${known[name].expected}`,
    );
  }
  const missing = required.find((name) => !Object.hasOwn(options ?? {}, name));
  if (missing !== undefined) {
    throw new UsageError(`${call}: ${missing} is missing; give ${known[missing].expected}`);
  }
}

/** Throws UsageError for what is no model: a name that nobody has loaded, or nothing. */
export function checkSubjects(call: string, ...subjects: readonly unknown[]): void {
  for (const subject of subjects) {
    if (typeof subject === 'object' && subject !== null) {
      if ('with' in subject || 'topics' in subject) continue;
    }
    const name = typeof subject === 'string' ? subject : '100-users';
    const found = typeof subject === 'object' ? 'something else' : shown(subject);
    throw new UsageError(
      `${call}: found ${found}; expected a model, as loadModel('${name}') gives`,
    );
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}

/** Does the work with worker threads that are gone when it has ended. */
export async function withWorkers<Result>(
  { workers = USUAL_WORKERS }: SimulationOptions,
  work: (executor: Executor) => Promise<Result>,
): Promise<Result> {
  const executor = workers === 0 ? inlineExecutor() : makeExecutor(workers);
  try {
    return await work(executor);
  } finally {
    await executor.close();
  }
}
