/** Servers that sleep while they are idle: who finds one so wakes it. */
import { Draw } from './random/draws';
import { firstFree } from './stations';
import { world } from './world/rows';

/** What a job that comes now takes more, where it finds a server of the instance idle. */
export function wakingSeconds(wakes: bool, bank: usize, instance: i32, draw: Draw): f64 {
  return !wakes || firstFree(bank, instance) >= world.now ? 0 : draw.next();
}
