/**
 * Faults as events: what begins and ends at their times, and the events that only faults and autoscalers bring about.
 * Semantics: ../../../components/faults.ts.
 */
import { Member } from '../consumers/rows';
import { rowAt } from '../memory/memory';
import { FAULT_BEGINS, FAULT_ENDS, SLOW_CONSUMER, SURGE } from './kinds';
import { world } from './rows';
import { at } from './schedule';

/** One fault, once. */
@unmanaged
export class Fault {
  kind: i32;
  /** What it hits: a consumer's Member. */
  target: usize;
  factor: f64;
  from: f64;
  to: f64;
}

/** Puts the begins and ends of all faults on the schedule. */
export function scheduleFaults(): void {
  for (let index = 0; index < world.faultCount; index++) {
    const fault = rowAt<Fault>(world.faults, index);
    at(fault.from, FAULT_BEGINS, u64(index));
    at(fault.to, FAULT_ENDS, u64(index));
  }
}

export function dispatchFault(kind: i32, index: u64): void {
  switch (kind) {
    case FAULT_BEGINS:
      faultBegins(rowAt<Fault>(world.faults, i32(index)));
      break;
    case FAULT_ENDS:
      faultEnds(rowAt<Fault>(world.faults, i32(index)));
      break;
    default:
      unreachable();
  }
}

function faultBegins(fault: Fault): void {
  switch (fault.kind) {
    case SLOW_CONSUMER:
      changetype<Member>(fault.target).slowness = fault.factor;
      break;
    case SURGE:
      break;
    default:
      unreachable();
  }
}

function faultEnds(fault: Fault): void {
  switch (fault.kind) {
    case SLOW_CONSUMER:
      changetype<Member>(fault.target).slowness = 1;
      break;
    case SURGE:
      break;
    default:
      unreachable();
  }
}
