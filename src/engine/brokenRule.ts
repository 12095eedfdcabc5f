/**
 * What an assertion of the engine's checked build says when it fails (assembly/checks/); the
 * product's build has none. One sentence for who looks for the error in the engine: when, at which
 * event, what of which component, in whose trial.
 */
import { EVENT_KINDS, SCHEDULE, WORLD } from './rows.js';

/**
 * What is broken: each % in `rule` stands for the next of the numbers; the texts are places in the
 * engine's memory.
 */
export interface Broken {
  readonly component: number;
  readonly what: number;
  readonly rule: number;
  readonly numbers: readonly number[];
}

export class BrokenRule extends Error {
  /** `world`: where in the memory its row stands; `whose`: names the trial, or is ''. */
  constructor(memory: DataView, world: number, broken: Broken, whose: string) {
    const left = [...broken.numbers];
    const rule = textAt(memory, broken.rule).replaceAll('%', () => String(left.shift()));
    const what = `${textAt(memory, broken.component)}: ${textAt(memory, broken.what)} ${rule}`;
    const trial = whose === '' ? '' : ` (${whose})`;
    super(`the engine is wrong${moment(memory, world)}: ${what}${trial}`);
  }
}

function moment(memory: DataView, world: number): string {
  const { executed, now, events } = WORLD.fields;
  if (memory.getFloat64(world + executed[0], true) === 0) return ' before the first event';
  const schedule = memory.getUint32(world + events[0], true);
  const kind = EVENT_KINDS[memory.getInt32(schedule + SCHEDULE.fields.kind[0], true)];
  const index = memory.getBigUint64(schedule + SCHEDULE.fields.index[0], true);
  return ` at ${memory.getFloat64(world + now[0], true)} s, in event ${kind} ${index}`;
}

/** A text of the engine's: UTF-16, its length in bytes in front of it. */
function textAt(memory: DataView, address: number): string {
  let text = '';
  for (let byte = 0; byte < memory.getUint32(address - 4, true); byte += 2) {
    text += String.fromCharCode(memory.getUint16(address + byte, true));
  }
  return text;
}
