import type { ChangeFlags } from './changes.js';
import type { SessionFlags } from './studyFlags.js';

/** The options of `highwater run`. */
export interface RunFlags extends SessionFlags, ChangeFlags {
  readonly precision: number;
  readonly budget: number;
  readonly timeLimit?: number;
  readonly trials?: number;
  readonly lengthened?: number;
  readonly transient?: boolean;
  readonly curve?: boolean;
  readonly tail?: readonly number[];
  readonly fidelity: string;
  readonly watch?: boolean;
}
